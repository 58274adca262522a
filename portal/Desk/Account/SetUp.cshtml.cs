namespace LoyaltyClub.Portal.Desk;

/// <summary>Creates the first admin, from the link that the service prints. Its code arrives as that of an invitation.</summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class SetUpModel(Invitations invitations, IGrainFactory grains, Words words) : PageModel
{
    public Form Form { get; private set; } = new();

    /// <summary>True for a page that has not got the link's code yet.</summary>
    public bool Opens { get; private set; }

    /// <summary>Null if the code is invalid or an admin exists.</summary>
    public string? Code { get; private set; }

    /// <param name="code">In the query of a link that was printed by an earlier release.</param>
    public async Task OnGetAsync([FromQuery] string? code)
    {
        Opens = code is null;
        if (!Opens && !await IsGood(code))
        {
            Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    public async Task<IActionResult> OnPostAsync([FromQuery] string? code)
    {
        Form = await Form.Read(Request);
        if (!await IsGood(Form["code"] ?? code))
        {
            Response.StatusCode = StatusCodes.Status410Gone;
            return Page();
        }

        if (!Form.Sent.ContainsKey("email"))
        {
            return Page();
        }

        var (name, email) = (Form.Name("name", required: true), Form.Email("email"));
        if (
            Form.IsGood
            && (await grains.GetGrain<IStaffGrain>(ClubKey.Value).AddFirst(new(name!, email, StaffRole.Admin, words.Language))).Staff
                is { } one
        )
        {
            HttpContext.Note(SecurityEvent.StaffAdded, AuditLine.FirstStart, "Admin", AuditLine.ByStaff(one.Id));
            return LocalRedirect(InvitationLink.Path(await Invitations.Make(grains, one.Id, null)));
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> IsGood(string? code)
    {
        Code = await invitations.IsFirst(code) ? code : null;
        if (code is not null && Code is null)
        {
            HttpContext.Note(SecurityEvent.LinkRefused, how: "set-up");
        }

        return Code is not null;
    }
}
