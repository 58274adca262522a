using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Api.Members;

internal static class Erase
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var (operationId, fault) = Body.OperationId(http, null);
        if (fault is not null)
            return new Answer(fault);
        return MemberIds.IsValid(id)
            ? Answer.Of(await grains.GetGrain<IMemberGrain>(id).Erase(operationId), ApiJson.Default.ErasureAnswer)
            : new Answer(LookUp.Unknown(id));
    }
}
