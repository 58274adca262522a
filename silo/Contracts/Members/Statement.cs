namespace LoyaltyClub.Contracts;

/// <param name="After">The cursor <see cref="StatementPage.Next"/> of the previous page; null for the first page.</param>
/// <param name="From">First day, in the programme's time zone.</param>
/// <param name="To">Last day.</param>
/// <param name="Kinds">Kinds of lines to include; null for all.</param>
/// <param name="Newest">True for newest first.</param>
[GenerateSerializer, Immutable, Alias("club.StatementQuery")]
public sealed record StatementQuery(DateOnly? From, DateOnly? To, string? After, int Limit, string[]? Kinds = null, bool Newest = false);

[GenerateSerializer, Immutable, Alias("club.StatementPage")]
public sealed record StatementPage(StatementLine[] Items, string? Next);

/// <summary>
/// One movement of points. The <paramref name="Points"/> of all lines add up to balance plus pending. An activation moves points from
/// pending to balance: <paramref name="Points"/> 0, their number in <paramref name="Activated"/>.
/// </summary>
/// <param name="At">The instant of the sale for a purchase, the midnight for an expiry.</param>
/// <param name="Balance">Spendable points after the movement.</param>
/// <param name="Pending">Pending points after the movement.</param>
/// <param name="Redemption">Number of the member's redemption; null for other movements.</param>
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
/// The ledger's own values of <see cref="StatementLine.Note"/>; pages translate them to the reader's language.
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
