using System.Buffers.Text;
using System.Security.Cryptography;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// Signs in by passkey, or takes the first of two steps: address and password. Unknown addresses get the same answer after the same time.
/// </summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class SignInModel(IGrainFactory grains, StaffVisitor visitor, Limits limits, Passkeys passkeys, Words words) : PageModel
{
    private static readonly byte[] Nobodies = RandomNumberGenerator.GetBytes(32);

    public string? Email { get; private set; }
    public string? Problem { get; private set; }
    public PasskeyForm Passkey { get; private set; } = null!;

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    /// <summary>Set where somebody who is signed in has to sign in once more, see <see cref="Recent"/>.</summary>
    [FromQuery(Name = "again")]
    public string? Once { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        visitor.View is null || Once is not null ? await Look() : LocalRedirect(DeskBack.To(Return));

    public async Task<IActionResult> OnPostAsync()
    {
        var form = await Form.Read(Request);
        (Email, var password) = (form["email"], form.Sent["password"].ToString());
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Problem = words["desk.signIn.wrong"];
        if (Email is not { Length: <= 254 } || password is not { Length: > 0 and <= 200 })
        {
            return await Look();
        }

        if (limits.Try(HttpContext, Email) is { } wait)
        {
            Problem = TooMany(Response, words, wait);
            return await Look();
        }
        var one = await grains.GetGrain<IStaffGrain>(ClubKey.Value).ByEmail(Email);
        // An unknown address is tried against one of a few logins that always fail, in the same time. The choice depends on a secret of
        // this process.
        var id = one is { Disabled: false }
            ? one.Id
            : "nobody" + HMACSHA256.HashData(Nobodies, System.Text.Encoding.UTF8.GetBytes(Email.ToLowerInvariant()))[0];
        var token = RandomNumberGenerator.GetBytes(32);
        if (!await grains.GetGrain<IStaffLoginGrain>(id).PasswordFrom(password, SHA256.HashData(token), Limits.Network(HttpContext)))
        {
            HttpContext.Note(SecurityEvent.SignInFailed, one is null ? null : AuditLine.ByStaff(one.Id), "password");
            return await Look();
        }

        Cookies.Set(
            HttpContext,
            CodeModel.Ticket,
            $"{id}.{Base64Url.EncodeToString(token)}",
            TimeSpan.FromMinutes(5),
            StaffSessions.Room
        );
        return LocalRedirect(DeskBack.With("/desk/sign-in/code", Return));
    }

    /// <summary>A single step, because the authenticator verifies finger, face or PIN itself.</summary>
    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        (var account, Problem) = await passkeys.SignIn(HttpContext, await Form.Read(Request), staff: true);
        if (account is null)
        {
            return await Look();
        }

        var id = Accounts.StaffOf(account)!;
        if (
            await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is { Disabled: false } one
            && await grains.GetGrain<IStaffLoginGrain>(id).Passkey()
        )
        {
            await StaffSessions.Begin(HttpContext, one, "passkey");
            return LocalRedirect(DeskBack.To(Return));
        }
        HttpContext.Note(SecurityEvent.SignInFailed, AuditLine.ByStaff(id), "passkey");
        (Problem, Response.StatusCode) = (words["desk.passkey.closed"], StatusCodes.Status422UnprocessableEntity);
        return await Look();
    }

    private async Task<IActionResult> Look()
    {
        Passkey = await passkeys.AskAny(HttpContext, DeskBack.With("/desk/sign-in/passkey", Return));
        return Page();
    }

    /// <summary>Answers 429 with <c>Retry-After</c>.</summary>
    internal static string TooMany(HttpResponse response, Words words, TimeSpan wait) =>
        Limits.TurnAway(response, words, "desk.tooMany", wait);
}

/// <summary>Return address after signing in, limited to pages of the desk.</summary>
internal static class DeskBack
{
    public static string To(string? address) =>
        address is not null
        && (
            address == "/desk"
            || address.StartsWith("/desk/", StringComparison.Ordinal)
            || address.StartsWith("/desk?", StringComparison.Ordinal)
        )
        && address.Length < 500
        && !address.StartsWith("/desk/sign-in", StringComparison.Ordinal)
        && !address.Any(character => char.IsControl(character) || character == '\\')
            ? address
            : "/desk";

    public static string With(string address, string? back) =>
        To(back) is "/desk" ? address : $"{address}?back={Uri.EscapeDataString(To(back))}";
}
