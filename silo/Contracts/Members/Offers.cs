namespace LoyaltyClub.Contracts;

/// <summary>What a member can get besides the base.</summary>
/// <param name="TierFactor">By which their level multiplies what they earn.</param>
/// <param name="Items">What is on first, then by when it begins.</param>
[GenerateSerializer, Immutable, Alias("club.OffersView")]
public sealed record OffersView(decimal TierFactor, OfferView[] Items);

/// <summary>
/// An earning rule that can still give something to a member. Exactly one of <paramref name="Multiply"/>, <paramref name="Add"/> and
/// <paramref name="Points"/> is set.
/// </summary>
/// <param name="Code">As the statement names it.</param>
/// <param name="Points">Points for each full <paramref name="Per"/>.</param>
/// <param name="Per">Money.</param>
/// <param name="Days">Days of the week, from Monday; empty for all.</param>
/// <param name="From">The first minute of its window; null for midnight.</param>
/// <param name="To">The minute before which its window ends, the next day where it is before or at <paramref name="From"/>; null for
/// midnight.</param>
/// <param name="MinimumSpend">Money on what it is for; 0 for any.</param>
/// <param name="MinimumQuantity">Pieces of what it is for; 0 for any.</param>
/// <param name="IsOn">True if a purchase gets it now.</param>
/// <param name="On">The first day on which a purchase gets it: today, if it is on or will be.</param>
/// <param name="Others">Conditions that have no field here; null for none.</param>
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
    /// <summary>True if it is for some goods and not for whatever is bought.</summary>
    public bool NamesGoods => Categories.First.Length + Brands.First.Length + Skus.First.Length > 0;
}

/// <summary>A condition of an offer, as the programme has it.</summary>
/// <param name="Field">Its name in the rule's <c>when</c>, by which the words <c>programme.when</c> say it.</param>
/// <param name="Texts">What it names; none if it is a number or a flag.</param>
/// <param name="IsMoney">True if <paramref name="Number"/> is money.</param>
[GenerateSerializer, Immutable, Alias("club.OfferConditionView")]
public sealed record OfferConditionView(string Field, string[] Texts, decimal? Number, bool IsMoney);

/// <summary>Some of many names, in order.</summary>
/// <param name="First">A few, or none where nothing is named.</param>
/// <param name="More">How many others there are.</param>
[GenerateSerializer, Immutable, Alias("club.NamesView")]
public sealed record NamesView(string[] First, int More);

/// <param name="Times">How often it gives something to a member in any <paramref name="Days"/> days.</param>
/// <param name="Left">How often it can still, on the day that the offer names.</param>
[GenerateSerializer, Immutable, Alias("club.OfferLimitView")]
public sealed record OfferLimitView(int Times, int Days, int Left);
