namespace LoyaltyClub.Api.Members;

internal static class Transfer
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains, IOutboxDispatcher outbox)
    {
        var (request, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.TransferRequest,
            asked => asked.OperationId,
            Check.Transfer
        );
        if (request is null)
        {
            return new Answer(refusal!);
        }
        // Asked here, not by the sender's grain: two members that send each other points would deadlock.
        var to = await LookUp.Ask(request.To!, grains, member => member.Get());
        var outcome = await LookUp.Ask(
            id,
            grains,
            member => member.Transfer(request with { OperationId = operationId }, to.Value, http.By())
        );
        if (outcome.Value is { } sent)
        {
            await outbox.Flush(sent.Member);
        }

        return Answer.Of(outcome, ApiJson.Default.TransferAnswer, created: true);
    }
}
