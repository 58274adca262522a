using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>What time does to a member's lots (promise 4).</summary>
public static class Calendar
{
    /// <summary>What falls due after <see cref="MemberState.SettledThrough"/> and up to a day, in order; on one day activations come before expiries.</summary>
    public static ImmutableArray<DueLine> DueThrough(DateOnly day, MemberState member)
    {
        if (NextDue(member) is not { } next || next > day)
            return [];
        var due = new List<DueLine>();
        foreach (var lot in member.Lots)
        {
            if (lot.Terms.ActiveOn > member.SettledThrough && lot.Terms.ActiveOn <= day)
                due.Add(new(DueKind.Activated, lot.Terms.ActiveOn, lot));
            if (lot.Terms.Ends(member.LastPurchase) is { } ends && ends < day)
                due.Add(new(DueKind.Expired, ends.AddDays(1), lot));
        }
        return [.. due.OrderBy(line => line.On).ThenBy(line => line.Kind).ThenBy(line => line.Lot.Terms)];
    }

    /// <summary>The first day on which something falls due, or null. The nightly close finds members by it.</summary>
    public static DateOnly? NextDue(MemberState member)
    {
        DateOnly? next = null;
        foreach (var lot in member.Lots)
        {
            if (lot.Terms.ActiveOn > member.SettledThrough)
                next = Earlier(next, lot.Terms.ActiveOn);
            // The day after the calendar's last never comes.
            if (lot.Terms.Ends(member.LastPurchase) is { } ends && ends < DateOnly.MaxValue)
                next = Earlier(next, ends.AddDays(1));
        }
        return next;
    }

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
}
