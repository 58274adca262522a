namespace LoyaltyClub.Portal.Desk;

/// <summary>Merges two members that are one person, after a comparison; split is possible for 30 days.</summary>
[For(StaffRole.Admin)]
internal sealed class MergeModel(StaffVisitor visitor, IGrainFactory grains, IOutboxDispatcher outbox, MemberSearch finder, Words words)
    : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    /// <summary>The surviving member.</summary>
    public MemberView Into { get; private set; } = null!;

    /// <summary>The merged member; null until one is found.</summary>
    public MemberView? From { get; private set; }
    public string? Typed { get; private set; }
    public string? Problem { get; private set; }
    public Words Words => words;

    public async Task<IActionResult> OnGetAsync() => await Look() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await Look())
        {
            return NotFound();
        }

        Typed = (await Form.Read(Request))["find"];
        From = await finder.Find(Typed) is { } id ? (await grains.GetGrain<IMemberGrain>(id).Get()).Value : null;
        if (From?.Status == "active" && From.Id != Into.Id)
        {
            return Page();
        }

        return Refused(
            From is null ? "desk.find.none"
            : From.Id == Into.Id ? "desk.merge.same"
            : "desk.member.changed"
        );
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var form = await Form.Read(Request);
        if (!await Look())
        {
            return NotFound();
        }

        if (!MemberIds.IsValid(form["from"]) || Wish(form) is not { } wish)
        {
            return Refused("desk.member.changed");
        }

        var from = form["from"]!;
        var outcome = await grains.GetGrain<IMemberGrain>(from).MergeInto(Id, wish, visitor.By);
        if (outcome.Refusal is not null)
        {
            return Refused(outcome.Refusal.Code == RefusalCode.SameMember ? "desk.merge.same" : "desk.member.changed");
        }

        await outbox.Flush(from);
        return LocalRedirect($"/desk/members/{Id}?done=merged");
    }

    public async Task<IActionResult> OnPostUndoAsync()
    {
        var form = await Form.Read(Request);
        if (!await Look())
        {
            return NotFound();
        }

        if (form["from"]?.ToLowerInvariant() is not { } from || !MemberIds.IsValid(from) || Wish(form) is not { } wish)
        {
            return Refused("desk.unmerge.none");
        }

        var outcome = await grains.GetGrain<IMemberGrain>(Id).UndoMerge(from, wish, visitor.By);
        if (outcome.Refusal is { } refusal)
        {
            return Refused(refusal.Code == RefusalCode.MergedTooLongAgo ? "desk.unmerge.late" : "desk.unmerge.none");
        }

        await outbox.Flush(Id);
        return LocalRedirect($"/desk/members/{Id}?done=unmerged");
    }

    private static string? Wish(Form form) => Guid.TryParseExact(form["wish"], "N", out var wish) ? $"desk-merge-{wish:N}" : null;

    private PageResult Refused(string problem)
    {
        (Problem, From) = (problem, null);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> Look()
    {
        Into =
            MemberIds.IsValid(Id) && (await grains.GetGrain<IMemberGrain>(Id).Get()).Value is { Status: "active" } member ? member : null!;
        return Into is not null;
    }
}
