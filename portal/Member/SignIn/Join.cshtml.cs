namespace LoyaltyClub.Portal.Member;

/// <summary>
/// Somebody joins: by a code to their address, or at once as long as the club sends no mail. Whether the address is a member's already, the
/// page does not tell; the mail does.
/// </summary>
internal sealed class JoinModel(Codes codes, ClaimedReceipts claims, IGrainFactory grains, IClubFacts club, Visitor visitor, Words words)
    : PageModel
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }

    /// <summary>False as long as the club has not set up mail.</summary>
    public bool MailLeaves { get; private set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "ref")] string? code)
    {
        MailLeaves = await codes.Leave();
        if (visitor.Member is not null)
        {
            return LocalRedirect(Back.To(Return));
        }

        Form = new() { ["ref"] = code, ["language"] = words.Language };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        (Form, MailLeaves) = (await Form.Read(Request), await codes.Leave());
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(club.Now, club.TimeZone).DateTime);
        var enrolment = new Enrolment(
            // The browser makes no id: who sends the form twice gets the mail of somebody who is a member already.
            $"join-{Guid.NewGuid():N}",
            Consent.Of(Form.Ticked("consentEmail"), Form.Ticked("consentSms")),
            Form["ref"],
            null,
            null
        )
        {
            FirstName = Form.Name("firstName", required: true),
            LastName = Form.Name("lastName", required: true),
            Email = Form.Email("email"),
            Phone = Form.Phone("phone"),
            Birthday = Form.Birthday("birthday", today),
            Language = Form.Language("language", words),
            Place = JoinPlace.OfNetwork(Limits.Network(HttpContext), club.Now),
        };
        // A referral code is nobody's secret, and who mistypes it should hear so.
        if (enrolment.ReferredBy is { } code && !await IsReferrer(code.ToLowerInvariant()))
        {
            Form.Refuse("ref", "member.fault.referral");
        }

        if (!Form.IsGood)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (MailLeaves)
        {
            if (await codes.Join(HttpContext, enrolment) is not { } wait)
            {
                return LocalRedirect(Back.With("/sign-in/code?joined=true", Return));
            }

            Problem = SignInModel.TooMany(Response, words, wait);
            return Page();
        }

        // The button pressed twice: they are in already.
        if (visitor.Member is not null)
        {
            return LocalRedirect(Back.To(Return));
        }

        var (member, late) = await codes.JoinAtOnce(HttpContext, enrolment);
        if (member is not null)
        {
            await Sessions.Begin(HttpContext, member, "joined");
            await claims.TakeOnTheWay(Return, member);
            return LocalRedirect(Back.To(Return) is "/" ? "/card" : Back.To(Return));
        }

        Problem = late is { } later ? SignInModel.TooMany(Response, words, later) : words["common.error"];
        return Page();
    }

    private async Task<bool> IsReferrer(string code) =>
        MemberIds.IsValid(code) && (await grains.Ask(code, member => member.Referrer())).Value is { Good: true };
}
