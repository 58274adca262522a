using LoyaltyClub.Api.Members;

namespace LoyaltyClub.Api.Rewards;

internal static class Redeem
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var caller = http.Caller();
        var (request, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.RedemptionRequest,
            asked => asked.OperationId,
            asked => Check.Redemption(asked) ?? caller.StoreRefusal(asked.Store ?? caller.Store)
        );
        if (request is null)
        {
            return new Answer(refusal!);
        }

        var outcome = await LookUp.Ask(id, grains, member =>
            member.Redeem(
                request with
                {
                    OperationId = operationId,
                    Store = request.Store ?? caller.Store,
                    ByTill = caller.Role == Role.Till,
                }
            )
        );
        return Answer.Of(outcome, ApiJson.Default.RedemptionAnswer, created: true);
    }

    public static Task<IResult> Capture(string id, HttpContext http, IGrainFactory grains) =>
        End(id, http, grains, (member, redemption, operation) => member.Capture(redemption, operation));

    public static Task<IResult> Release(string id, HttpContext http, IGrainFactory grains) =>
        End(id, http, grains, (member, redemption, operation) => member.Release(redemption, operation));

    private static async Task<IResult> End(
        string id,
        HttpContext http,
        IGrainFactory grains,
        Func<IMemberGrain, string, string, Task<Outcome<RedemptionAnswer>>> end
    )
    {
        var (operationId, refusal) = await Body.Operation(http);
        if (refusal is not null)
        {
            return new Answer(refusal);
        }

        return Answer.Of(
            await Reservations.End(grains, id, http.Caller().Store, (member, redemption) => end(member, redemption, operationId!)),
            ApiJson.Default.RedemptionAnswer,
            created: true
        );
    }
}
