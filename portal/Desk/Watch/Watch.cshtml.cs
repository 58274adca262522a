namespace LoyaltyClub.Portal.Desk;

/// <summary>What the watch has found, newest first, with hold and release.</summary>
[For(StaffRole.Admin)]
internal sealed class WatchModel(IWatch watch, StaffVisitor visitor, IGrainFactory grains, IStores stores, Words words) : PageModel
{
    private const int PerPage = 20,
        MostNames = 5,
        LongestReason = 200;

    public static readonly IReadOnlyList<string> Doings = ["hold", "release"];

    private readonly Dictionary<string, string> members = new(StringComparer.Ordinal);
    private Hands hands = null!;

    [FromQuery(Name = "state")]
    public string? State { get; set; }

    [FromQuery(Name = "page")]
    public int Number { get; set; }

    public IReadOnlyList<FindingView> Findings { get; private set; } = [];
    public bool HasOlder { get; private set; }
    public string? Done { get; private set; }

    /// <summary>The id of the finding whose form was sent with a fault.</summary>
    public string? Faulty { get; private set; }
    public Form Form { get; private set; } = new();

    public Task OnGetAsync([FromQuery(Name = "done")] string? done = null)
    {
        Done = Doings.FirstOrDefault(known => known == done);
        return Look();
    }

    public Task<IActionResult> OnPostHoldAsync() => Decide("hold", watch.Hold);

    public Task<IActionResult> OnPostReleaseAsync() => Decide("release", watch.Release);

    /// <summary>Members by name as far as there is room; the number of the rest.</summary>
    public (IEnumerable<(string Id, string Name)> Named, int More) MembersOf(FindingView finding) =>
        (finding.Members.Take(MostNames).Select(id => (id, NameOf(id))), Math.Max(0, finding.Members.Length - MostNames));

    /// <summary>A member, or somebody of the staff or a key as the audit names them.</summary>
    public string NameOf(string id) => members.GetValueOrDefault(id) ?? hands.NameOf(id);

    /// <summary>The rule in a sentence about this finding.</summary>
    public string Said(FindingView finding) => words["desk.watch.said." + finding.Rule, Place(finding.Store, finding.Till, finding.By)];

    public string Said(EvidenceView fact) =>
        words[
            "desk.watch.fact." + fact.Kind,
            fact.Receipt ?? "",
            Place(fact.Store, fact.Till, null),
            fact.Points is { } points ? words.Number(points) : ""
        ].Trim(' ', ',');

    private string Place(string? store, string? till, string? by)
    {
        if (by is not null)
        {
            return by.StartsWith("till ", StringComparison.Ordinal) ? NameOf(AuditLine.ByKey(by["till ".Length..]))
                : by.StartsWith("network ", StringComparison.Ordinal) ? words["desk.watch.network"]
                : NameOf(by);
        }

        var cashier = till?.StartsWith("cashier ", StringComparison.Ordinal) == true ? NameOf("staff:" + till["cashier ".Length..]) : till;
        return string.Join(" · ", new[] { store is null ? null : stores.NameOf(store), cashier }.OfType<string>());
    }

    private async Task<IActionResult> Decide(string what, Func<string, WatchDecision, string, Task<Outcome<FindingView>>> decide)
    {
        Form = await Form.Read(Request);
        var (finding, reason) = (Form["finding"] ?? "", Form["reason"]);
        if (reason is null)
        {
            Form.Refuse("reason", "member.fault.required");
        }
        else if (reason.Length > LongestReason || reason.Any(char.IsControl))
        {
            Form.Refuse("reason", "member.fault.long");
        }

        if (Form.IsGood && Guid.TryParseExact(Form["wish"], "N", out var wish))
        {
            var outcome = await decide(finding, new($"desk-{wish:N}", reason), visitor.By);
            if (outcome.Refusal is null)
            {
                return LocalRedirect("/desk/watch?done=" + what);
            }

            Form.Refuse("reason", "desk.watch.changed");
        }

        (Faulty, Response.StatusCode) = (finding, StatusCodes.Status422UnprocessableEntity);
        await Look();
        return Page();
    }

    private async Task Look()
    {
        State = FindingState.All.FirstOrDefault(known => known == State);
        Number = Math.Clamp(Number, 0, 10_000);
        // A form that was sent with a fault shows its finding, wherever it stands.
        var all = (await watch.Read()).Where(finding => Faulty is null ? State is null || finding.State == State : finding.Id == Faulty);
        var rest = all.Skip(Number * PerPage).Take(PerPage + 1).ToArray();
        (Findings, HasOlder) = ([.. rest.Take(PerPage)], rest.Length > PerPage);
        hands = await Hands.Of(grains, words);
        var shown = Findings
            .SelectMany(finding => finding.Members.Take(MostNames).Concat(finding.Evidence.Select(fact => fact.Member)))
            .Distinct();
        foreach (var member in await Task.WhenAll(shown.Select(async id => (Id: id, View: await grains.ActiveMember(id)))))
        {
            members[member.Id] = member.View is { } view ? MemberModel.NameOf(view, words) : words["desk.member.erased"];
        }
    }
}
