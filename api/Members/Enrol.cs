namespace LoyaltyClub.Api.Members;

internal static class Enrol
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains)
    {
        var (enrolment, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.Enrolment,
            asked => asked.OperationId,
            asked => Check.Enrolment(asked) ?? Reserved(http.Caller(), asked)
        );
        if (enrolment is null)
        {
            return new Answer(refusal!);
        }

        var (id, role) = (http.Caller().KeyId, http.Caller().Role);
        var outcome = await grains
            .GetGrain<IMemberGrain>(MemberIds.New())
            .Enrol(enrolment with { OperationId = operationId, Place = role == Role.Till ? JoinPlace.OfTill(id) : null });
        // Enrolled before under this operation id, and merged since.
        if (outcome.Refusal?.SurvivingMember is { } survivor)
        {
            outcome = await grains.Ask(survivor, member => member.Get()) with { Again = true };
        }

        return LookUp.Shown(Discreet(outcome, http.Caller()), http, written: true);
    }

    /// <summary>A past that nobody saw and points that nobody earned are the admin's to give.</summary>
    private static Refused? Reserved(Caller caller, Enrolment enrolment) =>
        !caller.Role.HasFlag(Role.Admin) && (enrolment.JoinedAt is not null || enrolment.OpeningBalance is not null)
            ? Problems.Forbidden("Only an admin may set joinedAt or openingBalance.")
            : null;

    /// <summary>Whose e-mail it is, is told to admins and tills only.</summary>
    private static Outcome<MemberView> Discreet(Outcome<MemberView> outcome, Caller caller) =>
        outcome.Refusal is { Code: RefusalCode.AlreadyAMember } refusal && caller.Role == Role.Marketing
            ? refusal with
            {
                Facts = [.. refusal.Facts.Where(number => number.Name != "member")],
            }
            : outcome;
}
