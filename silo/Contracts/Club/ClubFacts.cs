namespace LoyaltyClub.Contracts;

/// <summary>Facts of the club for pages, from the programme in force now.</summary>
public interface IClubFacts
{
    /// <summary>ISO 4217 code.</summary>
    string Currency { get; }
    TimeZoneInfo TimeZone { get; }

    /// <summary>Money that a point pays at the till; null if points cannot pay.</summary>
    decimal? PointValue { get; }

    /// <summary>
    /// Money that points pay, in whole coins of the currency, rounded in favour of the shop as a receipt does; null where points cannot
    /// pay.
    /// </summary>
    decimal? Worth(long points);

    /// <summary>The terms of paying with points; null if points cannot pay.</summary>
    PayingView? Paying { get; }

    /// <summary>How many days before joining a receipt may have been sold that its buyer claims.</summary>
    int ClaimDays { get; }

    /// <summary>What a till may spend without the code that changes.</summary>
    SpendingView Spending { get; }

    /// <summary>The day of an instant, in the time zone of the programme in force then.</summary>
    DateOnly DayOf(DateTimeOffset at);

    /// <summary>The club's now; in a sandbox it may stand still.</summary>
    DateTimeOffset Now { get; }

    bool Sandbox { get; }
}

/// <summary>The most points that a till may spend at once: 0 for none, null without a limit.</summary>
/// <param name="PrintedCard">With a printed card.</param>
/// <param name="Phone">Without a card.</param>
public sealed record SpendingView(long? PrintedCard, long? Phone);

/// <param name="Value">Money that a point pays.</param>
/// <param name="Minimum">The fewest points that can pay.</param>
/// <param name="MultipleOf">The step of points.</param>
/// <param name="MaximumShare">The share of a receipt that points may pay, up to 1.</param>
public sealed record PayingView(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare)
{
    /// <summary>The most of these points that can pay, whatever the receipt.</summary>
    public long Usable(long points) => points / MultipleOf * MultipleOf is var most && most >= Minimum ? most : 0;
}
