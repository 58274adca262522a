namespace LoyaltyClub.Api.Purchases;

internal static class Return
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.ReturnRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        var outcome = await Do(request, http.Caller(), grains, directory);
        return outcome.Refusal is { } refusal
            ? new Answer(refusal)
            : new Answer<ReturnAnswer>(outcome.Value!, ApiJson.Default.ReturnAnswer, StatusOf(outcome), outcome.Again);
    }

    /// <summary>202 until the purchase has arrived.</summary>
    public static int StatusOf(Outcome<ReturnAnswer> outcome) =>
        outcome.Again ? 200
        : outcome.Value!.Status == "waiting" ? 202
        : 201;

    /// <summary>One return, from its own request or a line of a batch.</summary>
    public static async Task<Outcome<ReturnAnswer>> Do(ReturnRequest request, Caller caller, IGrainFactory grains, IDirectory directory)
    {
        if ((Check.Return(request) ?? caller.StoreRefusal(request.Store)) is { } refusal)
        {
            return refusal;
        }

        var bought = await directory.Purchase(request);
        var member = bought.Member;
        if (member is null)
        {
            var kept = await grains.GetGrain<IEarlyReturnsGrain>(bought.EarlyReturns).Keep(request);
            if (kept.Value?.Member is not { } arrived)
            {
                return kept;
            }

            member = arrived; // arrived since the lookup
        }
        return await Members.LookUp.Ask(member, grains, grain => grain.Return(request));
    }
}
