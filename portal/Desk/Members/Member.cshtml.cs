using System.Globalization;
using LoyaltyClub.Portal.Member;

namespace LoyaltyClub.Portal.Desk;

/// <summary>One member for support: balance, statement and actions.</summary>
[For(ForAttribute.Office)]
internal sealed class MemberModel(
    StaffVisitor visitor,
    IGrainFactory grains,
    IClubFacts club,
    AdjustmentLimit options,
    Words words
) : PageModel
{
    public static readonly IReadOnlyList<string> Doings =
    [
        "adjusted",
        "card",
        "merged",
        "unmerged",
        "erased",
        "joined",
        "already",
        "sessions",
    ];

    private const int PerPage = 20;
    private const long MostPoints = 1_000_000_000;

    [FromRoute]
    public string Id { get; set; } = "";

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public MemberView Member { get; private set; } = null!;
    public StatementPage Lines { get; private set; } = new([], null);
    public Explanations Explain { get; private set; } = null!;
    public Form Form { get; private set; } = new();
    public string? Done { get; private set; }
    public string? Problem { get; private set; }
    public string Name => NameOf(Member, words);

    /// <summary>Allowance in points per day; null for no limit.</summary>
    public long? Limit => visitor.Is(StaffRole.Admin) ? null : options.MostAdjusted;

    /// <summary>The rest of today's allowance.</summary>
    public long Left { get; private set; }

    private IStaffAllowanceGrain Allowance => grains.Allowance(visitor.View!.Id);

    /// <summary>The known details of the person.</summary>
    public IEnumerable<(string Key, string Text)> Details =>
        new (string, string?)[]
        {
            ("member.email", Member.Email),
            ("member.phone", Member.Phone),
            ("member.birthday", Member.Birthday is { } born ? words.Day(born) : null),
            (
                "common.language",
                Member.Language switch
                {
                    "es" => "Español",
                    "en" => "English",
                    var other => other,
                }
            ),
            ("desk.member.joined", words.Day(Explain.DayOf(Member.JoinedAt))),
            ("desk.member.card", Member.CardCode),
            ("desk.member.externalId", Member.ExternalId),
            ("desk.member.id", Member.Id),
            (
                "desk.member.consents",
                Member.Status == "erased"
                    ? null
                    : (Member.Consents.Email, Member.Consents.Sms) switch
                    {
                        (true, true) => words["desk.consents.both"],
                        (true, false) => words["desk.consents.email"],
                        (false, true) => words["desk.consents.sms"],
                        _ => words["desk.consents.none"],
                    }
            ),
        }
            .Where(detail => !string.IsNullOrEmpty(detail.Item2))
            .Select(detail => (detail.Item1, detail.Item2!));

    public static string NameOf(MemberView member, Words words) =>
        $"{member.FirstName} {member.LastName}".Trim() is { Length: > 0 } name ? name : words["desk.member.nameless"];

    public Task<IActionResult> OnGetAsync([FromQuery(Name = "done")] string? done)
    {
        Done = Doings.FirstOrDefault(known => known == done);
        return Look();
    }

    public async Task<IActionResult> OnPostAdjustAsync()
    {
        Form = await Form.Read(Request);
        var reason = Form["reason"];
        if (reason is null)
        {
            Form.Refuse("reason", "member.fault.required");
        }
        else if (reason.Length > 200 || reason.Any(char.IsControl))
        {
            Form.Refuse("reason", "member.fault.long");
        }

        var sign = Form["points"] is ['−' or '-', ..] ? -1 : 1;
        if (
            !long.TryParse((Form["points"] ?? "").TrimStart('+', '-', '−'), NumberStyles.None, CultureInfo.InvariantCulture, out var points)
            || points is 0 or > MostPoints
        )
        {
            Form.Refuse("points", "desk.adjust.number");
        }

        if (Form.IsGood && Wish() is { } wish)
        {
            var adjustment = new Adjustment(wish, sign * points, reason);
            var outcome = Limit is { } limit
                ? await Allowance.Adjust(Id, adjustment, limit, visitor.By)
                : await grains.Ask(Id, grain => grain.Adjust(adjustment, visitor.By));
            if (outcome.Refusal is null)
            {
                return LocalRedirect($"/desk/members/{Id}?done=adjusted");
            }

            if (outcome.Refusal.Code == RefusalCode.AllowanceExceeded)
            {
                Form.Refuse("points", "desk.adjust.tooMany");
            }
            else
            {
                Problem = outcome.Refusal.Code switch
                {
                    RefusalCode.InsufficientPoints => words["desk.adjust.short"],
                    RefusalCode.UnknownMember or RefusalCode.MemberErased or RefusalCode.OperationConflict => words["desk.member.changed"],
                    _ => outcome.Refusal.Detail,
                };
            }
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await Look();
    }

    public async Task<IActionResult> OnPostCardAsync()
    {
        Form = await Form.Read(Request);
        if (Wish() is { } wish && (await grains.Ask(Id, grain => grain.ReplaceCard(wish, visitor.By))).Refusal is null)
        {
            return LocalRedirect($"/desk/members/{Id}?done=card");
        }

        Problem = words["desk.member.changed"];
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Form = new();
        return await Look();
    }

    /// <summary>Signs the member out everywhere, with the sessions of members that have become a part of this one.</summary>
    public async Task<IActionResult> OnPostEndSessionsAsync()
    {
        if (!MemberIds.IsValid(Id) || (await grains.Ask(Id, grain => grain.Get())).Value is not { } member)
        {
            return NotFound();
        }

        foreach (var account in (string[])[member.Id, .. member.Parts ?? []])
        {
            await grains.Account(account).EndOthers(null);
        }

        return LocalRedirect($"/desk/members/{member.Id}?done=sessions");
    }

    /// <summary>Operation id of an action, made with the page, so that a double click acts once.</summary>
    private string? Wish() => Guid.TryParseExact(Form["wish"], "N", out var wish) ? $"desk-{Id}-{wish:N}" : null;

    private async Task<IActionResult> Look()
    {
        if (!MemberIds.IsValid(Id) || (await grains.Ask(Id, grain => grain.Get())).Value is not { } member)
        {
            return NotFound();
        }
        // A merged member's address redirects to the surviving member.
        if (member.Id != Id)
        {
            return LocalRedirect("/desk/members/" + member.Id);
        }

        Member = member;
        Left = Limit is { } limit ? await Allowance.Left(limit) : 0;
        Explain = new(words, club.TimeZone);
        Lines = (
            await grains
                .GetGrain<IMemberGrain>(Id)
                .Statement(new(null, null, After is { Length: < 40 } ? After : null, PerPage, Newest: true))
        ).Value
            ?? Lines;
        return Page();
    }
}
