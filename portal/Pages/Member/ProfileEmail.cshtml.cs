namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Changes the address for signing in, after a code proves access to its mailbox.</summary>
internal sealed class ProfileEmailModel(Visitor visitor, Codes codes, IGrainFactory grains, Words words) : MemberPage(visitor)
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }

    /// <summary>The address with a pending code, or null.</summary>
    public string? Waiting { get; private set; }
    public string? Pickup => codes.Pickup;

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
        return Form["email"] is null && Form["code"] is { } code ? await Confirm(code) : await Ask();
    }

    private async Task<IActionResult> Ask()
    {
        var email = Form.Email("email");
        if (!Form.IsGood)
        {
            return Again(null);
        }

        if (await codes.Change(HttpContext, Member, email!, words.Language) is { } wait)
        {
            Problem = SignInModel.TooMany(Response, words, wait);
        }
        else
        {
            Waiting = email;
        }

        return Page();
    }

    private async Task<IActionResult> Confirm(string code)
    {
        if (Codes.Waiting(HttpContext) is not { } email)
        {
            return LocalRedirect("/profile/email");
        }

        var answer = await codes.Try(HttpContext, code);
        if (answer == CodeAnswer.Wrong)
        {
            Waiting = email;
        }

        if (answer != CodeAnswer.Right)
        {
            return Again(words[answer == CodeAnswer.Wrong ? "member.code.wrong" : "member.code.over"]);
        }
        // The owner of the mailbox may learn that the address already belongs to a member.
        var outcome = await grains
            .GetGrain<IMemberGrain>(Member.Id)
            .Change(new(null, ["email"], null, null, null, email, null, null, null, null));
        return outcome.Refusal is null ? LocalRedirect("/profile?done=email") : Again(words["member.profile.email.taken"]);
    }

    private PageResult Again(string? problem)
    {
        (Problem, Response.StatusCode) = (problem, StatusCodes.Status422UnprocessableEntity);
        return Page();
    }
}
