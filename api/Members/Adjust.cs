namespace LoyaltyClub.Api.Members;

internal static class Adjust
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains, AdjustmentLimit limit)
    {
        var (adjustment, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.Adjustment,
            asked => asked.OperationId,
            Check.Adjustment
        );
        if (adjustment is null)
        {
            return new Answer(refusal!);
        }

        var (caller, asked) = (http.Caller(), adjustment with { OperationId = operationId });
        // What the desk may not give, a key may not either.
        var outcome =
            caller.Role == Role.Marketing && MemberIds.IsValid(id)
                ? await grains.Allowance(caller.KeyId).Adjust(id, asked, limit.MostAdjusted, http.By())
                : await LookUp.Ask(id, grains, member => member.Adjust(asked, http.By()));
        return Answer.Of(outcome, ApiJson.Default.AdjustmentAnswer, created: true);
    }
}
