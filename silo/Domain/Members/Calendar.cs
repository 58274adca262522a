using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>The effects of time on a member's lots and reservations (promise 4).</summary>
public static class Calendar
{
    /// <summary>Days before the end of points or of a tier at which the member gets a notice.</summary>
    public const int NoticeDays = 30;

    /// <summary>Reservations that have timed out.</summary>
    public static ImmutableArray<Reservation> TimedOut(DateTimeOffset now, MemberState member) =>
        member.Reservations.IsEmpty ? [] : TimedOut(now, member.Reservations);

    private static ImmutableArray<Reservation> TimedOut(DateTimeOffset now, ImmutableArray<Reservation> open) =>
        open.RemoveAll(reservation => reservation.ExpiresAt > now);

    /// <summary>
    /// Activations and expiries after <see cref="MemberState.SettledThrough"/> up to a day, in order; on the same day activations come
    /// first.
    /// </summary>
    public static ImmutableArray<DueLine> DueThrough(DateOnly day, MemberState member)
    {
        List<DueLine>? due = null;
        foreach (var lot in member.Lots)
        {
            if (lot.Terms.ActiveOn > member.SettledThrough && lot.Terms.ActiveOn <= day)
            {
                (due ??= []).Add(new(DueKind.Activated, lot.Terms.ActiveOn, lot));
            }

            if (lot.Terms.Ends(member.LastPurchase) is { } ends && ends < day)
            {
                (due ??= []).Add(new(DueKind.Expired, ends.AddDays(1), lot));
            }
        }
        return due is null ? [] : [.. due.OrderBy(line => line.On).ThenBy(line => line.Kind).ThenBy(line => line.Lot.Terms)];
    }

    /// <summary>
    /// The first day on which the close has something to record or a notice to give, or null: an activation, an expiry or 30 days before
    /// it, the day after a reservation's time-out, the end of a tier or 30 days before it, a full stamp card. The stream's due day.
    /// </summary>
    public static DateOnly? NextDue(MemberState member, ProgrammeHistory book)
    {
        if (member.Status is MemberStatus.None or MemberStatus.Merged)
        {
            return null;
        }

        DateOnly? next = null;
        var settled = member.SettledThrough;
        foreach (var lot in member.Lots)
        {
            if (lot.Terms.ActiveOn > settled)
            {
                next = Earlier(next, lot.Terms.ActiveOn);
            }
            // DateOnly has no day after its maximum.
            if (lot.Terms.Ends(member.LastPurchase) is { } ends && ends < DateOnly.MaxValue)
            {
                next = Earlier(next, NoticeDay(ends) > settled ? NoticeDay(ends) : ends.AddDays(1));
            }
        }
        foreach (var reservation in member.Reservations)
        {
            next = Earlier(next, DateOnly.FromDateTime(reservation.ExpiresAt.UtcDateTime).AddDays(1));
        }
        // A till with a fast clock can record a purchase for tomorrow, with a standing that begins tomorrow.
        if (
            member.Qualifying.Last.Day is var last
            && last > settled
            && TierTrack.On(last, member, book).Code != TierTrack.On(settled, member, book).Code
        )
        {
            next = Earlier(next, last);
        }

        // A card that a merge, a return, a shorter card of a new version or an empty stock left full; without stock it stays due.
        var tomorrow = settled.AddDays(1);
        if (
            member.Status == MemberStatus.Active
            && StampCards.AnyFull(book.InForceAt(Days.Start(tomorrow, TimeZoneInfo.Utc)).Programme, member)
        )
        {
            next = Earlier(next, tomorrow);
        }

        if (TierTrack.NextFall(settled, member, book) is { } falls)
        {
            next = Earlier(next, NoticeDay(falls.AddDays(-1)) > settled ? NoticeDay(falls.AddDays(-1)) : falls);
        }

        return next;
    }

    /// <summary>The day of the notice about a last day.</summary>
    public static DateOnly NoticeDay(DateOnly lastDay) => lastDay.DayNumber > NoticeDays ? lastDay.AddDays(-NoticeDays) : DateOnly.MinValue;

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
}
