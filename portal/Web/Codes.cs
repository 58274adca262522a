using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Codes by mail. A browser that requests a code gets a ticket, a cookie of 256 random bits; the store keeps an HMAC of address and code
/// under that ticket, so neither the store alone nor another browser can use a code. Until the mail is sent the outbox holds the code too,
/// which is useless without the ticket.
/// </summary>
internal sealed class Codes(IGrainFactory grains, IDirectory directory, IMailOutbox mails, MailPickup pickup, Limits limits)
{
    public const int Digits = 6;
    private const string Cookie = "lc_ticket";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>The pickup folder that mails are written to instead of being sent, or null.</summary>
    public string? Pickup => pickup.Folder;

    /// <summary>Begins signing in. Only a member gets a mail; the answer does not reveal whether one was sent.</summary>
    public Task<TimeSpan?> SignIn(HttpContext http, string email) => Begin(http, email, code => new SignInMail(email, code));

    /// <summary>Begins joining. Only the mailbox learns whether the address already belongs to a member.</summary>
    public Task<TimeSpan?> Join(HttpContext http, Enrolment enrolment) =>
        Begin(http, enrolment.Email!, code => new JoinMail(enrolment, code));

    /// <summary>Begins a change of the member's address.</summary>
    public Task<TimeSpan?> Change(HttpContext http, MemberView member, string email, string language) =>
        Begin(http, email, code => new NewAddressMail(email, member.FirstName ?? "", code, language));

    /// <summary>The address for which this browser has a pending code, or null.</summary>
    public static string? Waiting(HttpContext http) => Read(http)?.Email;

    /// <summary>Checks a typed code.</summary>
    public async Task<CodeAnswer> Try(HttpContext http, string? typed)
    {
        var code = string.Concat((typed ?? "").Where(char.IsAsciiDigit));
        if (Read(http) is not var (ticket, email))
        {
            return CodeAnswer.Over;
        }

        if (code.Length != Digits)
        {
            return CodeAnswer.Wrong; // an incomplete code does not count as a try
        }

        var answer = await Grain(ticket).Try(Proof(ticket, email, code));
        if (answer == CodeAnswer.Right)
        {
            http.Response.Cookies.Delete(Cookie, Sessions.Guarded(http, null));
        }

        return answer;
    }

    public async Task<MemberView?> MemberWith(string email) =>
        (await directory.Member(MemberBy.Email, email)).Value is { } id ? await grains.ActiveMember(id) : null;

    /// <summary>
    /// Stores the mail request before the page is answered. The request is the same for known and unknown addresses, and the member is
    /// looked up when the mail is written, so that response time does not reveal membership.
    /// </summary>
    private async Task<TimeSpan?> Begin(HttpContext http, string email, Func<string, MailRequest> mail)
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
        await mails.Send(mail(code), SignInCodes.Life);
        http.Response.Cookies.Append(
            Cookie,
            $"{Base64Url.EncodeToString(ticket)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}",
            Sessions.Guarded(http, Life)
        );
        return null;
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
