using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Segments;

/// <summary>Which members a segment, or the filter of a member list, means.</summary>
public abstract record Condition
{
    private Condition() { }

    /// <summary>Every one of these.</summary>
    public sealed record All(ImmutableArray<Condition> Of) : Condition;

    /// <summary>One or more of these.</summary>
    public sealed record Any(ImmutableArray<Condition> Of) : Condition;

    public sealed record Not(Condition Of) : Condition;

    /// <summary>A test of one field. Exactly one of <paramref name="Number"/> and <paramref name="Texts"/> is given.</summary>
    /// <param name="Number">For a field with numbers; money in the currency.</param>
    /// <param name="Texts">For a field with texts: one, or several for <see cref="Operator.In"/>.</param>
    /// <param name="Days">Only what was bought in the last days, today included; null for all time.</param>
    /// <param name="Category">Only what was bought of a category; null for everything.</param>
    public sealed record Test(
        SegmentField Field,
        Operator Operator,
        decimal? Number,
        ImmutableArray<string> Texts,
        int? Days = null,
        string? Category = null
    ) : Condition;
}

public enum Operator
{
    Is,
    Not,
    In,
    AtLeast,
    Below,
}

/// <summary>What a segment can ask about a member.</summary>
public enum SegmentField
{
    /// <summary>Code of the tier.</summary>
    Tier,

    /// <summary>Spendable points.</summary>
    Balance,
    JoinedDaysAgo,

    /// <summary>Days since the last receipt that was not returned whole; a member without one matches nothing.</summary>
    LastPurchaseDaysAgo,

    /// <summary>Receipts that were not returned whole.</summary>
    Visits,

    /// <summary>Money, less what was returned.</summary>
    Spend,

    /// <summary>Spend by visit; a member without a visit matches nothing.</summary>
    AverageBasket,

    /// <summary>
    /// Fifth of the members with a purchase by the day of the last one, 5 for the latest. Members who are equal are in the same fifth.
    /// </summary>
    Recency,

    /// <summary>The same by visits, 5 for the most.</summary>
    Frequency,

    /// <summary>The same by spend, 5 for the most.</summary>
    Monetary,

    /// <summary>1 to 12.</summary>
    BirthdayMonth,

    /// <summary>The member's own language; a member without one matches nothing but <see cref="Operator.Not"/>.</summary>
    Language,

    /// <summary>A store where the member has bought.</summary>
    Store,

    /// <summary>A way by which the member agreed to be written to: <c>email</c> or <c>sms</c>.</summary>
    Consent,
}
