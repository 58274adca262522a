namespace LoyaltyClub.Portal.Member;

/// <summary>Another address, once a code has proved that it is the member's: signing in goes by it.</summary>
internal sealed class ProfileEmailModel(Visitor visitor, Codes codes, IGrainFactory grains, TimeProvider machine, Words words)
    : MemberPage(visitor)
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }

    /// <summary>The address that a code was sent to, or null.</summary>
    public string? Waiting { get; private set; }

    /// <summary>False as long as the club has not set up mail.</summary>
    public bool MailLeaves { get; private set; }

    public async Task OnGetAsync()
    {
        MailLeaves = await codes.Leave();
        if (Member.EmailUnconfirmed)
        {
            Form = new() { ["email"] = Member.Email };
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        MailLeaves = await codes.Leave();
        // Who has confirmed no address yet has no other way to sign in again.
        if (!Member.Unproven && !Recent.Is(machine, Visitor.SignedInAt))
        {
            return LocalRedirect(Recent.Again("/sign-in", "/profile/email"));
        }

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
        var outcome = await Change(Member.Id, email);
        // An address that its owner never confirmed leaves the member who gave it.
        if (
            outcome.Refusal is not null
            && await codes.MemberWith(email) is { EmailUnconfirmed: true } holder
            && holder.Id != Member.Id
            && (await Change(holder.Id, null)).Refusal is null
        )
        {
            outcome = await Change(Member.Id, email);
        }

        // Whoever has the mailbox may hear that a member has it already.
        if (outcome.Refusal is not null)
        {
            return Again(words["member.profile.email.taken"]);
        }

        HttpContext.Note(SecurityEvent.CredentialChanged, SecurityNote.OfMember(Member.Id), "address");
        // Whoever else is signed in may be the one whom the member wants to be rid of.
        await grains.Account(Visitor.Session.Account).EndOthers(Visitor.Session.Id);
        return LocalRedirect("/profile?done=email");
    }

    private Task<Outcome<MemberView>> Change(string member, string? email) =>
        grains.GetGrain<IMemberGrain>(member).Change(new(null, ["email"]) { Email = email });

    private PageResult Again(string? problem)
    {
        (Problem, Response.StatusCode) = (problem, StatusCodes.Status422UnprocessableEntity);
        return Page();
    }
}
