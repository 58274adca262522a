using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

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
    public string? Pickup => invitations.Pickup;

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
                if (email is not null)
                {
                    await invitations.Send(HttpContext, added, visitor.By);
                }

                if (role == StaffRole.Cashier)
                {
                    Pin = await grains.GetGrain<IStaffLoginGrain>(added.Id).NewPin(visitor.By);
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
