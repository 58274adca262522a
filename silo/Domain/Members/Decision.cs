using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What is decided: one entry to write, or why not.</summary>
public readonly record struct Decision
{
    /// <summary>Null if refused, or if there is nothing to write.</summary>
    public Entry? Entry { get; private init; }

    /// <summary>The member's state after <see cref="Entry"/>, as replay gives it.</summary>
    public MemberState? Next { get; private init; }
    public Refusal? Refusal { get; private init; }

    /// <summary>
    /// Units of rewards' stock that the decision would take if they were granted: decide again with them, or leave it at this.
    /// </summary>
    public IReadOnlyDictionary<string, int> Wanted { get; init; } = NothingWanted;

    /// <summary>What the member is to be told.</summary>
    public ImmutableArray<Notice> Notices { get; private init; } = [];

    internal static readonly IReadOnlyDictionary<string, int> NothingWanted = ImmutableDictionary<string, int>.Empty;

    /// <summary>Neither an entry nor a refusal: there is nothing to write. Not <c>default</c>, which has no collections.</summary>
    public static readonly Decision Nothing = new();

    public Decision() { }

    /// <summary>An entry, told when it was decided, with the balance that it leads to.</summary>
    /// <param name="entry">New, known to nobody else: what entries of all kinds have is put into it here.</param>
    /// <param name="today">The club's day up to which everything due is done.</param>
    /// <param name="timedOut">Reservations whose time was up since the entry before.</param>
    /// <param name="due">What time alone had done since the entry before.</param>
    /// <param name="qualifying">The member's days with what the entry adds, where that is known already.</param>
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

    /// <summary>As the other, for an entry that changes nothing of points: what is due stays due.</summary>
    public static Decision Of(MemberState member, Entry entry, Moment moment, DateOnly today) => Of(member, entry, moment, today, [], []);

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
}
