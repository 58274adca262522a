namespace LoyaltyClub.Api.Members;

internal static class ReplaceCard
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var (operationId, refusal) = await Body.Operation(http);
        return refusal is not null
            ? new Answer(refusal)
            : LookUp.Shown(
                await LookUp.Ask(id, grains, member => member.ReplaceCard(operationId!, http.By())),
                http,
                written: true
            );
    }
}
