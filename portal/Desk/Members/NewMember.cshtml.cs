namespace LoyaltyClub.Portal.Desk;

/// <summary>Enrols somebody by a phone or an e-mail. Who is a member already is shown.</summary>
[For(ForAttribute.Office)]
internal sealed class NewMemberModel(Enrolments enrolments, MemberSearch finder, Words words) : PageModel
{
    public Form Form { get; private set; } = new();

    /// <summary>Made with the page, so that a second tap enrols nobody twice.</summary>
    public string Wish { get; private set; } = Guid.NewGuid().ToString("N");

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
        var (contact, firstName) = (Form["contact"], Form.Name("firstName", required: false));
        Wish = Guid.TryParseExact(Form["wish"], "N", out var wish) ? wish.ToString("N") : Wish;
        if (Form.IsGood && contact is { Length: <= 254 })
        {
            var joined = await enrolments.Join(HttpContext, words, contact, $"desk {Wish}", firstName);
            if (joined.Value is { } id)
            {
                return LocalRedirect($"/desk/members/{id}?done=joined");
            }

            if (joined.Refusal!.Code == RefusalCode.AlreadyAMember && await finder.Find(contact) is { } known)
            {
                return LocalRedirect($"/desk/members/{known}?done=already");
            }
        }

        Form.Refuse("contact", "desk.newMember.fault");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
