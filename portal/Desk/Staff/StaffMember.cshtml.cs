namespace LoyaltyClub.Portal.Desk;

/// <summary>One member of staff: role, access, PIN and sessions.</summary>
[For(StaffRole.Admin)]
internal sealed class StaffMemberModel(StaffVisitor visitor, IGrainFactory grains, Invitations invitations, TimeProvider machine)
    : PageModel
{
    public static readonly IReadOnlyList<string> Doings = ["role", "disabled", "enabled", "invited", "sessions"];

    [FromRoute]
    public string Id { get; set; } = "";

    public StaffView One { get; private set; } = null!;
    public StaffLoginView Login { get; private set; } = null!;
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];
    public string? Done { get; private set; }
    public string? Problem { get; private set; }
    public string? Pin { get; private set; }

    /// <summary>True if a link was to be mailed and the club sends no mail.</summary>
    public bool NotMailed { get; private set; }

    private IStaffGrain Staff => grains.GetGrain<IStaffGrain>(ClubKey.Value);

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "done")] string? done)
    {
        Done = Doings.FirstOrDefault(known => known == done);
        NotMailed = Done == "invited" && !await invitations.Leave();
        return await Look();
    }

    public async Task<IActionResult> OnPostRoleAsync()
    {
        var role = StaffModel.RoleOf((await Form.Read(Request))["role"]);
        return await Staff.Find(Id) is not { } one ? NotFound()
            : role == StaffRole.None ? await Look()
            : await Change(role, one.Disabled, "role");
    }

    public async Task<IActionResult> OnPostDisableAsync() =>
        await Staff.Find(Id) is { } one ? await Change(one.Role, true, "disabled") : NotFound();

    public async Task<IActionResult> OnPostEnableAsync() =>
        await Staff.Find(Id) is { } one ? await Change(one.Role, false, "enabled") : NotFound();

    public async Task<IActionResult> OnPostInviteAsync()
    {
        var lost = (await Form.Read(Request)).Ticked("phone");
        if (await Staff.Find(Id) is not { Email: not null, Disabled: false } one)
        {
            return NotFound();
        }

        var login = await grains.GetGrain<IStaffLoginGrain>(Id).State();
        await invitations.Send(HttpContext, one, visitor.By, keepsApp: !lost && HasApp(login));
        return LocalRedirect($"/desk/staff/{Id}?done=invited");
    }

    /// <summary>Has an authenticator app to keep, also while the invitation to another password is open.</summary>
    public static bool HasApp(StaffLoginView login) => login.HasPassword || login.KeepsApp;

    public async Task<IActionResult> OnPostPinAsync()
    {
        if (await Staff.Find(Id) is null)
        {
            return NotFound();
        }

        if (!Recent.Is(machine, visitor.SignedInAt))
        {
            return LocalRedirect(Recent.Again("/desk/sign-in", $"/desk/staff/{Id}"));
        }

        Pin = await grains.GetGrain<IStaffLoginGrain>(Id).NewPin(visitor.By);
        HttpContext.Note(SecurityEvent.CredentialChanged, visitor.By, "PIN", AuditLine.ByStaff(Id));
        // Whoever stands at a till by the old PIN types the new one.
        await StaffSessions.Account(grains, Id).EndOthers(Id == visitor.View!.Id ? visitor.Session : null);
        return await Look();
    }

    public async Task<IActionResult> OnPostEndSessionsAsync()
    {
        if (await Staff.Find(Id) is null)
        {
            return NotFound();
        }

        await StaffSessions.Account(grains, Id).EndOthers(null);
        HttpContext.Note(SecurityEvent.SessionEnded, visitor.By, "all", AuditLine.ByStaff(Id));
        return LocalRedirect($"/desk/staff/{Id}?done=sessions");
    }

    private async Task<IActionResult> Change(StaffRole role, bool disabled, string done)
    {
        var answer = await Staff.Change(Id, role, disabled, visitor.By);
        if (answer.Staff is not null)
        {
            HttpContext.Note(
                SecurityEvent.StaffChanged,
                visitor.By,
                disabled ? "disabled" : role.ToString(),
                AuditLine.ByStaff(Id)
            );
            if (disabled)
            {
                await StaffSessions.Account(grains, Id).EndOthers(null);
            }

            return LocalRedirect($"/desk/staff/{Id}?done={done}");
        }
        Problem = "desk.staff." + answer.Fault;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await Look();
    }

    private async Task<IActionResult> Look()
    {
        if (await Staff.Find(Id) is not { } one)
        {
            return NotFound();
        }

        One = one;
        (Login, Sessions) = (await grains.GetGrain<IStaffLoginGrain>(Id).State(), await StaffSessions.Account(grains, Id).Sessions());
        return Page();
    }
}
