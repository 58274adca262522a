using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>A reward that a member holds until it is used or ends.</summary>
/// <param name="Number">Counts a member's vouchers from 1.</param>
/// <param name="Code">What is shown and scanned.</param>
/// <param name="Card">The stamp card that brought it, or null.</param>
/// <param name="Expires">The last day on which it can be used.</param>
/// <param name="Unit">The unit of the reward's stock that it took, or null.</param>
public sealed record Voucher(int Number, string Code, string Reward, string? Card, DateOnly Expires, string? Unit)
{
    /// <summary>The day on which it was used, or null.</summary>
    public DateOnly? UsedOn { get; init; }

    /// <summary>Key of the receipt with which it was used, where one was named.</summary>
    public string? UsedWith { get; init; }

    /// <summary>Days for which a voucher that was used or ended is kept: to be shown, and for receipts that come late.</summary>
    private const int KeptDays = 60;

    public bool GoodOn(DateOnly day) => UsedOn is null && Expires >= day;

    /// <summary>
    /// False once it can be forgotten: it was used or ended long ago, and no return of its receipt would make it good again.
    /// </summary>
    public bool IsKept(DateOnly today) =>
        (UsedOn ?? Expires).DayNumber >= today.DayNumber - KeptDays || (UsedWith is not null && Expires >= today);

    /// <summary>The vouchers that an entry brings into the world.</summary>
    public static ImmutableArray<Voucher> IssuedBy(Entry entry) =>
        entry switch
        {
            Purchased purchased => purchased.Vouchers,
            Settled settled => settled.Vouchers,
            Redeemed { Voucher: { } voucher } => [voucher],
            Captured { Voucher: { } voucher } => [voucher],
            _ => [],
        };
}

/// <summary>The vouchers that a member holds.</summary>
public static class Vouchers
{
    /// <summary>With some of them, by their numbers, as if they had not been used.</summary>
    public static ImmutableArray<Voucher> Unused(this ImmutableArray<Voucher> vouchers, ImmutableArray<int> numbers) =>
        numbers.IsEmpty
            ? vouchers
            : [.. vouchers.Select(voucher => numbers.Contains(voucher.Number) ? voucher with { UsedOn = null, UsedWith = null } : voucher)];
}

/// <summary>Codes of vouchers: a V and a code like a card's, so that a scanner tells the two apart.</summary>
public static class VoucherCode
{
    /// <summary>The code of the n-th voucher of a decision, from the 64 bits that the caller drew for it.</summary>
    public static string Of(ulong draw, int index)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): neighbours become unlike each other.
        var mixed = draw + ((ulong)index + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return "V" + CardCode.Of(mixed ^ (mixed >> 31));
    }

    /// <summary>True if a normalised code can be one: the check character is right.</summary>
    public static bool IsValid(ReadOnlySpan<char> code) => code is ['V', .. var rest] && CardCode.IsValid(rest);
}

/// <summary>Points, and perhaps a reward, that are set aside until they are captured, released or timed out.</summary>
/// <param name="Number">Counts a member's redemptions from 1.</param>
/// <param name="Lots">What was taken from which lots.</param>
/// <param name="ExpiresAt">The instant from which it no longer holds.</param>
/// <param name="Unit">The unit of the reward's stock that it holds, or null.</param>
public sealed record Reservation(int Number, string? Reward, ImmutableArray<Lot> Lots, DateTimeOffset ExpiresAt, string? Unit)
{
    public long Points => Lots.Sum();
}
