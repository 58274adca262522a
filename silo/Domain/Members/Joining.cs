namespace LoyaltyClub.Domain.Members;

/// <summary>Enrolment, change of the profile, erasure.</summary>
internal static class Joining
{
    public static Decision Enrol(MemberState member, Enrol command, Moment moment)
    {
        if (command.JoinedAt > moment.Now + Decider.ClockTolerance)
        {
            return Refusal.JoinedInTheFuture(command.JoinedAt, moment.Now);
        }

        var today = moment.Today(member);
        Lot? opening = null;
        if (command.Opening is { Points: > 0 } brought)
        {
            if (brought.Expires < today)
            {
                return Refusal.ExpiresInThePast(brought.Expires.Value, today);
            }

            var terms = Decider.Terms(today, today, moment.Programme.Expiry);
            if (brought.Expires is { } expires)
            {
                terms = terms with { LastDay = expires, IdleMonths = 0 };
            }

            opening = new(terms, brought.Points);
        }
        return Decision.Of(member, new Enrolled(command.JoinedAt, opening, command.Fingerprint, command.Referrer), moment, today);
    }

    public static Decision ChangeProfile(MemberState member, ChangeProfile command, Moment moment) =>
        Decision.Of(member, new ProfileChanged(command.Fields, command.Fingerprint), moment, member.SettledThrough);

    public static Decision Erase(MemberState member, Moment moment) => Decision.Of(member, new Erased(), moment, member.SettledThrough);
}
