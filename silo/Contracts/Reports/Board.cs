namespace LoyaltyClub.Contracts;

/// <summary>
/// The club by day, added up from the journal. Every movement counts on the day on which it stands in the member's statement.
/// </summary>
public interface IBoard
{
    /// <summary>The days from one to another, as of this moment; null while a large history is counted for the first time.</summary>
    Task<BoardView?> Read(DateOnly from, DateOnly to, CancellationToken cancel = default);
}

/// <summary>
/// What tills sell without a card, as they tell it: our own by itself, others by the API. Each receipt counts once, however often it is
/// told.
/// </summary>
public interface ISalesWithoutCard
{
    /// <returns>The same; <c>operation_conflict</c> if the receipt is known with another time or amount, or as a purchase with a card;
    /// <c>at_out_of_range</c> if it lies in the future.</returns>
    Task<Outcome<SaleWithoutCard>> Sold(SaleWithoutCard sale);

    /// <summary>Somebody has made the receipt theirs: it is a purchase with a card now.</summary>
    Task Claimed(string store, string receipt, DateTimeOffset at, decimal amount);
}

/// <param name="Amount">Of the whole receipt, in the programme's currency.</param>
[GenerateSerializer, Immutable, Alias("club.SaleWithoutCard")]
public sealed record SaleWithoutCard(string? Store, string? Receipt, DateTimeOffset? At, decimal? Amount);

/// <param name="Days">Every day of the time that was asked for, oldest first.</param>
[GenerateSerializer, Immutable, Alias("club.BoardView")]
public sealed record BoardView(BoardDay[] Days)
{
    public BoardDay Last => Days[^1];
}

/// <param name="Members">At the end of the day: joined, and neither forgotten nor a part of another.</param>
/// <param name="Active">Of these, who had bought in the 90 days that end with this one.</param>
/// <param name="Issued">Points earned or given by hand.</param>
/// <param name="Spent">Points redeemed, paid with or reserved, less what came back.</param>
/// <param name="Expired">Points that ended.</param>
/// <param name="TakenBack">Points taken for returns, or by hand.</param>
/// <param name="Outstanding">Points that members have at the end of the day, active and pending: all that was issued less all that was
/// spent, expired and taken back.</param>
/// <param name="Purchases">Receipts with a card, whether or not something came back.</param>
/// <param name="Sales">Their money, in the programme's currency.</param>
/// <param name="WithoutCard">Receipts without a card, as far as tills have told them.</param>
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
