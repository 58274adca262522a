namespace LoyaltyClub.Contracts;

/// <summary>
/// A member of staff's draft of a programme; the key is their id. It is stored as it was typed, with its faults.
/// </summary>
[Alias("club.IProgrammeDraftGrain")]
public interface IProgrammeDraftGrain : IGrainWithStringKey
{
    /// <summary>Null if there is none.</summary>
    [Alias("Get")]
    Task<DraftView?> Get();

    /// <summary>Begins a draft, replacing an existing draft.</summary>
    /// <param name="after">The latest version at that moment.</param>
    [Alias("Begin")]
    Task<DraftView> Begin(string document, int after);

    /// <summary>Saves a part of the draft.</summary>
    /// <param name="document">The whole draft with the change.</param>
    /// <param name="over">The state number that the change was made from.</param>
    /// <param name="part">The part's code; <see cref="DraftView.Whole"/> is all parts.</param>
    /// <param name="writer">The page that made the change.</param>
    [Alias("Save")]
    Task<DraftSaved> Save(string document, int over, string part, string writer);

    /// <summary>Records that the author has seen the versions up to this one.</summary>
    [Alias("Follow")]
    Task Follow(int after);

    /// <summary>Records that the draft was published as a version.</summary>
    [Alias("Published")]
    Task Published(string operation, int version);

    [Alias("Discard")]
    Task Discard();
}

[GenerateSerializer, Alias("club.DraftSaved")]
public enum DraftSaved
{
    Kept,

    /// <summary>The draft has changed meanwhile: read it and save again.</summary>
    Moved,

    /// <summary>There is no draft, or it was published.</summary>
    Gone,
}

/// <param name="Document">As it was typed; may be malformed JSON.</param>
/// <param name="After">The latest version that the author knows.</param>
/// <param name="Operation">The operation id of its publication.</param>
/// <param name="Version">The version that it was published as; null while it is a draft.</param>
/// <param name="State">Increases with every change.</param>
/// <param name="Writers">The page that saved a part last, by the part's code.</param>
[GenerateSerializer, Immutable, Alias("club.DraftView")]
public sealed record DraftView(
    string Document,
    int After,
    DateTimeOffset SavedAt,
    string Operation,
    int? Version,
    int State = 0,
    IReadOnlyDictionary<string, string>? Writers = null
)
{
    /// <summary>The part code of the whole text.</summary>
    public const string Whole = "raw";

    public string? WriterOf(string part) => Writers?.GetValueOrDefault(part);
}

/// <param name="Full">The document with every field, defaults included; null if there are faults.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeReading")]
public sealed record ProgrammeReading(FaultView[] Faults, string? Full);

/// <summary>A fictitious member who joins with the receipt that is tried.</summary>
/// <param name="Tier">Code of their level; null, or a code that the programme lacks, is the lowest.</param>
[GenerateSerializer, Immutable, Alias("club.Newcomer")]
public sealed record Newcomer(string? Tier, bool FirstPurchase, bool Birthday);
