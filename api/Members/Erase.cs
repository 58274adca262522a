namespace LoyaltyClub.Api.Members;

internal static class Erase
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var (operationId, fault) = Body.OperationId(http, null);
        return fault is not null
            ? new Answer(fault)
            : Answer.Of(await LookUp.Ask(id, grains, member => member.Erase(operationId, http.By())), ApiJson.Default.ErasureAnswer);
    }
}
