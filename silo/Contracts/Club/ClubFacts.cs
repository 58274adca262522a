namespace LoyaltyClub.Contracts;

/// <summary>What pages say of the club; from the programme in force now.</summary>
public interface IClubFacts
{
    string Name { get; }

    /// <summary>ISO 4217 code.</summary>
    string Currency { get; }
    TimeZoneInfo TimeZone { get; }

    /// <summary>Money that a point pays at the till; null where points cannot pay.</summary>
    decimal? PointValue { get; }

    /// <summary>
    /// Money that points pay, in whole coins and in favour of the shop, as on a receipt; null where points cannot pay.
    /// </summary>
    decimal? Worth(long points);

    /// <summary>How points pay at the till; null where they cannot.</summary>
    PayingView? Paying { get; }

    /// <summary>The name of a tier, or the code itself where the programme has none such.</summary>
    string TierName(string code);

    /// <summary>The club's now; in a sandbox it may stand still.</summary>
    DateTimeOffset Now { get; }

    bool Sandbox { get; }
}

/// <param name="Value">Money that a point pays.</param>
/// <param name="Minimum">The fewest points that pay.</param>
/// <param name="MultipleOf">Points pay in steps of this.</param>
/// <param name="MaximumShare">Of a receipt that points may pay, up to 1.</param>
public sealed record PayingView(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare)
{
    /// <summary>The most of these points that can pay anything at all.</summary>
    public long Usable(long points) => points / MultipleOf * MultipleOf is var most && most >= Minimum ? most : 0;
}
