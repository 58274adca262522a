namespace LoyaltyClub.Api.Members;

internal static class Adjust
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
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

        var outcome = await LookUp.Ask(id, grains, member => member.Adjust(adjustment with { OperationId = operationId }, http.By()));
        return Answer.Of(outcome, ApiJson.Default.AdjustmentAnswer, created: true);
    }
}
