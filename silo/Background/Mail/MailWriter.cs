using LoyaltyClub.Contracts;
using LoyaltyClub.Templates;
using LoyaltyClub.Templates.Emails;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Background;

/// <summary>Renders a requested mail; the same request gives the same mail. A <see cref="JoinMail"/> also enrols the member.</summary>
internal sealed class MailWriter(IGrainFactory grains, IDirectory directory, IClubFacts club)
{
    private static readonly int Minutes = (int)SignInCodes.Life.TotalMinutes;

    /// <param name="id">Becomes <see cref="MailMessage.Id"/>.</param>
    /// <returns>Null if no active member has the address.</returns>
    public async Task<MailMessage?> Write(MailRequest request, string id)
    {
        switch (request)
        {
            case SignInMail mail:
                return await MemberWith(mail.Email) is { } known
                    ? ToMember(known, new SignInCode(club.Name, known.FirstName ?? "", mail.Code, Minutes))
                    : null;
            case JoinMail mail when await Enrol(mail.Enrolment) is { } joined:
                return ToMember(joined, new Welcome(club.Name, joined.FirstName ?? "", mail.Code, Minutes));
            case JoinMail mail:
                return await MemberWith(mail.Enrolment.Email!) is { } member
                    ? ToMember(member, new AlreadyAMember(club.Name, member.FirstName ?? "", mail.Code, Minutes))
                    : null;
            case NewAddressMail mail:
                return MailRenderer.Render(new NewAddress(club.Name, mail.Name, mail.Code, Minutes), id, mail.Email, mail.Language);
            case StaffInvitationMail mail:
                return MailRenderer.Render(new StaffInvitation(club.Name, mail.Name, new(mail.Link)), id, mail.Email, mail.Language);
            default:
                throw new ArgumentException($"There is no mail for a {request.GetType().Name}.");
        }

        MailMessage ToMember(MemberView member, IMailView view) => MailRenderer.Render(view, id, member.Email!, member.Language);
    }

    private async Task<MemberView?> MemberWith(string email) =>
        (await directory.Member(MemberBy.Email, email)).Value is { } id && await grains.ActiveMember(id) is { Email: not null } member
            ? member
            : null;

    /// <summary>
    /// Null if the e-mail address belongs to a member. A phone of another member or an invalid referrer is left out. An
    /// <c>operation_conflict</c> means that a process which ended had enrolled the member with a field left out, so that is tried next.
    /// </summary>
    private async Task<MemberView?> Enrol(Enrolment whole)
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
                refusal.Code is "unknown_referrer" or "self_referral" or "operation_conflict"
                || refusal.Code == "already_a_member" && refusal.Facts.Any(fact => fact is { Name: "field", Text: "phone" });
            if (!isLeftOut)
            {
                return null;
            }
        }
        return null;
    }
}
