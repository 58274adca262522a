namespace LoyaltyClub.Portal.Desk;

/// <summary>Lists the staff and adds to it.</summary>
[For(StaffRole.Admin)]
internal sealed class StaffModel(StaffVisitor visitor, IGrainFactory grains, Invitations invitations, Words words) : PageModel
{
    public static readonly IReadOnlyList<StaffRole> Roles = [StaffRole.Cashier, StaffRole.Marketing, StaffRole.Admin];

    public Form Form { get; private set; } = new() { ["role"] = nameof(StaffRole.Cashier) };
    public IReadOnlyList<StaffView> All { get; private set; } = [];
    public StaffView? Added { get; private set; }

    /// <summary>PIN of a new cashier; shown only once.</summary>
    public string? Pin { get; private set; }

    /// <summary>True if a link was to be mailed and the club sends no mail.</summary>
    public bool NotMailed { get; private set; }

    public async Task OnGetAsync() => All = await grains.GetGrain<IStaffGrain>(ClubKey.Value).List();

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
        var (name, role) = (Form.Name("name", required: true), RoleOf(Form["role"]));
        // The e-mail is optional for cashiers, who sign in at the till by PIN.
        var email = Form["email"] is null && role == StaffRole.Cashier ? null : Form.Email("email");
        if (role == StaffRole.None)
        {
            Form.Refuse("role", "member.fault.required");
        }

        if (Form.IsGood)
        {
            var answer = await grains.GetGrain<IStaffGrain>(ClubKey.Value).Add(new(name!, email, role, words.Language), visitor.By);
            if (answer.Staff is { } added)
            {
                HttpContext.Note(SecurityEvent.StaffAdded, visitor.By, role.ToString(), AuditLine.ByStaff(added.Id));
                if (email is not null)
                {
                    await invitations.Send(HttpContext, added, visitor.By, keepsApp: false);
                    NotMailed = !await invitations.Leave();
                }

                if (role == StaffRole.Cashier)
                {
                    Pin = await grains.GetGrain<IStaffLoginGrain>(added.Id).NewPin(visitor.By);
                    HttpContext.Note(SecurityEvent.CredentialChanged, visitor.By, "PIN", AuditLine.ByStaff(added.Id));
                }

                (Added, Form) = (added, new() { ["role"] = nameof(StaffRole.Cashier) });
            }
            else
            {
                Form.Refuse("email", "desk.staff.emailTaken");
            }
        }
        if (!Form.IsGood)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        await OnGetAsync();
        return Page();
    }

    public static StaffRole RoleOf(string? text) => Roles.FirstOrDefault(role => role.ToString() == text);
}
