using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A member as they are at the moment of a decision: what fell due is done, and stands ready to be written with it.</summary>
public readonly struct AsOfNow
{
    private readonly MemberState before;
    private readonly Moment moment;

    /// <param name="through">The last day whose dues are done; null is today.</param>
    public AsOfNow(MemberState member, Moment moment, DateOnly? through = null)
    {
        Today = through ?? moment.Today(member);
        TimedOut = Calendar.TimedOut(moment.Now, member);
        Due = Calendar.DueThrough(Today, member.AfterTimeOuts(TimedOut));
        Member = TimedOut.IsEmpty && Due.IsEmpty ? member : member.AfterDue(TimedOut, Due, Today);
        before = member;
        this.moment = moment;
    }

    public DateOnly Today { get; }
    public ImmutableArray<Reservation> TimedOut { get; }
    public ImmutableArray<DueLine> Due { get; }
    public MemberState Member { get; }

    /// <summary>The decision for a new entry, with what had fallen due.</summary>
    /// <param name="qualifying">The member's days with what the entry adds, where that is known already.</param>
    public Decision Decide(Entry entry, QualifyingDays? qualifying = null) =>
        Decision.Of(before, entry, moment, Today, TimedOut, Due, qualifying);

    public long Spendable => Balance.At(moment.Now, Today, Member).Active;

    public ImmutableArray<Lot> Taking(long points) => Member.Lots.Taking(points, Today, Member.LastPurchase);

    public bool Ended(LotTerms terms) => terms.Ends(Member.LastPurchase) < Today;
}
