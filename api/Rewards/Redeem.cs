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

        var outcome = await LookUp.Ask(
            id,
            grains,
            member => member.Redeem(request with { OperationId = operationId, Store = request.Store ?? caller.Store })
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

        if (RedemptionIds.Read(id) is not var (member, _))
        {
            return new Answer(
                new("unknown_redemption", "There is no redemption with this id.", new Fact("redemption", id.Length > 40 ? id[..40] : id))
            );
        }

        var asked = id;
        return Answer.Of(await LookUp.Ask(member, grains, Ask), ApiJson.Default.RedemptionAnswer, created: true);

        async Task<Outcome<RedemptionAnswer>> Ask(IMemberGrain grain)
        {
            var answer = await end(grain, asked, operationId!);
            if (answer.Refusal is { SurvivingMember: not null } merged)
            {
                asked = merged.Facts.FirstOrDefault(number => number.Name == "redemption")?.Text ?? asked;
            }

            return answer;
        }
    }
}
