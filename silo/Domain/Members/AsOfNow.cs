using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A member at the moment of a decision, with dues applied and ready to be written with the entry.</summary>
public readonly struct AsOfNow
{
    private readonly MemberState before;
    private readonly Moment moment;

    /// <param name="through">The last day whose dues are applied; null for today.</param>
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

    /// <summary>The decision for a new entry, including the dues.</summary>
    /// <param name="qualifying">The qualifying days including this entry, if the caller has computed them.</param>
    public Decision Decide(Entry entry, QualifyingDays? qualifying = null) =>
        Decision.Of(before, entry, moment, Today, TimedOut, Due, qualifying);

    public long Spendable => Balance.At(moment.Now, Today, Member).Active;

    public ImmutableArray<Lot> Taking(long points) => Member.Lots.Taking(points, Today, Member.LastPurchase);

    public bool Ended(LotTerms terms) => terms.Ends(Member.LastPurchase) < Today;
}
