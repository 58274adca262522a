namespace LoyaltyClub.Portal.Member;

/// <summary>Leaves the club and erases the person, after a typed confirmation.</summary>
internal sealed class LeaveModel(Visitor visitor, Words words, IGrainFactory grains, IOutboxDispatcher outbox) : MemberPage(visitor)
{
    public bool IsWrong { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!string.Equals((await Form.Read(Request))["word"], words["member.leave.word"], StringComparison.OrdinalIgnoreCase))
        {
            (IsWrong, Response.StatusCode) = (true, StatusCodes.Status422UnprocessableEntity);
            return Page();
        }
        await grains.GetGrain<IMemberGrain>(Member.Id).Erase(null);
        await outbox.Flush(Member.Id);
        await grains.Account(Visitor.Session.Account).EndOthers(null);
        await Sessions.End(HttpContext, Visitor);
        return LocalRedirect("/");
    }
}
