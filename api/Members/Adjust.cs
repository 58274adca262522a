using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Api.Members;

internal static class Adjust
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var (adjustment, fault) = await Body.Read(http, ApiJson.Default.Adjustment);
        if (adjustment is null)
            return new Answer(fault!);
        var (operationId, twice) = Body.OperationId(http, adjustment.OperationId, required: true);
        if ((twice ?? Check.Adjustment(adjustment)) is { } refusal)
            return new Answer(refusal);
        var outcome = await LookUp.Ask(id, grains, member => member.Adjust(adjustment with { OperationId = operationId }, http.By()));
        return Answer.Of(outcome, ApiJson.Default.AdjustmentAnswer, created: true);
    }
}
