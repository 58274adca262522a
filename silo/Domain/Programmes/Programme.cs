using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>The rules of the club: the programme document, read and without faults. Field defaults are defined here.</summary>
public sealed record Programme
{
    /// <summary>The languages in which members can read the club's pages and mails. Before the programme that has them all.</summary>
    public static readonly ImmutableArray<string> LanguageCodes = ["en", "es"];

    /// <summary>The programme of an empty document: 1 point per full 1.00 EUR, no expiry, one tier.</summary>
    public static readonly Programme Default = new();

    /// <summary>The languages of the club's texts, the first of which stands in for a text that is missing in another.</summary>
    public ImmutableArray<string> Languages { get; init; } = LanguageCodes;

    public LocalizedText Name { get; init; } = new("Club");

    /// <summary>ISO 4217 code; <see cref="Money.Decimals"/> gives its decimals.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>The time zone of every member's days.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whose telephone numbers are written without a prefix, a code of two letters; null for the time zone's country.</summary>
    public string? Country { get; init; }

    /// <summary>The country that is meant: the programme's own or its time zone's; null for a zone of no country.</summary>
    public string? CountryOfPhones => Country ?? Countries.Of(TimeZone);

    public Earning Earning { get; init; } = new();
    public Expiry Expiry { get; init; } = new();
    public NegativeBalance NegativeBalance { get; init; } = NegativeBalance.Clamp;
    public Tiers Tiers { get; init; } = new();
    public ImmutableArray<StampCard> StampCards { get; init; } = [];
    public ImmutableArray<Reward> Rewards { get; init; } = [];
    public PayWithPoints? PayWithPoints { get; init; }
    public Referral? Referral { get; init; }
    public Spending Spending { get; init; } = new(0, 0);

    /// <summary>The most days between a purchase and its arrival; null for no limit.</summary>
    public int? LatePurchaseDays { get; init; } = 400;

    public BeforeJoining BeforeJoining { get; init; } = new(2, 30);
    public ReturnRules Returns { get; init; } = new(AnyStore: true);

    /// <summary>What people call the categories of goods; a category without a name is called as the tills call it.</summary>
    public ImmutableArray<Category> Categories { get; init; } = [];

    public Reward? Reward(string code) => Rewards.FirstOrDefault(reward => reward.Code == code);
}

/// <summary>
/// What a receipt earns: <see cref="Points"/> for each full <see cref="Per"/> of eligible spend, then the rules, then one rounding. Under
/// <see cref="Rounding.Carry"/> a part of <see cref="Per"/> gives its part of the points.
/// </summary>
public sealed record Earning
{
    public decimal Points { get; init; } = 1;
    public decimal Per { get; init; } = 1.00m;
    public Rounding Rounding { get; init; } = Rounding.Floor;
    public EarningBase Base { get; init; } = EarningBase.Gross;

    /// <summary>False: what points pay of a receipt is no spend.</summary>
    public bool OnPaidWithPoints { get; init; } = true;

    /// <summary>Lines of these categories never earn. Categories, brands and SKUs are compared case-insensitively.</summary>
    public FrozenSet<string> ExcludedCategories { get; init; } = Names.None;

    /// <summary>Points become active at the start of this many days after the purchase; 0 means at once.</summary>
    public int PendingDays { get; init; }

    public ImmutableArray<EarningRule> Rules
    {
        get;
        init => (field, Index) = (value, new(value));
    } = [];

    /// <summary>Finds the rules that match a receipt's lines.</summary>
    public RuleIndex Index { get; private init; } = new([]);

    /// <summary>The most points that a member can earn on one day; null for no cap.</summary>
    public long? CapPerDay { get; init; }
}

/// <summary>
/// A way to earn more than the base. Exactly one of <see cref="Multiply"/>, <see cref="Add"/> and <see cref="Points"/> is set.
/// </summary>
public sealed record EarningRule(string Code, Conditions When)
{
    /// <summary>Null for a rule that is called by its code.</summary>
    public LocalizedText? Name { get; init; }

    /// <summary>With line conditions: multiplies the points of those lines. Without: a factor on the whole receipt.</summary>
    public decimal? Multiply { get; init; }

    /// <summary>Points once per receipt.</summary>
    public long? Add { get; init; }

    /// <summary>Points for each full <see cref="Per"/> of spend on the rule's lines, in addition to the base.</summary>
    public decimal? Points { get; init; }

    /// <summary>Spend for <see cref="Points"/>; null for the programme's <see cref="Earning.Per"/>.</summary>
    public decimal? Per { get; init; }

    public Limit? PerMember { get; init; }
}

/// <summary>
/// A rule gives a member something at most <see cref="Times"/> times in any <see cref="Days"/> days, the purchase's day included.
/// </summary>
public sealed record Limit(int Times, int Days);

/// <summary>When a rule applies. All conditions that are set must hold.</summary>
public sealed record Conditions
{
    public FrozenSet<string> Categories { get; init; } = Names.None;
    public FrozenSet<string> Brands { get; init; } = Names.None;
    public FrozenSet<string> Skus { get; init; } = Names.None;
    public FrozenSet<string> Stores { get; init; } = Names.None;

    /// <summary>Days of the week, in the programme's time zone. A window past midnight belongs to the day on which it begins.</summary>
    public FrozenSet<DayOfWeek> Days { get; init; } = FrozenSet<DayOfWeek>.Empty;

    /// <summary>Start of the window, inclusive; null for midnight.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>End of the window, exclusive; null for midnight. At or before <see cref="From"/> it is on the next day.</summary>
    public TimeOnly? To { get; init; }

    /// <summary>Minimum spend on the rule's lines.</summary>
    public decimal MinimumSpend { get; init; }

    /// <summary>Minimum quantity on the rule's lines.</summary>
    public decimal MinimumQuantity { get; init; }

    /// <summary>Only for a member's first purchase, in order of arrival.</summary>
    public bool FirstPurchase { get; init; }

    /// <summary>Only on the member's birthday; 29 February is 28 February in other years.</summary>
    public bool Birthday { get; init; }

    /// <summary>Only in the month of the member's birthday.</summary>
    public bool BirthdayMonth { get; init; }

    /// <summary>True if the rule has conditions on lines.</summary>
    public bool NamesLines => !Categories.IsEmpty || !Brands.IsEmpty || !Skus.IsEmpty;
}

/// <summary>The expiry of points. Points keep the terms under which they were earned.</summary>
public sealed record Expiry
{
    public ExpiryKind Kind { get; init; } = ExpiryKind.None;

    /// <summary>Months after activation, or months of inactivity.</summary>
    public int Months { get; init; } = 12;

    public RoundUp RoundUp { get; init; } = RoundUp.None;

    /// <summary>Month and day of a calendar expiry; 29 February is 28 February in other years.</summary>
    public (int Month, int Day) On { get; init; } = (12, 31);
}

public sealed record Tiers
{
    public TierBy By { get; init; } = TierBy.Points;
    public Window Window { get; init; } = new(WindowKind.Rolling, 12);
    public Downgrade Downgrade { get; init; } = new(DowngradeTo.OneDown, 0);

    /// <summary>From the lowest, whose threshold is 0, upwards.</summary>
    public ImmutableArray<TierLevel> Levels { get; init; } = [new("basic", new("Basic"), 0, 1.0m)];
}

/// <param name="From">Threshold: qualifying points, spend or visits in the window.</param>
/// <param name="Multiply">Factor on the points of members of this level.</param>
public sealed record TierLevel(string Code, LocalizedText Name, decimal From, decimal Multiply)
{
    public string Code
    {
        get;
        init => (field, Unasked) = (value, OfLevel(value));
    } = Code;

    /// <summary>The circumstances of a purchase at this level if no rule asked about the member; shared by nearly all purchases.</summary>
    internal Members.Circumstances Unasked { get; private init; } = OfLevel(Code);

    private static Members.Circumstances OfLevel(string code) => new(code, false, false, false, [], null);
}

public sealed record Window(WindowKind Kind, int Months);

public sealed record Downgrade(DowngradeTo To, int GraceDays);

/// <param name="Size">Visits, items or spend for one reward.</param>
public sealed record StampCard(
    string Code,
    LocalizedText Name,
    StampBy By,
    FrozenSet<string> Categories,
    FrozenSet<string> Skus,
    decimal Size,
    bool Repeats,
    string Reward
);

/// <param name="Cost">Points; null for a reward given only by stamp cards or promotions.</param>
/// <param name="Stock">The most units that can ever be issued; null for no limit.</param>
public sealed record Reward(string Code, LocalizedText Name, long? Cost, int ValidDays, int? Stock, FrozenSet<string> Tiers)
{
    /// <summary>Default days until a voucher expires.</summary>
    public const int UsualDays = 30;
}

/// <param name="Value">Money paid by one point.</param>
/// <param name="MaximumShare">Share of the receipt that points may pay, above 0, at most 1.</param>
public sealed record PayWithPoints(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare)
{
    /// <summary>Lines of these categories are paid with money only; empty for the categories that earn nothing.</summary>
    public FrozenSet<string> ExcludedCategories { get; init; } = Names.None;
}

/// <param name="AnyStore">True if goods may come back in every store of the club, false if in the store of the purchase only.</param>
public sealed record ReturnRules(bool AnyStore);

/// <summary>How old a receipt may be when its buyer becomes a member.</summary>
/// <param name="Hours">For a receipt that a till records: the sale at which somebody joins, or a clock that is slow.</param>
/// <param name="ClaimDays">For a receipt without a card that its buyer claims.</param>
public sealed record BeforeJoining(int Hours, int ClaimDays);

/// <summary>
/// Points that a till may spend at once without the code that changes: 0 for none, null without a limit.
/// </summary>
/// <param name="PrintedCard">With a printed card, which anybody can copy.</param>
/// <param name="Phone">Without a card, for somebody who says who they are.</param>
public sealed record Spending(long? PrintedCard, long? Phone);

/// <param name="Code">As lines of receipts have it, compared case-insensitively.</param>
public sealed record Category(string Code, LocalizedText Name);

public sealed record Referral(long Referrer, long Referee, decimal MinimumSpend, int HoldDays);

public enum Rounding
{
    Floor,
    Nearest,
    Ceiling,

    /// <summary>What does not reach the next point waits in the member for the next receipt.</summary>
    Carry,
}

/// <summary>The amount of a line on which points are earned.</summary>
public enum EarningBase
{
    /// <summary>What was paid.</summary>
    Gross,

    /// <summary>What was paid without the line's tax.</summary>
    Net,
}

public enum NegativeBalance
{
    Clamp,
    Allow,
}

public enum ExpiryKind
{
    None,
    AfterActivation,
    Calendar,
    Inactivity,
}

public enum RoundUp
{
    None,
    Month,
    Quarter,
    Year,
}

public enum TierBy
{
    Points,
    Spend,
    Visits,
}

public enum WindowKind
{
    Rolling,
    CalendarYear,
    Anniversary,
    Lifetime,
}

public enum DowngradeTo
{
    OneDown,
    Eligible,
    Never,
}

public enum StampBy
{
    Visit,
    Item,
    Spend,
}

/// <summary>Sets of codes and categories, compared case-insensitively.</summary>
public static class Names
{
    public static readonly FrozenSet<string> None = Array.Empty<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    extension<T>(FrozenSet<T> set)
    {
        public bool IsEmpty => set.Count == 0;
    }
}
