namespace LoyaltyClub.Portal.Desk;

/// <summary>Base of the editor's pages: loads the staff member's own draft with its faults.</summary>
internal abstract class DraftPage(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words, ProgrammeParts parts)
    : PageModel
{
    public DraftView Draft { get; private set; } = null!;

    /// <summary>Null if the draft's text cannot be shown as a form.</summary>
    public ProgrammeForm? Fields { get; private set; }

    /// <summary>All faults of the draft; empty if the text is not valid JSON.</summary>
    public IReadOnlyList<FaultView> Faults { get; private set; } = [];

    /// <summary>Position of the JSON syntax error; null if the text is valid JSON.</summary>
    public (long Line, long Column)? NoJson { get; private set; }

    /// <summary>The draft with all defaults written out; null if it has faults.</summary>
    public string? Full { get; private set; }

    public bool IsFaulty => Full is null;

    public IClubFacts Facts => club;

    public ProgrammeParts Parts => parts;

    protected Words Words => words;

    protected StaffVisitor Visitor => visitor;

    protected IProgrammeDraftGrain Drafts => grains.ProgrammeDraft(visitor.View!.Id);

    protected IGrainFactory Grains => grains;

    protected IProgrammeGrain Programme => grains.GetGrain<IProgrammeGrain>(ClubKey.Value);

    /// <summary>Number of faults in a part; faults outside every part belong to the text view.</summary>
    public int FaultsOf(string part) =>
        part == "raw"
            ? NoJson is null
                ? Faults.Count(fault => PartOf(fault) == "raw")
                : 1
            : Faults.Count(fault => PartOf(fault) == part);

    public string PartOf(FaultView fault) => parts.Holding(fault.Path)?.Code ?? "raw";

    /// <summary>False if there is no draft.</summary>
    protected async Task<bool> Look()
    {
        if (await Drafts.Get() is not { Version: null } draft)
        {
            return false;
        }

        await Read(draft);
        return true;
    }

    /// <summary>Loads the draft, or begins a new one if it is gone, so that submitted input can be kept.</summary>
    /// <returns>False if a new draft was begun.</returns>
    protected async Task<bool> LookOrBegin()
    {
        if (await Look())
        {
            return true;
        }

        var versions = new ProgrammeVersions(grains, words, parts);
        await versions.Look();
        await Read(await Drafts.Begin(await versions.Full(versions.InForceAt(club.Now).Version), versions.Latest));
        return false;
    }

    protected async Task Read(DraftView draft)
    {
        Draft = draft;
        Fields = ProgrammeForm.Of(draft.Document, words.Language);
        NoJson = JsonPlaces.Wrong(draft.Document);
        if (NoJson is null)
        {
            var reading = await Programme.Read(draft.Document);
            (Faults, Full) = (reading.Faults, reading.Full);
        }
    }
}

/// <summary>Navigation between the editor's parts, <c>_DraftNav.cshtml</c>.</summary>
/// <param name="InForm">True inside the form, whose fields are saved on leaving the part.</param>
internal sealed record DraftNav(DraftPage Page, string Here, bool InForm);
