namespace LoyaltyClub.Portal.Desk;

/// <summary>What every page of the editor begins with: the visitor's own draft, read, with its faults.</summary>
internal abstract class DraftPage(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words, ProgrammeParts parts)
    : PageModel
{
    public DraftView Draft { get; private set; } = null!;

    /// <summary>Null if the draft's text cannot be shown as a form.</summary>
    public ProgrammeForm? Fields { get; private set; }

    /// <summary>Every fault that the reader finds; none while the text is no JSON.</summary>
    public IReadOnlyList<FaultView> Faults { get; private set; } = [];

    /// <summary>Where the text stops being JSON; null if it is.</summary>
    public (long Line, long Column)? NoJson { get; private set; }

    /// <summary>The draft with every field said; null while there are faults.</summary>
    public string? Full { get; private set; }

    public bool IsFaulty => Full is null;

    public IClubFacts Facts => club;

    public ProgrammeParts Parts => parts;

    protected Words Words => words;

    protected StaffVisitor Visitor => visitor;

    protected IProgrammeDraftGrain Drafts => grains.ProgrammeDraft(visitor.View!.Id);

    protected IGrainFactory Grains => grains;

    protected IProgrammeGrain Programme => grains.GetGrain<IProgrammeGrain>(ClubKey.Value);

    /// <summary>How many faults a part has; what no part can mend is for the text.</summary>
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

    /// <summary>The draft, or where it is gone meanwhile another one, so that what was typed finds a place.</summary>
    /// <returns>False if another one was begun.</returns>
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

/// <summary>The parts of the editor, as <c>_DraftNav.cshtml</c> lists them.</summary>
/// <param name="InForm">True if they stand in the form whose fields are to be kept on leaving.</param>
internal sealed record DraftNav(DraftPage Page, string Here, bool InForm);
