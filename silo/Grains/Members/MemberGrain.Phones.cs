using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Telephone numbers of before, which were kept as they had been written.</summary>
internal sealed partial class MemberGrain
{
    /// <summary>
    /// The refusal of a number that a member has as it is written, other than in E.164; the claims do not see that. Or null.
    /// </summary>
    private async Task<Refused?> NumberTaken(Enrolment enrolment) =>
        enrolment.Phone is { } phone && await phones.HolderAsWritten(phone) is { } holder ? Refusals.AlreadyAMember("phone", holder) : null;

    /// <summary>
    /// Brings a number of before into E.164. Where another member has the number in another writing, both keep what they have, and the
    /// audit says so, once.
    /// </summary>
    private async Task BringNumberOver()
    {
        var (kept, clash) = (ledger.Person.Phone, ledger.Person.PhoneClash);
        if (ledger.State.Status != MemberStatus.Active || phones.Kept(kept) is not { } number || number == kept)
        {
            return;
        }

        var brought = await Submit(NewNumber(person => person with { Phone = number, PhoneClash = null }, null));
        if (brought.Refusal is { } taken && Refusals.IsTaken(taken, "phone") && Refusals.Holder(taken) is var other && other != clash)
        {
            await Submit(
                NewNumber(
                    person => person with { PhoneClash = other },
                    _ => new(cards.Now, AuditLine.Club, "phoneClash", id, null, null, other)
                )
            );
        }
    }

    private static PlainWrite NewNumber(Func<Person, Person> profile, Func<Entry, AuditLine>? audit) =>
        new(null, new ChangeProfile(["phone"], FingerprintOf(null, "number"))) { Profile = profile, Audit = audit };
}
