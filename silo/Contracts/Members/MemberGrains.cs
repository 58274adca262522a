namespace LoyaltyClub.Contracts;

/// <summary>Members' grains.</summary>
public static class MemberGrains
{
    private static Names? names;

    /// <summary>
    /// As <c>GetGrain&lt;IMemberGrain&gt;(id)</c>, which works out the names of the interface and its grain from attributes and by
    /// reflection
    /// each time: three microseconds and a kilobyte, a tenth of a purchase.
    /// </summary>
    public static IMemberGrain Member(this IGrainFactory grains, string id)
    {
        var known = names ??= new((GrainReference)grains.GetGrain<IMemberGrain>(id));
        return (IMemberGrain)grains.GetGrain(GrainId.Create(known.Grain, IdSpan.Create(id)), known.Interface);
    }

    private sealed class Names(GrainReference any)
    {
        public GrainType Grain { get; } = any.GrainId.Type;
        public GrainInterfaceType Interface { get; } = any.InterfaceType;
    }
}

/// <summary>How members are asked, also those who were merged into another.</summary>
public static class MemberQuestions
{
    /// <summary>How many merges are followed: a member may be merged into another who was merged in turn.</summary>
    private const int MostMerges = 20;

    /// <summary>Asks a member, or the surviving member if this one was merged.</summary>
    /// <param name="id">As <see cref="MemberIds.IsValid"/> allows it.</param>
    /// <param name="ask">Asked of this member.</param>
    /// <param name="askSurvivor">Asked of the surviving member, where that is another question: a card is looked at only by the member to
    /// whom it was issued.</param>
    /// <returns><c>member_merged</c> only where the chain of merges is longer than can be, as while two are merged into each
    /// other.</returns>
    public static async Task<Outcome<T>> Ask<T>(
        this IGrainFactory grains,
        string id,
        Func<IMemberGrain, Task<Outcome<T>>> ask,
        Func<IMemberGrain, Task<Outcome<T>>>? askSurvivor = null
    )
    {
        var outcome = await ask(grains.Member(id));
        for (var merges = 0; merges < MostMerges && outcome.Refusal?.SurvivingMember is { } survivor; merges++)
        {
            outcome = await (askSurvivor ?? ask)(grains.Member(survivor));
        }

        return outcome;
    }
}
