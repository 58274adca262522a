namespace LoyaltyClub.Contracts;

/// <summary>Facts of the club for pages, from the programme in force now.</summary>
public interface IClubFacts
{
    string Name { get; }

    /// <summary>ISO 4217 code.</summary>
    string Currency { get; }
    TimeZoneInfo TimeZone { get; }

    /// <summary>Money that a point pays at the till; null if points cannot pay.</summary>
    decimal? PointValue { get; }

    /// <summary>
    /// Money that points pay, in whole coins of the currency, rounded in favour of the shop as a receipt does; null where points cannot pay.
    /// </summary>
    decimal? Worth(long points);

    /// <summary>The terms of paying with points; null if points cannot pay.</summary>
    PayingView? Paying { get; }

    /// <summary>The name of a tier; the code itself if the programme lacks the tier.</summary>
    string TierName(string code);

    /// <summary>The club's now; in a sandbox it may stand still.</summary>
    DateTimeOffset Now { get; }

    bool Sandbox { get; }
}

/// <param name="Value">Money that a point pays.</param>
/// <param name="Minimum">The fewest points that can pay.</param>
/// <param name="MultipleOf">The step of points.</param>
/// <param name="MaximumShare">The share of a receipt that points may pay, up to 1.</param>
public sealed record PayingView(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare)
{
    /// <summary>The most of these points that can pay, whatever the receipt.</summary>
    public long Usable(long points) => points / MultipleOf * MultipleOf is var most && most >= Minimum ? most : 0;
}
