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
        var (operationId, twice) = Body.OperationId(http, adjustment.OperationId);
        if ((twice ?? (operationId is null ? Problems.Missing("operationId") : null) ?? Check.Adjustment(adjustment)) is { } refusal)
            return new Answer(refusal);
        return MemberIds.IsValid(id)
            ? Answer.Of(await grains.GetGrain<IMemberGrain>(id).Adjust(adjustment with { OperationId = operationId }), ApiJson.Default.AdjustmentAnswer, created: true)
            : new Answer(LookUp.Unknown(id));
    }
}
