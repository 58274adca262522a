using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Templates;
using LoyaltyClub.Templates.Emails;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Codes by mail. A browser that asks for one gets a ticket, a cookie of 256 random bits; the store keeps an HMAC of address
/// and code under that ticket, so neither the store alone nor another browser can do anything with a code.
/// </summary>
internal sealed class Codes(IGrainFactory grains, IDirectory directory, IClubFacts club, IMailer mailer, PostRoom post, Limits limits)
{
    public const int Digits = 6;
    private const string Cookie = "lc_ticket",
        Minutes = "10";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>The folder into which mails are put instead of being sent, or null.</summary>
    public string? Pickup => mailer.Pickup;

    /// <summary>Somebody wants to sign in. Only a member gets a mail, and nothing tells whether one was sent.</summary>
    public Task<TimeSpan?> SignIn(HttpContext http, string email) =>
        Begin(
            http,
            email,
            async (code, cancel) =>
            {
                if (await MemberWith(email) is { } member)
                {
                    await Send(new SignInCode(club.Name, member.FirstName ?? "", code, Minutes), member.Email!, member.Language, cancel);
                }
            }
        );

    /// <summary>Somebody joins, or wants to and is a member already; which of the two, only their mailbox learns.</summary>
    public Task<TimeSpan?> Join(HttpContext http, Enrolment enrolment) =>
        Begin(
            http,
            enrolment.Email!,
            async (code, cancel) =>
            {
                var joined = await Enrol(enrolment);
                if (joined is not null)
                {
                    await Send(new Welcome(club.Name, joined.FirstName ?? "", code, Minutes), joined.Email!, joined.Language, cancel);
                }
                else if (await MemberWith(enrolment.Email!) is { } member)
                {
                    await Send(
                        new AlreadyAMember(club.Name, member.FirstName ?? "", code, Minutes),
                        member.Email!,
                        member.Language,
                        cancel
                    );
                }
            }
        );

    /// <summary>A member wants another address.</summary>
    public Task<TimeSpan?> Change(HttpContext http, MemberView member, string email, string language) =>
        Begin(
            http,
            email,
            (code, cancel) => Send(new NewAddress(club.Name, member.FirstName ?? "", code, Minutes), email, language, cancel)
        );

    /// <summary>The address that this browser waits for a code for, or null.</summary>
    public static string? Waiting(HttpContext http) => Read(http)?.Email;

    /// <summary>What became of the code that was typed.</summary>
    public async Task<CodeAnswer> Try(HttpContext http, string? typed)
    {
        var code = string.Concat((typed ?? "").Where(char.IsAsciiDigit));
        if (Read(http) is not var (ticket, email))
        {
            return CodeAnswer.Over;
        }

        if (code.Length != Digits)
        {
            return CodeAnswer.Wrong; // a slip that guesses nothing costs no try
        }

        var answer = await Grain(ticket).Try(Proof(ticket, email, code));
        if (answer == CodeAnswer.Right)
        {
            http.Response.Cookies.Delete(Cookie, Sessions.Guarded(http, null));
        }

        return answer;
    }

    public async Task<MemberView?> MemberWith(string email) =>
        (await directory.Member(MemberBy.Email, email)).Value is { } id ? await Sessions.Current(grains, id) : null;

    private async Task<TimeSpan?> Begin(HttpContext http, string email, Func<string, CancellationToken, Task> send)
    {
        if (limits.Ask(http, email) is { } wait)
        {
            return wait;
        }

        var (ticket, code) = (
            RandomNumberGenerator.GetBytes(32),
            RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture)
        );
        await Grain(ticket).Begin(Proof(ticket, email, code));
        post.Add(cancel => send(code, cancel));
        http.Response.Cookies.Append(
            Cookie,
            $"{Base64Url.EncodeToString(ticket)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}",
            Sessions.Guarded(http, Life)
        );
        return null;
    }

    private Task Send(IMailView mail, string to, string? language, CancellationToken cancel) =>
        mailer.Send(Renderer.Render(mail, to, language), cancel);

    /// <summary>
    /// Null if somebody has the address. A phone that somebody else has, or a code of one's own, is left out: saying so would tell who is a
    /// member.
    /// </summary>
    private async Task<MemberView?> Enrol(Enrolment enrolment)
    {
        while (true)
        {
            var outcome = await grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment);
            if (outcome.Value is not null || outcome.Refusal is not { } refusal)
            {
                return outcome.Value;
            }

            var field = refusal.Facts.FirstOrDefault(number => number.Name == "field")?.Text;
            if (refusal.Code == "already_a_member" && field == "phone" && enrolment.Phone is not null)
            {
                enrolment = enrolment with { Phone = null };
            }
            else if (refusal.Code is "unknown_referrer" or "self_referral" && enrolment.ReferredBy is not null)
            {
                enrolment = enrolment with { ReferredBy = null };
            }
            else
            {
                return null;
            }
        }
    }

    private ISignInGrain Grain(byte[] ticket) => grains.SignIn(Convert.ToHexStringLower(SHA256.HashData(ticket)));

    private static byte[] Proof(byte[] ticket, string email, string code) =>
        HMACSHA256.HashData(ticket, Encoding.UTF8.GetBytes($"{email}\n{code}"));

    private static (byte[] Ticket, string Email)? Read(HttpContext http) =>
        http.Request.Cookies[Cookie]?.Split('.') is [{ Length: 43 } ticket, { Length: < 400 } email]
        && Base64Url.IsValid(ticket)
        && Base64Url.IsValid(email)
            ? (Base64Url.DecodeFromChars(ticket), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(email)))
            : null;
}
