using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>The result of a command: one entry to write, one refusal, or nothing to write.</summary>
public readonly record struct Decision
{
    /// <summary>Null for a refusal, and if there is nothing to write.</summary>
    public Entry? Entry { get; private init; }

    /// <summary>The member's state after <see cref="Entry"/>, equal to the state that replaying the journal gives.</summary>
    public MemberState? Next { get; private init; }
    public Refusal? Refusal { get; private init; }

    /// <summary>
    /// Units of reward stock that the decision would use if they were granted. The caller can take units and decide again, or keep this
    /// decision.
    /// </summary>
    public IReadOnlyDictionary<string, int> Wanted { get; init; } = NothingWanted;

    /// <summary>Notices for the member.</summary>
    public ImmutableArray<Notice> Notices { get; private init; } = [];

    internal static readonly IReadOnlyDictionary<string, int> NothingWanted = ImmutableDictionary<string, int>.Empty;

    /// <summary>Neither entry nor refusal: nothing to write. Use this instead of <c>default</c>, whose collections are null.</summary>
    public static readonly Decision Nothing = new();

    public Decision() { }

    /// <summary>Completes an entry with instant, day, dues and balance.</summary>
    /// <param name="entry">Newly made and not shared yet, because it is completed in place.</param>
    /// <param name="today">The club's day up to which dues are applied.</param>
    /// <param name="timedOut">Reservations that timed out since the previous entry.</param>
    /// <param name="due">Activations and expiries since the previous entry.</param>
    /// <param name="qualifying">The qualifying days including this entry, if the caller has computed them.</param>
    public static Decision Of(
        MemberState member,
        Entry entry,
        Moment moment,
        DateOnly today,
        ImmutableArray<Reservation> timedOut,
        ImmutableArray<DueLine> due,
        QualifyingDays? qualifying = null
    )
    {
        entry.Decided(moment.Now, today, timedOut, due);
        var next = member.After(entry, qualifying);
        return new()
        {
            Entry = entry.LeadingTo(Balance.At(entry.Recorded, entry.Today, next)),
            Next = next,
            Notices = Notice.Of(member, entry, next, moment.Book),
        };
    }

    /// <summary>For an entry that leaves points unchanged: dues are left for a later entry.</summary>
    public static Decision Of(MemberState member, Entry entry, Moment moment, DateOnly today) => Of(member, entry, moment, today, [], []);

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
}
