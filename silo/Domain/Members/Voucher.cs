using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>A code that gives one reward once, until its last day.</summary>
/// <param name="Number">The member's vouchers counted from 1.</param>
/// <param name="Code">The code shown and scanned.</param>
/// <param name="Card">Code of the stamp card that issued it, or null.</param>
/// <param name="Expires">The last day of use.</param>
/// <param name="Unit">The unit of the reward's stock, or null.</param>
public sealed record Voucher(int Number, string Code, string Reward, string? Card, DateOnly Expires, string? Unit)
{
    /// <summary>The day of use, or null.</summary>
    public DateOnly? UsedOn { get; init; }

    /// <summary>Key of the receipt with which it was used, or null.</summary>
    public string? UsedWith { get; init; }

    /// <summary>Days for which a used or expired voucher is kept: for display, and for late receipts.</summary>
    private const int KeptDays = 60;

    public bool GoodOn(DateOnly day) => UsedOn is null && Expires >= day;

    /// <summary>
    /// False once the voucher may be dropped from the state. One that was used with a receipt stays as long as an unused one: a return of
    /// the receipt gives it back, and a late receipt may use it then.
    /// </summary>
    public bool IsKept(DateOnly today) => ((UsedWith is null ? UsedOn : null) ?? Expires).DayNumber >= today.DayNumber - KeptDays;

    /// <summary>The vouchers that an entry issues.</summary>
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

/// <summary>Operations on a member's vouchers.</summary>
public static class Vouchers
{
    /// <summary>Marks vouchers as unused, by their numbers.</summary>
    public static ImmutableArray<Voucher> Unused(this ImmutableArray<Voucher> vouchers, ImmutableArray<int> numbers) =>
        numbers.IsEmpty
            ? vouchers
            : [.. vouchers.Select(voucher => numbers.Contains(voucher.Number) ? voucher with { UsedOn = null, UsedWith = null } : voucher)];
}

/// <summary>Voucher codes: V and a code like a card's, so that a scanner distinguishes the two.</summary>
public static class VoucherCode
{
    /// <summary>The code of one voucher, from bits drawn for it alone: from one code nobody can compute another.</summary>
    public static string Of(ulong bits) => "V" + CardCode.Of(bits);

    /// <summary>True if a normalised text is a voucher code with a correct check character.</summary>
    public static bool IsValid(ReadOnlySpan<char> code) => code is ['V', .. var rest] && CardCode.IsValid(rest);
}

/// <summary>Points, and possibly a reward, set aside until capture, release or time-out.</summary>
/// <param name="Number">The member's redemptions counted from 1.</param>
/// <param name="Lots">The points taken, by lot.</param>
/// <param name="ExpiresAt">The instant of the time-out.</param>
/// <param name="Unit">The unit of the reward's stock, or null.</param>
public sealed record Reservation(int Number, string? Reward, ImmutableArray<Lot> Lots, DateTimeOffset ExpiresAt, string? Unit)
{
    public long Points => Lots.Sum();
}
