namespace LoyaltyClub.Domain.Members;

/// <summary>Points given or taken by hand.</summary>
internal static class Adjusting
{
    public static Decision Adjust(MemberState member, Adjust command, Moment moment)
    {
        var now = new AsOfNow(member, moment);
        var (points, reason) = command;
        if (points > 0)
        {
            var debt = Math.Min(points, now.Member.Debt);
            var lot = new Lot(Decider.Terms(now.Today, now.Today, moment.Programme.Expiry), points - debt);
            return now.Decide(new Adjusted(points, reason, lot.Points > 0 ? [lot] : [], debt));
        }

        return now.Spendable < -points
            ? Refusal.InsufficientPoints(-points, now.Spendable)
            : now.Decide(new Adjusted(points, reason, now.Taking(-points)));
    }
}
