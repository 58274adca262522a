namespace LoyaltyClub.Portal.Desk;

/// <summary>Erases a person for good, after a confirmation.</summary>
[For(StaffRole.Admin)]
internal sealed class EraseModel(StaffVisitor visitor, IGrainFactory grains, Words words) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    public MemberView Member { get; private set; } = null!;
    public Form Form { get; private set; } = new();
    public Words Words => words;

    public async Task<IActionResult> OnGetAsync() => await Look() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await Look())
        {
            return NotFound();
        }

        Form = await Form.Read(Request);
        if (Form.Ticked("sure"))
        {
            await grains.GetGrain<IMemberGrain>(Id).Erase(null, visitor.By);
            return LocalRedirect($"/desk/members/{Id}?done=erased");
        }
        Form.Refuse("sure", "desk.erase.notSure");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> Look()
    {
        Member =
            MemberIds.IsValid(Id) && (await grains.GetGrain<IMemberGrain>(Id).Get()).Value is { Status: "active" } member ? member : null!;
        return Member is not null;
    }
}
