using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What a receipt would give under a programme that nobody has put, or to a member who is not there.</summary>
public static class Trial
{
    /// <summary>The book as if the programme came into force with the receipt; null is the book as it is.</summary>
    public static ProgrammeHistory Book(ProgrammeHistory book, Programme? programme, DateTimeOffset at) =>
        programme is null ? book : book.With(at, programme);

    /// <summary>Somebody who joins with the receipt, without a point.</summary>
    /// <param name="tier">The level that they hold; null, or one that the programme does not have, is the lowest.</param>
    public static MemberState Newcomer(DateTimeOffset at, DateOnly day, string? tier, bool firstPurchase) =>
        MemberState.None with
        {
            Status = MemberStatus.Active,
            JoinedAt = at,
            SettledThrough = day,
            Purchases = firstPurchase ? 0 : 1,
            Tier = tier is null ? null : new(tier, day, null),
        };
}
