using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// Sessions of staff at the desk: a cookie of 256 random bits, kept as a hash by the account, like members' sessions; valid for a working
/// day.
/// </summary>
internal static class StaffSessions
{
    public const string Cookie = "lc_staff",
        Room = "/desk";

    private static readonly TimeSpan Life = TimeSpan.FromHours(14);

    /// <summary>Fills <see cref="StaffVisitor"/>, on the desk's pages only. Disabled staff count as signed out.</summary>
    public static async Task Recognise(HttpContext http, RequestDelegate next)
    {
        var visitor = http.RequestServices.GetRequiredService<StaffVisitor>();
        if (
            visitor.View is null
            && http.Request.Path.StartsWithSegments("/desk", StringComparison.Ordinal)
            && Read(Cookies.Read(http, Cookie)) is (var id, var token)
        )
        {
            var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
            if (
                await Account(grains, id).Find(SHA256.HashData(token)) is { } session
                && await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is { Disabled: false } one
            )
            {
                (visitor.View, visitor.Session, visitor.SignedInAt) = (one, session.Id, session.CreatedAt);
            }
        }
        await next(http);
    }

    public static IAccountGrain Account(IGrainFactory grains, string id) => grains.Account(Accounts.OfStaff(id));

    /// <summary>Begins a session; the browser's session before ends.</summary>
    public static async Task Begin(HttpContext http, string id)
    {
        if (Read(Cookies.Read(http, Cookie)) is (var before, var old))
        {
            await Cookies.EndSession(Account(http.RequestServices.GetRequiredService<IGrainFactory>(), before), SHA256.HashData(old));
        }

        var token = RandomNumberGenerator.GetBytes(32);
        await Account(http.RequestServices.GetRequiredService<IGrainFactory>(), id)
            .SignIn(SHA256.HashData(token), Device.Of(http.Request.Headers.UserAgent), Life);
        Cookies.Set(http, Cookie, $"{id}.{Base64Url.EncodeToString(token)}", Life, Room);
    }

    /// <summary>Signs in authenticated staff, and sets their own language if the browser has none.</summary>
    /// <param name="how">For the security log.</param>
    public static async Task Begin(HttpContext http, StaffView one, string how)
    {
        http.Note(SecurityEvent.SignedIn, AuditLine.ByStaff(one.Id), how);
        await Begin(http, one.Id);
        if (Cookies.Read(http, Languages.Cookie) is null && Languages.All.Contains(one.Language))
        {
            Languages.Remember(http, one.Language);
        }
    }

    public static async Task End(HttpContext http, StaffVisitor visitor)
    {
        if (visitor.View is { } one)
        {
            http.Note(SecurityEvent.SessionEnded, visitor.By, "signed out");
            await Account(http.RequestServices.GetRequiredService<IGrainFactory>(), one.Id).End(visitor.Session);
        }

        Cookies.Delete(http, Cookie, Room);
    }

    /// <summary>Parses an id and a token as in cookies and links.</summary>
    public static (string Id, byte[] Token)? Read(string? text) =>
        text?.Split('.') is [{ Length: > 0 and < 40 } id, { Length: 43 } token]
        && id.All(char.IsAsciiLetterOrDigit)
        && Base64Url.IsValid(token)
            ? (id, Base64Url.DecodeFromChars(token))
            : null;
}
