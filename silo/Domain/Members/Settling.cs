namespace LoyaltyClub.Domain.Members;

/// <summary>The effects of time, recorded by the nightly close (promise 4).</summary>
internal static class Settling
{
    /// <summary>Records everything due up to a day; without a change or a notice only if the command forces an entry.</summary>
    public static Decision Settle(MemberState member, Settle command, Moment moment)
    {
        // A close for a day that is settled already must not move the settled day back.
        var through = command.Through > member.SettledThrough ? command.Through : member.SettledThrough;
        var now = new AsOfNow(member, moment, through);
        var issuer = new VoucherIssuer(now.Member, moment, through);
        var stamps = member.Status == MemberStatus.Active ? StampCards.Waiting(moment.Programme, now.Member, issuer) : [];
        var before = TierTrack.On(member.SettledThrough, member, moment.Book);
        var standing = TierTrack.On(through, now.Member, moment.Book);
        var sameTier = standing.Code == before.Code;
        var settled = new Settled
        {
            Stamps = stamps,
            Vouchers = issuer.Issued,
            Standing = sameTier ? null : standing,
            TierBefore = sameTier ? null : before.Code,
        };
        var decision = now.Decide(settled) with { Wanted = issuer.Wanted };
        // A card that waits for stock stays due, so an entry would not move the due day.
        var waits = stamps.IsEmpty && member.Status == MemberStatus.Active && StampCards.AnyFull(moment.Programme, now.Member);
        var nothing =
            (!command.Always || waits)
            && settled.Due.IsEmpty
            && settled.TimedOut.IsEmpty
            && stamps.IsEmpty
            && settled.Standing is null
            && decision.Notices.IsEmpty;
        return nothing ? new Decision { Wanted = issuer.Wanted } : decision;
    }
}
