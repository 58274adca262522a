using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Readings;

/// <summary>One row of <c>member_rows</c>: a member as the follower has read them.</summary>
/// <remarks>Days are day numbers of <see cref="DateOnly"/>, money is in thousandths of the currency.</remarks>
internal sealed record MemberRow(string Member)
{
    /// <summary>Thousandths in one unit of the currency; no currency has more than three decimals.</summary>
    public const int Thousand = 1_000;

    /// <summary>How many entries of the member's stream are included.</summary>
    public int Version { get; init; }

    public RowStatus Status { get; init; }
    public string? MergedInto { get; init; }
    public int Joined { get; init; }

    /// <summary>Code of the tier; empty for who is no member any more.</summary>
    public string Tier { get; init; } = "";

    /// <summary>Spendable points.</summary>
    public long Active { get; init; }

    public long Pending { get; init; }

    /// <summary>Receipts, without those that were returned whole.</summary>
    public int Visits { get; init; }

    /// <summary>Money spent, less what was returned.</summary>
    public long Spend { get; init; }

    /// <summary>The day of the first receipt that was not returned whole; 0 for none.</summary>
    public int FirstDay { get; init; }

    /// <summary>The same of the last.</summary>
    public int LastDay { get; init; }

    /// <summary>Month times 100 plus day; 0 if unknown.</summary>
    public int Birthday { get; init; }

    public string? Language { get; init; }
    public bool ByEmail { get; init; }
    public bool BySms { get; init; }
    public EmailState Address { get; init; }

    /// <summary>With the person's facts; names and contacts are not among them.</summary>
    public MemberRow With(Person person) =>
        this with
        {
            Birthday = person.Birthday is { } day ? day.Month * 100 + day.Day : 0,
            Language = person.Language,
            ByEmail = person.Consents.Email,
            BySms = person.Consents.Sms,
            Address =
                person.Email is null ? EmailState.None
                : person.EmailUnconfirmed ? EmailState.Unconfirmed
                : EmailState.Good,
        };

    /// <summary>With one more receipt of a day.</summary>
    public MemberRow With(int day, long spend) =>
        this with
        {
            Visits = Visits + 1,
            Spend = Spend + spend,
            FirstDay = FirstDay == 0 ? day : Math.Min(FirstDay, day),
            LastDay = Math.Max(LastDay, day),
        };
}

internal enum RowStatus
{
    Member,
    Merged,
    Erased,
}

internal enum EmailState
{
    None,
    Unconfirmed,
    Good,
}

/// <summary>The key of what a member bought: by day, store and category; the category <c>""</c> is all of it.</summary>
/// <param name="Member">The member who bought, also after a merge.</param>
internal readonly record struct BoughtKey(string Member, int Day, string Store, string Category);

/// <summary>A change of what was bought.</summary>
internal readonly record struct Bought(int Receipts, long Spend)
{
    public static Bought operator +(Bought one, Bought other) => new(one.Receipts + other.Receipts, one.Spend + other.Spend);

    /// <summary>What a receipt bought by category, and as <c>""</c> in all.</summary>
    public static IEnumerable<(string Category, Bought Bought)> Of(Purchase purchase) =>
        purchase
            .Lines.GroupBy(line => line.Category ?? "")
            .Where(lines => lines.Key.Length > 0)
            .Select(lines =>
                (lines.Key, new Bought(lines.Any(line => line.Quantity > 0) ? 1 : 0, Thousandths(lines.Sum(line => line.Amount))))
            )
            .Append(("", new Bought(1, Thousandths(purchase.Total))));

    public static long Thousandths(decimal money) => (long)decimal.Round(money * MemberRow.Thousand);
}
