namespace LoyaltyClub.Api.Members;

internal static class Export
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains) =>
        Answer.Of((await LookUp.Ask(id, grains, member => member.Export())).Named(http), ApiJson.Default.MemberExport);
}
