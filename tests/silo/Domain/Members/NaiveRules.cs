namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What the naive model knows of a programme, what it is asked and what it answers: data only, in plain types.</summary>
internal sealed partial class NaiveModel
{
    /// <param name="From">The instant from which this version is in force.</param>
    public sealed record Rules(DateTimeOffset From)
    {
        public decimal Points { get; init; } = 1;
        public decimal Per { get; init; } = 1;
        /// <summary>floor, nearest or ceiling.</summary>
        public string Rounding { get; init; } = "floor";
        public string[] Excluded { get; init; } = [];
        public int PendingDays { get; init; }
        public Rule[] Extra { get; init; } = [];
        public long? CapPerDay { get; init; }
        public int? LateDays { get; init; } = 400;
        /// <summary>none, afterActivation, calendar or inactivity.</summary>
        public string Expiry { get; init; } = "none";
        public int Months { get; init; } = 12;
        /// <summary>Points end with a month that is a multiple of this: 1 month, 3 quarter, 12 year; 0 is none.</summary>
        public int RoundUp { get; init; }
        public int Month { get; init; } = 12;
        public int Day { get; init; } = 31;
        public bool Allow { get; init; }
        /// <summary>points, spend or visits.</summary>
        public string By { get; init; } = "points";
        /// <summary>rolling, calendarYear, anniversary or lifetime.</summary>
        public string Window { get; init; } = "rolling";
        public int WindowMonths { get; init; } = 12;
        /// <summary>oneDown, eligible or never.</summary>
        public string Falls { get; init; } = "oneDown";
        public int GraceDays { get; init; }
        public Level[] Levels { get; init; } = [new("basic", 0, 1)];
        public Card[] Cards { get; init; } = [];
        public Pay? PayWith { get; init; }
    }

    /// <param name="Times">At most so often to a member in any <paramref name="Days"/> days; 0 is no limit.</param>
    /// <param name="From">Hour of the day, like <paramref name="To"/>, which is after the last and may be past midnight.</param>
    public sealed record Rule(
        string Code, decimal? Multiply = null, long? Add = null, decimal? Points = null, decimal? Per = null, string? Category = null,
        decimal MinimumSpend = 0, int? From = null, int? To = null, bool First = false, int Times = 0, int Days = 1);

    public sealed record Level(string Code, decimal From, decimal Multiply);

    /// <param name="By">visit, item or spend.</param>
    public sealed record Card(string Code, string By, decimal Size, bool Repeats, int ValidDays, string? Category = null);

    public sealed record Pay(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare);

    public sealed record Line(string? Category, decimal Quantity, decimal Amount);

    /// <param name="Reversed">Entitled before less entitled now.</param>
    /// <param name="Debt">What of it became debt.</param>
    public sealed record Returned(long Reversed, long Restored, long RestoredExpired, long Debt);

    public sealed record Seen(
        long Active, long Pending, long Reserved, long Debt, long Earned, long Redeemed, long Expired, long Reversed, long Adjusted,
        DateOnly? NextExpiry, long NextPoints, string Tier, DateOnly? TierUntil, string Stamps, int GoodVouchers);
}
