using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Computes a receipt under a programme that is not in force, or for a fictitious member.</summary>
public static class Trial
{
    /// <summary>The history with the programme in force from the receipt's instant on; null returns the history unchanged.</summary>
    public static ProgrammeHistory Book(ProgrammeHistory book, Programme? programme, DateTimeOffset at) =>
        programme is null ? book : book.With(at, programme);

    /// <summary>A fictitious member who joins with the receipt and has no points.</summary>
    /// <param name="tier">The level held; null or a level unknown to the programme gives the lowest.</param>
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
