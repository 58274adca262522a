namespace LoyaltyClub.Portal.Desk;

/// <summary>The staff member's own credentials and sessions.</summary>
[For(ForAttribute.Everyone)]
internal sealed class AccountModel(
    StaffVisitor visitor,
    IGrainFactory grains,
    Passkeys passkeys,
    TimeProvider machine,
    Words words
) : PageModel
{
    public static readonly IReadOnlyList<string> Doings = ["password", "session", "passkey", "passkeyname", "passkeyremove"];

    public Form Form { get; private set; } = new();
    public string? Done { get; private set; }
    public string? Pin { get; private set; }
    public string[]? RecoveryCodes { get; private set; }
    public StaffLoginView Login { get; private set; } = null!;
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];
    public PasskeysView Passkeys { get; private set; } = null!;
    public StaffView One => visitor.View!;
    public string ThisSession => visitor.Session;

    private IStaffLoginGrain Grain => grains.GetGrain<IStaffLoginGrain>(One.Id);
    private IAccountGrain Account => StaffSessions.Account(grains, One.Id);
    private string AccountKey => Accounts.OfStaff(One.Id);

    public Task OnGetAsync([FromQuery(Name = "done")] string? done)
    {
        Done = Doings.FirstOrDefault(known => known == done);
        return Look();
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        Form = await Form.Read(Request);
        var password = Passwords.New(Form, One, words.Club);
        if (
            Form.IsGood
            && !await Grain.ChangePassword(Form.Sent["old"].ToString() is { Length: <= Passwords.Most } old ? old : "", password!)
        )
        {
            Form.Refuse("old", "desk.password.wrong");
            HttpContext.Note(SecurityEvent.SignInFailed, visitor.By, "password, signed in");
        }

        if (!Form.IsGood)
        {
            return await Refused();
        }

        await Account.EndOthers(ThisSession);
        HttpContext.Note(SecurityEvent.CredentialChanged, visitor.By, "password");
        return LocalRedirect("/desk/account?done=password");
    }

    public async Task<IActionResult> OnPostRecoveryAsync()
    {
        Form = await Form.Read(Request);
        RecoveryCodes = await Grain.NewRecoveryCodes(string.Concat((Form["code"] ?? "").Where(char.IsAsciiDigit).Take(8)));
        if (RecoveryCodes is null)
        {
            Form.Refuse("code", "desk.code.wrong");
            HttpContext.Note(SecurityEvent.SignInFailed, visitor.By, "app, signed in");
            return await Refused();
        }

        HttpContext.Note(SecurityEvent.CredentialChanged, visitor.By, "recovery codes");
        await Look();
        return Page();
    }

    public async Task<IActionResult> OnPostPinAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        Pin = await Grain.NewPin(visitor.By);
        await Account.EndOthers(ThisSession);
        HttpContext.Note(SecurityEvent.CredentialChanged, visitor.By, "PIN", visitor.By);
        await Look();
        return Page();
    }

    public async Task<IActionResult> OnPostEndSessionAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        if ((await Form.Read(Request))["session"] is { Length: < 40 } session)
        {
            await Account.End(session);
            HttpContext.Note(SecurityEvent.SessionEnded, visitor.By, "one");
        }

        return LocalRedirect("/desk/account?done=session");
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        await Account.EndOthers(ThisSession);
        HttpContext.Note(SecurityEvent.SessionEnded, visitor.By, "all others");
        return LocalRedirect("/desk/account?done=session");
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        if (await passkeys.Add(HttpContext, await Form.Read(Request), AccountKey, visitor.By) is not { } problem)
        {
            return LocalRedirect("/desk/account?done=passkey");
        }

        await Look();
        Passkeys = Passkeys with { Problem = problem };
        return Page();
    }

    public async Task<IActionResult> OnPostPasskeyNameAsync()
    {
        var changed = await passkeys.Change(HttpContext, await Form.Read(Request), [AccountKey], remove: false);
        return LocalRedirect(changed ? "/desk/account?done=passkeyname" : "/desk/account");
    }

    public async Task<IActionResult> OnPostPasskeyRemoveAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        var changed = await passkeys.Change(HttpContext, await Form.Read(Request), [AccountKey], remove: true, visitor.By);
        return LocalRedirect(changed ? "/desk/account?done=passkeyremove" : "/desk/account");
    }

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await StaffSessions.End(HttpContext, visitor);
        return LocalRedirect("/desk/sign-in");
    }

    /// <summary>The sign-in, for who has not signed in just now; else null.</summary>
    private LocalRedirectResult? Again() =>
        Recent.Is(machine, visitor.SignedInAt) ? null : LocalRedirect(Recent.Again("/desk/sign-in", "/desk/account"));

    private async Task<IActionResult> Refused()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Look();
        return Page();
    }

    private async Task Look()
    {
        (Sessions, Login) = (await Account.Sessions(), await Grain.State());
        // Names the desk, because staff are often members too and their device lists both passkeys.
        var name = words["desk.passkey.name", One.Email ?? One.Name];
        Passkeys = new(
            "/desk/account",
            "desk.passkeys.text",
            (await passkeys.Of(AccountKey)).Select(one => one.Passkey),
            await passkeys.AskNew(HttpContext, "/desk/account/passkey", AccountKey, name),
            null
        );
    }
}
