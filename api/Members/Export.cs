using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Api.Members;

internal static class Export
{
    public static async Task<IResult> Handle(string id, IGrainFactory grains) =>
        MemberIds.IsValid(id)
            ? Answer.Of(await grains.GetGrain<IMemberGrain>(id).Export(), ApiJson.Default.MemberExport)
            : new Answer(LookUp.Unknown(id));
}
