namespace LoyaltyClub.Contracts;

/// <summary>Captures and releases reservations, for the API and the till's page.</summary>
public static class Reservations
{
    /// <param name="id">The redemption's id.</param>
    /// <param name="store">The till's store, which ends its own reservations and those that members set aside for any store; null for an
    /// admin's key, which ends all.</param>
    /// <param name="end">The call, to a member and with the redemption's id there.</param>
    /// <returns><c>wrong_store</c> for another store's reservation.</returns>
    public static async Task<Outcome<RedemptionAnswer>> End(
        IGrainFactory grains,
        string id,
        string? store,
        Func<IMemberGrain, string, Task<Outcome<RedemptionAnswer>>> end
    )
    {
        if (RedemptionIds.Read(id) is not var (member, _))
        {
            return new Refused(
                RefusalCode.UnknownRedemption,
                "There is no redemption with this id.",
                new Fact("redemption", id.Length > 40 ? id[..40] : id)
            );
        }

        // The member named by the id, merged or not, made the reservation.
        if (store is not null)
        {
            var made = await grains.Member(member).StoreOf(id);
            if (made.Refusal is { } unknown)
            {
                return unknown;
            }

            if (!RedemptionStore.IsOf(made.Value!.Store, store))
            {
                return new Refused(
                    RefusalCode.WrongStore,
                    $"This key is for the store {store}, not for {made.Value.Store ?? "none"}.",
                    new Fact("store", store)
                );
            }
        }

        var asked = id;
        return await grains.Ask(member, Ask);

        async Task<Outcome<RedemptionAnswer>> Ask(IMemberGrain grain)
        {
            var answer = await end(grain, asked);
            if (answer.Refusal is { SurvivingMember: not null } merged)
            {
                asked = merged.Facts.FirstOrDefault(number => number.Name == "redemption")?.Text ?? asked;
            }

            return answer;
        }
    }
}
