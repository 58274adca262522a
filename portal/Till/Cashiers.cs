using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Portal.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// The cashier of an unlocked till, signed in by name and PIN. While the club has never taken on a cashier, the till's key is enough; with
/// the last one disabled no till opens.
/// </summary>
internal static class Cashiers
{
    public const string Cookie = "lc_cashier";

    /// <summary>Active cashiers, by name; null if the club has no cashiers, not even disabled ones.</summary>
    public static async Task<StaffView[]?> All(HttpContext http)
    {
        var staff = await http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IStaffGrain>(ClubKey.Value).List();
        return staff.All(one => one.Role != StaffRole.Cashier)
            ? null
            : [.. staff.Where(one => one is { Role: StaffRole.Cashier, Disabled: false })];
    }

    /// <summary>The cashier signed in at this till, or null. <c>IsNeeded</c> is false if the club has no cashiers.</summary>
    public static async Task<(bool IsNeeded, StaffView? Who)> Of(HttpContext http, Caller till)
    {
        if (await All(http) is not { } all)
        {
            return (false, null);
        }

        return
            StaffSessions.Read(Cookies.Read(http, Cookie)) is (var id, var token)
            && all.FirstOrDefault(one => one.Id == id) is { } who
            && await Account(http, id).Find(HashOf(token, till)) is not null
            ? (true, who)
            : (true, null);
    }

    /// <summary>Signs in a cashier. Tries are counted in the journal, for each till.</summary>
    public static async Task<bool> Begin(HttpContext http, Caller till, string id, string pin)
    {
        var services = http.RequestServices;
        if (
            pin.Length != 6
            || await All(http) is not { } all
            || all.All(one => one.Id != id)
            || services.GetRequiredService<Limits>().Try(http, $"pin {till.KeyId} {id}") is not null
            || !await services.GetRequiredService<IGrainFactory>().GetGrain<IStaffLoginGrain>(id).PinAt(pin, till.KeyId)
        )
        {
            // An id that is none of theirs is the browser's text.
            var known = await All(http) is { } staff && staff.Any(one => one.Id == id);
            http.Note(SecurityEvent.SignInFailed, known ? AuditLine.ByStaff(id) : null, "PIN", AuditLine.ByKey(till.KeyId));
            return false;
        }

        http.Note(SecurityEvent.SignedIn, AuditLine.ByStaff(id), "PIN", AuditLine.ByKey(till.KeyId));
        await EndSession(http, till);
        var token = RandomNumberGenerator.GetBytes(32);
        await Account(http, id).SignIn(HashOf(token, till), till.Store!, TillSession.Life);
        Cookies.Set(http, Cookie, $"{id}.{Base64Url.EncodeToString(token)}", TillSession.Life, TillSession.Room);
        return true;
    }

    /// <summary>Ends the session of the cashier at this till.</summary>
    public static async Task EndSession(HttpContext http, Caller till)
    {
        if (StaffSessions.Read(Cookies.Read(http, Cookie)) is (var id, var token))
        {
            await Cookies.EndSession(Account(http, id), HashOf(token, till));
        }
    }

    private static IAccountGrain Account(HttpContext http, string id) =>
        StaffSessions.Account(http.RequestServices.GetRequiredService<IGrainFactory>(), id);

    /// <summary>Of the token together with the till, so that the cookie is good at its own till only.</summary>
    private static byte[] HashOf(byte[] token, Caller till) => SHA256.HashData([.. token, .. Encoding.UTF8.GetBytes(till.KeyId)]);
}
