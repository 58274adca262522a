using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Something that a member is told once: on a receipt, in a mail.</summary>
/// <param name="Points">Points that end, or are back.</param>
/// <param name="On">The last day of the points, the tier or the voucher.</param>
/// <param name="Code">The tier or the reward.</param>
public sealed record Notice(NoticeKind Kind, long Points, DateOnly? On, string? Code)
{
    /// <summary>
    /// What an entry brings to be told: vouchers, reservations that timed out or were released, and what came within 30 days of its end
    /// since the entry before.
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

    /// <summary>What ends soon; asked once a day.</summary>
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
