using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Member;

/// <summary>Sessions of members: a cookie of 256 random bits, kept as a hash by the member's account.</summary>
internal static class Sessions
{
    public const string Cookie = "lc_session";
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>Fills <see cref="Visitor"/>. A merged member continues as the surviving member; an erased member is signed out.</summary>
    public static async Task Recognise(HttpContext http, RequestDelegate next)
    {
        var visitor = http.RequestServices.GetRequiredService<Visitor>();
        if (visitor.View is null && IsMembers(http.Request.Path) && Read(Cookies.Read(http, Cookie)) is (var account, var token))
        {
            var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
            var session = await grains.Account(account).Find(SHA256.HashData(token));
            if (session is not null && await grains.ActiveMember(account) is { } member)
            {
                (visitor.View, visitor.Session, visitor.SignedInAt) = (member, (account, session.Id), session.CreatedAt);
                // The old session stays, in case the merge is undone.
                if (member.Id != account && HttpMethods.IsGet(http.Request.Method) && !http.Request.Headers.ContainsKey("HX-Request"))
                {
                    visitor.Session = (member.Id, await Begin(http, member.Id));
                }
            }
            else if (session is not null)
            {
                await grains.Account(account).EndOthers(null);
            }
        }
        await next(http);
    }

    /// <summary>Begins a session and returns its id.</summary>
    public static async Task<string> Begin(HttpContext http, string member)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        var session = await http
            .RequestServices.GetRequiredService<IGrainFactory>()
            .Account(member)
            .SignIn(SHA256.HashData(token), Device.Of(http.Request.Headers.UserAgent));
        Cookies.Set(http, Cookie, $"{member}.{Base64Url.EncodeToString(token)}", Life);
        return session.Id;
    }

    /// <summary>
    /// Signs in an authenticated member, and sets the member's language if the browser has none. The browser's session before ends.
    /// </summary>
    /// <param name="how">For the security log.</param>
    public static async Task Begin(HttpContext http, MemberView member, string how)
    {
        http.Note(SecurityEvent.SignedIn, SecurityNote.OfMember(member.Id), how);
        if (Read(Cookies.Read(http, Cookie)) is (var before, var token))
        {
            await Cookies.EndSession(http.RequestServices.GetRequiredService<IGrainFactory>().Account(before), SHA256.HashData(token));
        }

        await Begin(http, member.Id);
        if (member.Language is { } language && Cookies.Read(http, Languages.Cookie) is null && Languages.All.Contains(language))
        {
            Languages.Remember(http, language);
        }
    }

    /// <summary>Ends the session itself, not only its cookie.</summary>
    public static async Task End(HttpContext http, Visitor visitor)
    {
        if (visitor.Member is { } member)
        {
            http.Note(SecurityEvent.SessionEnded, SecurityNote.OfMember(member), "signed out");
            await http.RequestServices.GetRequiredService<IGrainFactory>().Account(visitor.Session.Account).End(visitor.Session.Id);
        }

        Cookies.Delete(http, Cookie);
    }

    /// <summary>False for assets, other rooms and error pages, which have no signed-in member.</summary>
    private static bool IsMembers(PathString path) =>
        !path.StartsWithSegments("/assets")
        && !path.StartsWithSegments("/till")
        && !path.StartsWithSegments("/desk")
        && !path.StartsWithSegments("/language")
        && !path.StartsWithSegments(ErrorPages.Page);

    private static (string Account, byte[] Token)? Read(string? cookie) =>
        cookie?.Split('.') is [var member, var token] && MemberIds.IsValid(member) && token.Length == 43 && Base64Url.IsValid(token)
            ? (member, Base64Url.DecodeFromChars(token))
            : null;
}
