namespace LoyaltyClub.Contracts;

/// <summary>A member's offers and the factor of their tier.</summary>
/// <param name="TierFactor">The factor of the member's level.</param>
/// <param name="Items">Active offers first, then by first day.</param>
[GenerateSerializer, Immutable, Alias("club.OffersView")]
public sealed record OffersView(decimal TierFactor, OfferView[] Items);

/// <summary>
/// An earning rule that can still give this member points. Exactly one of <paramref name="Multiply"/>, <paramref name="Add"/> and
/// <paramref name="Points"/> is set.
/// </summary>
/// <param name="Code">The rule's code, as in the statement.</param>
/// <param name="Points">Points for each full <paramref name="Per"/>.</param>
/// <param name="Per">In money.</param>
/// <param name="Days">Days of the week, from Monday; empty for all.</param>
/// <param name="From">Start of the daily window, inclusive; null for midnight.</param>
/// <param name="To">End of the daily window, exclusive; on the next day if not after <paramref name="From"/>; null for midnight.</param>
/// <param name="MinimumSpend">Minimum spend on the named goods, in money; 0 for none.</param>
/// <param name="MinimumQuantity">Minimum quantity of the named goods; 0 for none.</param>
/// <param name="IsOn">True if the rule applies to a purchase now.</param>
/// <param name="On">The first day on which the rule applies; today also if it starts later today.</param>
/// <param name="Others">Conditions without a field of this record; null for none.</param>
[GenerateSerializer, Immutable, Alias("club.OfferView")]
public sealed record OfferView(
    string Code,
    decimal? Multiply,
    long? Add,
    decimal? Points,
    decimal Per,
    NamesView Categories,
    NamesView Brands,
    NamesView Skus,
    NamesView Stores,
    DayOfWeek[] Days,
    TimeOnly? From,
    TimeOnly? To,
    decimal MinimumSpend,
    decimal MinimumQuantity,
    bool FirstPurchase,
    bool Birthday,
    bool BirthdayMonth,
    OfferLimitView? Limit,
    bool IsOn,
    DateOnly On,
    OfferConditionView[]? Others = null
)
{
    /// <summary>True if the rule names categories, brands or SKUs.</summary>
    public bool NamesGoods => Categories.First.Length + Brands.First.Length + Skus.First.Length > 0;
}

/// <summary>A condition of an offer, as in the programme.</summary>
/// <param name="Field">The field of the rule's <c>when</c>, and its key below <c>programme.when</c> in the translations.</param>
/// <param name="Texts">The values named; empty for a number or a flag.</param>
/// <param name="IsMoney">True if <paramref name="Number"/> is money.</param>
[GenerateSerializer, Immutable, Alias("club.OfferConditionView")]
public sealed record OfferConditionView(string Field, string[] Texts, decimal? Number, bool IsMoney);

/// <summary>The first names of a long list, in order.</summary>
/// <param name="First">The first few; empty for an empty list.</param>
/// <param name="More">Number of names left out.</param>
[GenerateSerializer, Immutable, Alias("club.NamesView")]
public sealed record NamesView(string[] First, int More);

/// <param name="Times">Uses per member in any <paramref name="Days"/> consecutive days.</param>
/// <param name="Left">Uses left on the day <see cref="OfferView.On"/>.</param>
[GenerateSerializer, Immutable, Alias("club.OfferLimitView")]
public sealed record OfferLimitView(int Times, int Days, int Left);
