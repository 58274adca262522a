namespace LoyaltyClub.Api.Members;

/// <summary>Merge of two members that are one person, and the split.</summary>
internal static class Merge
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains, IOutboxDispatcher outbox)
    {
        var (request, operationId, refusal) = await Read(http);
        if (request is null)
        {
            return new Answer(refusal!);
        }

        var into = await LookUp.Ask(id, grains, member => member.Get());
        if (into.Refusal is { } unknown)
        {
            return new Answer(unknown);
        }

        // The surviving member's ledger refuses it too, and the merge is turned back (OutboxDispatcher); here the caller learns it at once.
        if (into.Value!.Status != "active")
        {
            return new Answer(new(RefusalCode.MemberErased, "This member has left the club and was forgotten.", new Fact("member", id)));
        }

        if (!MemberIds.IsValid(request.From))
        {
            return new Answer(LookUp.Unknown(request.From!));
        }
        // Not by Ask, which follows merges: a merged member must be refused, not replaced by its surviving member.
        var outcome = await grains.GetGrain<IMemberGrain>(request.From!).MergeInto(into.Value.Id, operationId!, http.By());
        if (outcome.Value is not null)
        {
            await outbox.Flush(request.From!);
        }

        return Answer.Of(outcome, ApiJson.Default.MergeAnswer, created: true);
    }

    public static async Task<IResult> Undo(string id, HttpContext http, IGrainFactory grains, IOutboxDispatcher outbox)
    {
        var (request, operationId, refusal) = await Read(http);
        if (request is null)
        {
            return new Answer(refusal!);
        }

        var outcome = await LookUp.Ask(id, grains, member => member.UndoMerge(request.From!, operationId!, http.By()));
        if (outcome.Value is { } undone)
        {
            await outbox.Flush(undone.Member);
        }

        return Answer.Of(outcome, ApiJson.Default.MergeAnswer, created: true);
    }

    private static ValueTask<(MergeRequest? Request, string? OperationId, Refused? Refusal)> Read(HttpContext http) =>
        Body.Write(http, ApiJson.Default.MergeRequest, asked => asked.OperationId, asked => Check.Required("from", asked.From, 40));
}
