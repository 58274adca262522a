using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>Creates the first admin, from the link that the service prints.</summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class SetUpModel(Invitations invitations, IGrainFactory grains, Words words) : PageModel
{
    public Form Form { get; private set; } = new();

    /// <summary>Null if the code is invalid or an admin exists.</summary>
    public string? Code { get; private set; }

    public async Task OnGetAsync([FromQuery] string? code)
    {
        if (!await IsGood(code))
        {
            Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    public async Task<IActionResult> OnPostAsync([FromQuery] string? code)
    {
        if (!await IsGood(code))
        {
            Response.StatusCode = StatusCodes.Status410Gone;
            return Page();
        }
        Form = await Form.Read(Request);
        var (name, email) = (Form.Name("name", required: true), Form.Email("email"));
        if (
            Form.IsGood
            && (await grains.GetGrain<IStaffGrain>(ClubKey.Value).AddFirst(new(name!, email, StaffRole.Admin, words.Language))).Staff
                is { } one
        )
        {
            return LocalRedirect($"/desk/invitation?code={await Invitations.Make(grains, one.Id, null)}");
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> IsGood(string? code)
    {
        Code = await invitations.IsFirst(code) ? code : null;
        return Code is not null;
    }
}
