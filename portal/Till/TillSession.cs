using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyClub.Portal.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// A till signed in with its key, or paired once by a code. The cookie holds the key's id and a token, never the key; the token's hash is a
/// session of the key's account, so that signing out ends it. Each request checks the key too, so revoking it ends the session.
/// </summary>
internal static class TillSession
{
    public const string Cookie = "lc_till",
        Room = "/till";

    public static readonly TimeSpan Life = TimeSpan.FromHours(14);

    /// <summary>
    /// A paired device stays a till until its key is revoked. Browsers keep a cookie for 400 days at most, so it is sent again.
    /// </summary>
    private static readonly TimeSpan PairedLife = TimeSpan.FromDays(36_500),
        LongestCookie = TimeSpan.FromDays(400);

    /// <summary>The version of the till's page: the hash over its scripts.</summary>
    public static string Version(Files files) => files["till/main.js"].Split('/')[2];

    /// <summary>Signs in, if the key has the role till.</summary>
    /// <param name="how">For the security log.</param>
    public static async Task<bool> Begin(HttpContext http, string key, string how = "key")
    {
        if (http.RequestServices.GetRequiredService<IKeyRing>().Find(key.Trim()) is not { Role: Role.Till, Store: not null } caller)
        {
            http.Note(SecurityEvent.SignInFailed, how: how);
            return false;
        }

        http.Note(SecurityEvent.SignedIn, AuditLine.ByKey(caller.KeyId), how);
        await EndSession(http);
        var token = RandomNumberGenerator.GetBytes(32);
        await Account(http, caller.KeyId)
            .SignIn(SHA256.HashData(token), Device.Of(http.Request.Headers.UserAgent), caller.Paired ? PairedLife : Life);
        Remember(http, caller, $"{caller.KeyId}.{Base64Url.EncodeToString(token)}");
        return true;
    }

    /// <summary>Exchanges a pairing code for a till's key and signs in with it.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static async Task<Refused?> Pair(HttpContext http, string code)
    {
        var paired = await http
            .RequestServices.GetRequiredService<IGrainFactory>()
            .GetGrain<IStoresGrain>(ClubKey.Value)
            .Pair(code, Limits.Network(http));
        if (paired.Refusal is { } refusal)
        {
            if (SecurityNote.Of(refusal.Code) is { } what)
            {
                http.Note(what, how: "pairing");
            }

            return refusal;
        }

        http.Note(SecurityEvent.TillPaired, about: AuditLine.ByKey(paired.Value!.Id));
        return await Begin(http, paired.Value.Key, "pairing")
            ? null
            : new(RefusalCode.PairingCodeInvalid, "The key was revoked meanwhile.");
    }

    /// <summary>Renews the cookie of a paired device.</summary>
    public static void Renew(HttpContext http, Caller till)
    {
        if (till.Paired)
        {
            Remember(http, till, Cookies.Read(http, Cookie)!);
        }
    }

    private static void Remember(HttpContext http, Caller till, string cookie) =>
        Cookies.Set(http, Cookie, cookie, till.Paired ? LongestCookie : Life, Room);

    /// <summary>
    /// Ends the sessions of till and cashier, and not only their cookies. A paired device stays a till: only its cashier leaves.
    /// </summary>
    public static async Task End(HttpContext http)
    {
        if (await OfKey(http) is { Paired: true } paired)
        {
            http.Note(SecurityEvent.SessionEnded, AuditLine.ByKey(paired.KeyId), "cashier left");
            await Cashiers.EndSession(http, paired);
            Cookies.Delete(http, Cashiers.Cookie, Room);
            return;
        }

        if (await OfKey(http) is { } till)
        {
            http.Note(SecurityEvent.SessionEnded, AuditLine.ByKey(till.KeyId), "till closed");
        }

        await EndSession(http);
        Cookies.Delete(http, Cookie, Room);
        Cookies.Delete(http, Cashiers.Cookie, Room);
    }

    private static async Task EndSession(HttpContext http)
    {
        if (await OfKey(http) is { } till)
        {
            await Cashiers.EndSession(http, till);
            await Cookies.EndSession(
                Account(http, till.KeyId),
                SHA256.HashData(StaffSessions.Read(Cookies.Read(http, Cookie))!.Value.Token)
            );
        }
    }

    /// <summary>The unlocked till of the request: by its key, and by a cashier if the club has cashiers; else null.</summary>
    public static async Task<Caller?> Of(HttpContext http) => (await Opened(http))?.Till;

    /// <summary>As <see cref="Of"/>, with its cashier; null if the club has no cashiers.</summary>
    public static async Task<(Caller Till, StaffView? Cashier)?> Opened(HttpContext http) =>
        await OfKey(http) is { } till && await Cashiers.Of(http, till) is var (isNeeded, cashier) && (!isNeeded || cashier is not null)
            ? (till, cashier)
            : null;

    /// <summary>The till unlocked by its key, with or without a cashier.</summary>
    public static async Task<Caller?> OfKey(HttpContext http) =>
        StaffSessions.Read(Cookies.Read(http, Cookie)) is (var id, var token)
        && http.RequestServices.GetRequiredService<IKeyRing>().ById(id) is { Role: Role.Till, Store: not null } caller
        && await Account(http, id).Find(SHA256.HashData(token)) is not null
            ? caller
            : null;

    private static IAccountGrain Account(HttpContext http, string key) =>
        http.RequestServices.GetRequiredService<IGrainFactory>().Account(Accounts.OfTill(key));
}
