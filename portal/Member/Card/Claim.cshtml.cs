namespace LoyaltyClub.Portal.Member;

/// <summary>
/// Page of a claim: a receipt without a card. The first member to take it gets the points; who is no member reads how many wait.
/// </summary>
internal sealed class ClaimModel(ClaimedReceipts claims, IClubFacts club, Words words) : PageModel
{
    /// <summary>The receipt; null if the address has no valid seal.</summary>
    public PurchaseRequest? Receipt { get; private set; }

    /// <summary>Null for somebody who is not signed in.</summary>
    public MemberView? Member { get; private set; }

    public string? Trouble { get; private set; }

    /// <summary>The points that the member has taken; null if not yet.</summary>
    public long? Taken { get; private set; }

    /// <summary>The points that somebody would get who joins now.</summary>
    public long? Waiting { get; private set; }

    /// <summary>True if the receipt is of this day.</summary>
    public bool IsToday => DayOf(Receipt!.At!.Value) == DayOf(club.Now);

    public async Task<IActionResult> OnGetAsync(string seal)
    {
        if (!await Open(seal))
        {
            return Page();
        }

        if (Member is not null)
        {
            Taken = await claims.Taken(Receipt!, Member);
            return Page();
        }

        var waiting = await claims.Waiting(Receipt!);
        if (waiting.Refusal is { } refusal)
        {
            Trouble = Said(refusal, joining: true);
        }
        else
        {
            Waiting = waiting.Value;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string seal)
    {
        if (!await Open(seal))
        {
            return Page();
        }

        if (Member is null)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        var outcome = await claims.Take(Receipt!, Member);
        if (outcome.Refusal is { } refusal)
        {
            Trouble = Said(refusal, joining: false);
        }
        else
        {
            Taken = outcome.Value!.Points.Earned;
        }

        return Page();
    }

    private async Task<bool> Open(string seal)
    {
        (Receipt, Member) = (await claims.Read(seal), await CardOf.Visitor(HttpContext));
        if (Receipt is null)
        {
            HttpContext.Note(SecurityEvent.SealRefused, how: "claim");
            Response.StatusCode = 404;
        }

        return Receipt is not null;
    }

    private DateTime DayOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, club.TimeZone).Date;

    private string Said(Refused refusal, bool joining) =>
        words[
            refusal.Code switch
            {
                RefusalCode.OperationConflict => "card.claim.taken",
                RefusalCode.BeforeJoining => joining ? "card.claim.tooOld" : "card.claim.before",
                RefusalCode.AtOutOfRange => "card.claim.late",
                _ => "common.error",
            }
        ];
}
