using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Portal.Member;

/// <summary>
/// Codes by mail. A browser that requests a code gets a ticket, a cookie of 256 random bits; the store keeps an HMAC of address and code
/// under that ticket, so neither the store alone nor another browser can use a code. Until the mail is sent the outbox holds the code too,
/// which is useless without the ticket.
/// </summary>
internal sealed class Codes(
    IGrainFactory grains,
    IDirectory directory,
    IMailOutbox mails,
    IMailSettings settings,
    Limits limits,
    ISeals seals
)
{
    public const int Digits = 6;
    private const string Cookie = "lc_ticket",
        KnownCookie = "lc_known",
        Known = "known browser";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15),
        KnownFor = TimeSpan.FromDays(365);

    /// <summary>True if mails leave; false as long as the club has not set up mail.</summary>
    public Task<bool> Leave() => settings.Leave();

    /// <summary>Begins signing in. Only a member gets a mail; the answer does not reveal whether one was sent.</summary>
    public Task<TimeSpan?> SignIn(HttpContext http, string email) => Begin(http, email, code => new SignInMail(email, code));

    /// <summary>Begins joining. Only the mailbox learns whether the address already belongs to a member.</summary>
    public Task<TimeSpan?> Join(HttpContext http, Enrolment enrolment) =>
        Begin(http, enrolment.Email!, code => new JoinMail(enrolment, code, enrolment.Place));

    /// <summary>
    /// Joins where no mail leaves: the member at once, with an address to be confirmed later. Null, with the wait, for a client that asks
    /// too often.
    /// </summary>
    public async Task<(MemberView? Member, TimeSpan? Wait)> JoinAtOnce(HttpContext http, Enrolment enrolment)
    {
        MemberView? member = null;
        var wait = await Begin(
            http,
            enrolment.Email!,
            code => new JoinMail(enrolment, code, enrolment.Place),
            // Before the mail, which would enrol somebody with an address that counts as theirs.
            async () => member = await grains.Join(enrolment with { Unproven = true })
        );
        return (member, wait);
    }

    /// <summary>
    /// Somebody has proved that an unconfirmed address is theirs, and takes over the membership that was made with it: whoever made it is
    /// out, with their sessions, passkeys and card.
    /// </summary>
    public async Task TakeOver(HttpContext http, MemberView member, string email)
    {
        http.Note(SecurityEvent.CredentialChanged, SecurityNote.OfMember(member.Id), "membership taken over");
        await grains.Account(member.Id).EndOthers(null);
        await grains.GetGrain<IPasskeyGrain>(member.Id).Forget();
        await grains.GetGrain<IMemberGrain>(member.Id).ReplaceCard($"portal-{member.Id}-taken-over");
        await grains.GetGrain<IMemberGrain>(member.Id).ConfirmEmail(email);
    }

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
            http.Note(SecurityEvent.SignInFailed, how: "mailed code");
            return CodeAnswer.Over;
        }

        if (code.Length != Digits)
        {
            return CodeAnswer.Wrong; // an incomplete code does not count as a try
        }

        var answer = await Grain(ticket).Try(Proof(ticket, email, code));
        if (answer == CodeAnswer.Right)
        {
            Cookies.Delete(http, Cookie);
        }
        else
        {
            // Without whose: finding that out would take longer for a member's address.
            http.Note(SecurityEvent.SignInFailed, how: "mailed code");
        }

        return answer;
    }

    /// <summary>Remembers in the browser that this address has signed in here, so that strangers cannot use up its codes.</summary>
    public async Task Remember(HttpContext http, string email) =>
        Cookies.Set(http, KnownCookie, await seals.Seal(Known, EmailAddress.HashOf(email)), KnownFor);

    private async Task<bool> IsKnown(HttpContext http, string email) =>
        Cookies.Read(http, KnownCookie) is { Length: < 400 } seal && await seals.Open(Known, seal) == EmailAddress.HashOf(email);

    public async Task<MemberView?> MemberWith(string email) =>
        (await directory.Member(MemberBy.Email, email)).Value is { } id ? await grains.ActiveMember(id) : null;

    /// <summary>
    /// Stores the mail request before the page is answered. The request is the same for known and unknown addresses, and the member is
    /// looked up when the mail is written, so that response time does not reveal membership.
    /// </summary>
    /// <param name="first">What is done before the mail is asked for.</param>
    private async Task<TimeSpan?> Begin(HttpContext http, string email, Func<string, MailRequest> mail, Func<Task>? first = null)
    {
        if (limits.Ask(http, email, await IsKnown(http, email)) is { } wait)
        {
            return wait;
        }

        if (first is not null)
        {
            await first();
        }

        var (ticket, code) = (
            RandomNumberGenerator.GetBytes(32),
            RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture)
        );
        await Grain(ticket).Begin(Proof(ticket, email, code));
        await mails.Send(mail(code), SignInCodes.Life);
        Cookies.Set(
            http,
            Cookie,
            $"{Base64Url.EncodeToString(ticket)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}",
            Life
        );
        return null;
    }

    private ISignInGrain Grain(byte[] ticket) => grains.SignIn(Convert.ToHexStringLower(SHA256.HashData(ticket)));

    private static byte[] Proof(byte[] ticket, string email, string code) =>
        HMACSHA256.HashData(ticket, Encoding.UTF8.GetBytes($"{email}\n{code}"));

    private static (byte[] Ticket, string Email)? Read(HttpContext http) =>
        Cookies.Read(http, Cookie)?.Split('.') is [{ Length: 43 } ticket, { Length: < 400 } email]
        && Base64Url.IsValid(ticket)
        && Base64Url.IsValid(email)
            ? (Base64Url.DecodeFromChars(ticket), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(email)))
            : null;
}
