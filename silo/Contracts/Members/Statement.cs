namespace LoyaltyClub.Contracts;

/// <param name="After">Where the page before ended, or null.</param>
/// <param name="From">First day, in the programme's time zone.</param>
/// <param name="To">Last day.</param>
/// <param name="Kinds">Only lines of these kinds; null for all.</param>
/// <param name="Newest">True for the newest first.</param>
[GenerateSerializer, Immutable, Alias("club.StatementQuery")]
public sealed record StatementQuery(DateOnly? From, DateOnly? To, string? After, int Limit, string[]? Kinds = null, bool Newest = false);

[GenerateSerializer, Immutable, Alias("club.StatementPage")]
public sealed record StatementPage(StatementLine[] Items, string? Next);

/// <summary>
/// One movement. All lines' <paramref name="Points"/> add up to the balance and what is pending; an activation moves
/// points from pending to balance, so it counts 0 and says in <paramref name="Activated"/> how many.
/// </summary>
/// <param name="At">When it happened: a purchase's own time, the midnight of an expiry.</param>
/// <param name="Balance">Spendable points after it.</param>
/// <param name="Pending">Pending points after it.</param>
/// <param name="Redemption">Number of the member's redemption, where it is of one.</param>
[GenerateSerializer, Immutable, Alias("club.StatementLine")]
public sealed record StatementLine(
    DateTimeOffset At,
    string Kind,
    long Points,
    long Balance,
    long Pending,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Receipt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Rule = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Activated = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Redemption = null
);

/// <summary>
/// What the ledger itself says in <see cref="StatementLine.Note"/>; whoever shows a statement says it in the reader's language.
/// </summary>
public static class StatementNotes
{
    public const string TimeWasUp = "Its time was up",
        OpeningBalance = "Opening balance",
        PaidWithPoints = "Paid with points",
        PaysDebt = "Pays what was owed",
        EndedMeanwhile = "Had ended meanwhile",
        EndedBeforeReceipt = "Had ended before the receipt arrived",
        OwedSuffix = " points are owed";
}
