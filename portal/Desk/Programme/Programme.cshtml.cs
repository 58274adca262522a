using System.Globalization;

namespace LoyaltyClub.Portal.Desk;

/// <summary>The version in force, later and earlier versions; the start of a draft.</summary>
[For(ForAttribute.Office)]
internal sealed class ProgrammeModel(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words, ProgrammeParts parts)
    : PageModel
{
    private const int FewPast = 10;

    public ProgrammeVersions Versions { get; } = new(grains, words, parts);
    public DraftView? Draft { get; private set; }
    public VersionLine InForce { get; private set; } = null!;
    public ProgrammeWords Says { get; private set; } = null!;
    public IReadOnlyList<(VersionLine Line, IReadOnlyList<ProgrammeChange> Changes)> Coming { get; private set; } = [];
    public IReadOnlyList<(VersionLine Line, IReadOnlyList<ProgrammeChange> Changes)> Past { get; private set; } = [];
    public bool HasMore { get; private set; }

    /// <summary>The version published just now.</summary>
    public VersionLine? Done { get; private set; }
    public bool Discarded { get; private set; }

    private IProgrammeDraftGrain Drafts => grains.ProgrammeDraft(visitor.View!.Id);

    public async Task OnGetAsync([FromQuery(Name = "done")] string? done, [FromQuery(Name = "all")] string? all)
    {
        await Versions.Look();
        Draft = await Drafts.Get() is { Version: null } draft ? draft : null;
        InForce = Versions.InForceAt(club.Now);
        Says = await Versions.Said(InForce.Version);
        Done = int.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Versions.Find(number) : null;
        Discarded = done == "discarded";
        Coming = await Changes(Versions.Lines.TakeWhile(line => line != InForce).Reverse());
        var past = Versions.Lines.SkipWhile(line => line != InForce).Skip(1).ToArray();
        HasMore = past.Length > FewPast && all is null;
        Past = await Changes(HasMore ? past.Take(FewPast) : past);
    }

    /// <summary>Begins a draft from a given version or from the version in force.</summary>
    public async Task<IActionResult> OnPostEditAsync()
    {
        await Versions.Look();
        var from = int.TryParse((await Form.Read(Request))["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Versions.Find(number)
            : null;
        await Drafts.Begin(await Versions.Full((from ?? Versions.InForceAt(club.Now)).Version), Versions.Latest);
        return LocalRedirect("/desk/programme/draft/general");
    }

    public async Task<IActionResult> OnPostDiscardAsync()
    {
        await Drafts.Discard();
        return LocalRedirect("/desk/programme?done=discarded");
    }

    /// <summary>The period in which a version is in force, in words.</summary>
    public string Span(VersionLine line)
    {
        var (from, until) = (Moment(line.Version.From), line.Until is { } end ? Moment(end) : null);
        return line.WasNever ? words["programme.never"]
            : until is null || line.IsInForce(club.Now) || line.Version.From > club.Now
                ? from is null ? words["programme.always"]
                    : words[line.Version.From > club.Now ? "programme.from" : "programme.since", from]
            : from is null ? words["programme.until", until!]
            : words["programme.between", from, until!];
    }

    private string? Moment(DateTimeOffset at) => at == DateTimeOffset.MinValue ? null : words.Moment(at, club.TimeZone);

    private async Task<IReadOnlyList<(VersionLine, IReadOnlyList<ProgrammeChange>)>> Changes(IEnumerable<VersionLine> lines)
    {
        var changes = new List<(VersionLine, IReadOnlyList<ProgrammeChange>)>();
        foreach (var line in lines)
        {
            changes.Add((line, await Versions.Changes(line)));
        }

        return changes;
    }
}
