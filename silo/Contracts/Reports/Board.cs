namespace LoyaltyClub.Contracts;

/// <summary>
/// The board: figures of the club by day, added up from the journal. A movement counts on its day in the member's statement.
/// </summary>
public interface IBoard
{
    /// <summary>The days between two dates, as of now; null while a large history is counted for the first time.</summary>
    Task<BoardView?> Read(DateOnly from, DateOnly to, CancellationToken cancel = default);
}

/// <summary>
/// Sales without a card, as tills report them: the club's own till page automatically, other tills through the API. Each receipt counts
/// once, however often it is reported.
/// </summary>
public interface ISalesWithoutCard
{
    /// <returns>The sale; <c>operation_conflict</c> if the receipt is known with another time or amount, or as a purchase with a card;
    /// <c>at_out_of_range</c> if it lies in the future.</returns>
    Task<Outcome<SaleWithoutCard>> Sold(SaleWithoutCard sale);

    /// <summary>Removes a receipt that a member has claimed: it is a purchase with a card now.</summary>
    Task Claimed(string store, string receipt, DateTimeOffset at, decimal amount, string member);
}

/// <param name="Amount">Of the whole receipt, in the programme's currency.</param>
/// <param name="Lines">What was sold, for who claims the receipt later; null for one line of the amount.</param>
[GenerateSerializer, Immutable, Alias("club.SaleWithoutCard")]
public sealed record SaleWithoutCard(string? Store, string? Receipt, DateTimeOffset? At, decimal? Amount, PurchaseLine[]? Lines = null);

/// <param name="Days">Every requested day, oldest first.</param>
[GenerateSerializer, Immutable, Alias("club.BoardView")]
public sealed record BoardView(BoardDay[] Days)
{
    public BoardDay Last => Days[^1];
}

/// <param name="Members">Members at the end of the day, without erased and merged members.</param>
/// <param name="Active">Those with a purchase in the 90 days that end with this day.</param>
/// <param name="Issued">Points earned or given by hand.</param>
/// <param name="Spent">Points redeemed, paid with or reserved, less released and restored points.</param>
/// <param name="Expired">Points that expired.</param>
/// <param name="TakenBack">Points reversed by returns or taken by hand.</param>
/// <param name="Outstanding">Points that members hold at the end of the day, active and pending: issued less spent, expired and taken
/// back.</param>
/// <param name="Purchases">Receipts with a card, returned receipts included.</param>
/// <param name="Sales">Their amount, in the programme's currency.</param>
/// <param name="WithoutCard">Receipts without a card that tills have reported.</param>
[GenerateSerializer, Immutable, Alias("club.BoardDay")]
public sealed record BoardDay(
    DateOnly Day,
    long Joined,
    long Members,
    long Active,
    long Issued,
    long Spent,
    long Expired,
    long TakenBack,
    long Outstanding,
    long Purchases,
    decimal Sales,
    long WithoutCard,
    decimal SalesWithoutCard
);
