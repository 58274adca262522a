namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Joins the club. Only the mail reveals whether the address already belongs to a member.</summary>
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
            // The browser sends no operation id; a form sent twice causes the mail for existing members.
            $"join-{Guid.NewGuid():N}",
            null,
            Form.Name("firstName", required: true),
            Form.Name("lastName", required: true),
            Form.Email("email"),
            Form.Phone("phone"),
            Form.Birthday("birthday", today),
            Form.Language("language"),
            Consent.Of(Form.Ticked("consentEmail"), Form.Ticked("consentSms")),
            Form["ref"],
            null,
            null
        );
        // Referral codes are public, so a mistyped one may be reported.
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
