namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Somebody joins. Whether the address is a member's already, the page does not tell; the mail does.</summary>
internal sealed class JoinModel(Codes codes, IGrainFactory grains, IClubFacts club, Visitor visitor, Words words) : PageModel
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }

    public IActionResult OnGet([FromQuery(Name = "ref")] string? code)
    {
        if (visitor.Member is not null)
        {
            return LocalRedirect("/");
        }

        Form = new() { ["ref"] = code, ["language"] = words.Language };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
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
            Language = Form.Language("language"),
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
        if (await codes.Join(HttpContext, enrolment) is not { } wait)
        {
            return LocalRedirect("/sign-in/code");
        }

        Problem = SignInModel.TooMany(Response, words, wait);
        return Page();
    }

    private async Task<bool> IsReferrer(string code) =>
        MemberIds.IsValid(code) && (await grains.Ask(code, member => member.Referrer())).Value is { Good: true };
}
