using LoyaltyClub.Contracts;
using LoyaltyClub.Templates;
using LoyaltyClub.Templates.Emails;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Background;

/// <summary>Renders a requested mail; the same request gives the same mail. A <see cref="JoinMail"/> also enrols the member.</summary>
internal sealed class MailWriter(IGrainFactory grains, IDirectory directory, IClubNames names)
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
                    ? ToMember(known, new SignInCode(Club(known), PersonName.InMail(known.FirstName), mail.Code, Minutes))
                    : null;
            // Who joined while no mail left may have given the address of somebody who is a member.
            case JoinMail mail when await grains.Join(mail.Enrolment with { Place = mail.Place }) is { } joined && await IsHolder(joined):
                return ToMember(joined, new Welcome(Club(joined), PersonName.InMail(joined.FirstName), mail.Code, Minutes));
            case JoinMail mail:
                return await MemberWith(mail.Enrolment.Email!) is { } member
                    ? ToMember(member, new AlreadyAMember(Club(member), PersonName.InMail(member.FirstName), mail.Code, Minutes))
                    : null;
            case NewAddressMail mail:
                return MailRenderer.Render(
                    new NewAddress(names.Club(mail.Language), PersonName.InMail(mail.Name), mail.Code, Minutes),
                    id,
                    mail.Email,
                    LanguageFor(mail.Language)
                );
            case JoinedAtCounterMail mail:
                return await MemberWith(mail.Email) is { } newcomer
                    ? ToMember(newcomer, new JoinedAtCounter(Club(newcomer), PersonName.InMail(newcomer.FirstName), new(mail.Link)))
                    : null;
            case AddressChangedMail mail:
                return MailRenderer.Render(
                    new AddressChanged(names.Club(mail.Language), PersonName.InMail(mail.Name)),
                    id,
                    mail.Email,
                    LanguageFor(mail.Language)
                );
            case StaffInvitationMail mail:
                return MailRenderer.Render(
                    new StaffInvitation(names.Club(mail.Language), PersonName.InMail(mail.Name), new(mail.Link)),
                    id,
                    mail.Email,
                    mail.Language
                );
            default:
                throw new ArgumentException($"There is no mail for a {request.GetType().Name}.");
        }

        string Club(MemberView member) => names.Club(member.Language);

        MailMessage ToMember(MemberView member, IMailView view) =>
            MailRenderer.Render(view, id, member.Email!, LanguageFor(member.Language));
    }

    private string LanguageFor(string? wanted) => names.Offered(wanted) ?? names.Languages[0];

    private async Task<bool> IsHolder(MemberView member) =>
        member.Email is { } email && (await directory.Member(MemberBy.Email, email)).Value == member.Id;

    private async Task<MemberView?> MemberWith(string email) =>
        (await directory.Member(MemberBy.Email, email)).Value is { } id && await grains.ActiveMember(id) is { Email: not null } member
            ? member
            : null;
}
