using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Something that the member is told once, on a receipt or by mail.</summary>
/// <param name="Points">Points that expire soon, or points given back.</param>
/// <param name="On">The last day of the points, the tier or the voucher.</param>
/// <param name="Code">Code of the tier or the reward.</param>
public sealed record Notice(NoticeKind Kind, long Points, DateOnly? On, string? Code)
{
    /// <summary>
    /// The notices of an entry: vouchers issued, reservations timed out or released, and points or tiers that came within 30 days of their
    /// end since the previous entry.
    /// </summary>
    public static ImmutableArray<Notice> Of(MemberState before, Entry entry, MemberState after, ProgrammeHistory book)
    {
        var notices = ImmutableArray<Notice>.Empty;
        foreach (var reservation in entry.TimedOut)
        {
            notices = notices.Add(new(NoticeKind.ReservationReleased, reservation.Points, null, reservation.Reward));
        }

        if (entry is Released { Reservation: { } released })
        {
            notices = notices.Add(new(NoticeKind.ReservationReleased, released.Points, null, released.Reward));
        }

        foreach (var voucher in Voucher.IssuedBy(entry))
        {
            notices = notices.Add(new(NoticeKind.VoucherIssued, 0, voucher.Expires, voucher.Reward));
        }

        return after.SettledThrough == before.SettledThrough || after.Status != MemberStatus.Active || before.Status != MemberStatus.Active
            ? notices
            : WithEnds(notices, before, after, book);
    }

    /// <summary>Notices about points and tiers near their end; computed once a day.</summary>
    private static ImmutableArray<Notice> WithEnds(
        ImmutableArray<Notice> notices,
        MemberState before,
        MemberState after,
        ProgrammeHistory book
    )
    {
        foreach (
            var ending in after
                .Lots.Where(lot => lot.Terms.Ends(after.LastPurchase) is { } ends && IsNew(ends))
                .GroupBy(lot => lot.Terms.Ends(after.LastPurchase)!.Value)
                .OrderBy(lots => lots.Key)
        )
        {
            notices = notices.Add(new(NoticeKind.PointsEnd, ending.Sum(lot => lot.Points), ending.Key, null));
        }

        if (TierTrack.NextFall(after.SettledThrough, after, book) is { } falls && IsNew(falls.AddDays(-1)))
        {
            notices = notices.Add(new(NoticeKind.TierEnds, 0, falls.AddDays(-1), TierTrack.On(after.SettledThrough, after, book).Code));
        }

        return notices;

        bool IsNew(DateOnly lastDay) =>
            Calendar.NoticeDay(lastDay) > before.SettledThrough && Calendar.NoticeDay(lastDay) <= after.SettledThrough;
    }
}

public enum NoticeKind
{
    PointsEnd,
    TierEnds,
    VoucherIssued,
    ReservationReleased,
}
