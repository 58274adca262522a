namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Enrols somebody by one detail, a phone or an e-mail, at a till or at the desk: no consent is assumed, and who gave an e-mail gets a link
/// to see the rest to.
/// </summary>
internal sealed class Enrolments(IGrainFactory grains, IMailOutbox mails, Limits limits)
{
    /// <summary>The refusal of a text that is neither a phone number nor an e-mail address.</summary>
    public const string NotAContact = "not_a_contact";

    private static readonly TimeSpan MailLife = TimeSpan.FromDays(3);

    /// <param name="typed">A phone number or an e-mail address.</param>
    /// <param name="operationId">Made by the page, so that a second tap enrols nobody twice.</param>
    /// <param name="firstName">Null where nobody asked for it.</param>
    /// <param name="place">A till, as <see cref="JoinPlace"/>; null at the desk, whose changes the audit has.</param>
    /// <returns>The id of the new member; <c>already_a_member</c> with the id of the member who has this detail as <c>member</c>;
    /// <see cref="NotAContact"/>.</returns>
    public async Task<Outcome<string>> Join(
        HttpContext http,
        Words words,
        string typed,
        string operationId,
        string? firstName = null,
        string? place = null
    )
    {
        var form = new Form { ["typed"] = typed.Trim() };
        var byMail = typed.Contains('@', StringComparison.Ordinal);
        var (email, phone) = (byMail ? form.Email("typed") : null, byMail ? null : form.Phone("typed"));
        if (!form.IsGood || (email ?? phone) is null)
        {
            return new Refused(NotAContact, "That is neither a phone number nor an e-mail address.");
        }

        var enrolment = new Enrolment(operationId, null, null, null, null)
        {
            FirstName = firstName,
            Email = email,
            Phone = phone,
            Language = words.Language,
            Place = place,
        };
        var joined = await grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment);
        if (joined.Value is not { } member)
        {
            return joined.Refusal!.SurvivingMember ?? (Outcome<string>)joined.Refusal;
        }

        // Mails to one mailbox are as many as its sign-in codes may be: a till cannot flood a stranger's.
        if (email is not null && !joined.Again && limits.Ask(http, email, known: false) is null)
        {
            await mails.Send(
                new JoinedAtCounterMail(email, $"{http.Request.Scheme}://{http.Request.Host}/sign-in?back=%2Fprofile"),
                MailLife
            );
        }

        return member.Id;
    }
}
