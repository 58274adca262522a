namespace LoyaltyClub.Contracts;

/// <summary>Enrols who joins by themselves.</summary>
public static class Joiners
{
    /// <summary>
    /// The new member; null if the e-mail address is another member's. A phone of another member or an invalid referrer is left out, for
    /// the answer would tell who is a member. An <c>operation_conflict</c> means that a process which ended had enrolled the member with a
    /// field left out, so that is tried next.
    /// </summary>
    public static async Task<MemberView?> Join(this IGrainFactory grains, Enrolment whole)
    {
        foreach (
            var enrolment in new[]
            {
                whole,
                whole with
                {
                    Phone = null,
                },
                whole with
                {
                    ReferredBy = null,
                },
                whole with
                {
                    Phone = null,
                    ReferredBy = null,
                },
            }
        )
        {
            var outcome = await grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment);
            if (outcome.Refusal is not { } refusal)
            {
                return outcome.Value;
            }

            var isLeftOut =
                refusal.Code is RefusalCode.UnknownReferrer or RefusalCode.SelfReferral or RefusalCode.OperationConflict
                || refusal.Code == RefusalCode.AlreadyAMember && refusal.Facts.Any(fact => fact is { Name: "field", Text: "phone" });
            if (!isLeftOut)
            {
                return null;
            }
        }
        return null;
    }
}
