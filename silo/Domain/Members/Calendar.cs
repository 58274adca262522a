using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What time does to a member's lots and reservations (promise 4).</summary>
public static class Calendar
{
    /// <summary>How many days before points or a tier end a member is told.</summary>
    public const int NoticeDays = 30;

    /// <summary>Reservations whose time is up.</summary>
    public static ImmutableArray<Reservation> TimedOut(DateTimeOffset now, MemberState member) =>
        member.Reservations.IsEmpty ? [] : TimedOut(now, member.Reservations);

    private static ImmutableArray<Reservation> TimedOut(DateTimeOffset now, ImmutableArray<Reservation> open) =>
        open.RemoveAll(reservation => reservation.ExpiresAt > now);

    /// <summary>
    /// What falls due after <see cref="MemberState.SettledThrough"/> and up to a day, in order; on one day activations come before
    /// expiries.
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
    /// The first day on which the close has something to write down or to tell, or null: an activation, an expiry or 30 days
    /// before it, the day after a reservation's time is up, the end of a tier or 30 days before it. The close finds members by it.
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
            // The day after the calendar's last never comes.
            if (lot.Terms.Ends(member.LastPurchase) is { } ends && ends < DateOnly.MaxValue)
            {
                next = Earlier(next, NoticeDay(ends) > settled ? NoticeDay(ends) : ends.AddDays(1));
            }
        }
        foreach (var reservation in member.Reservations)
        {
            next = Earlier(next, DateOnly.FromDateTime(reservation.ExpiresAt.UtcDateTime).AddDays(1));
        }
        // A till whose clock is ahead sells tomorrow, and brings a tier that begins then.
        if (
            member.Qualifying.Last.Day is var last
            && last > settled
            && TierTrack.On(last, member, book).Code != TierTrack.On(settled, member, book).Code
        )
        {
            next = Earlier(next, last);
        }

        if (TierTrack.NextFall(settled, member, book) is { } falls)
        {
            next = Earlier(next, NoticeDay(falls.AddDays(-1)) > settled ? NoticeDay(falls.AddDays(-1)) : falls);
        }

        return next;
    }

    /// <summary>The day on which a member is told of a last day.</summary>
    public static DateOnly NoticeDay(DateOnly lastDay) => lastDay.DayNumber > NoticeDays ? lastDay.AddDays(-NoticeDays) : DateOnly.MinValue;

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
}
