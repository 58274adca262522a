namespace LoyaltyClub.Contracts;

/// <summary>
/// The draft of a programme that one of the staff writes; the key is their id. It is kept as it was typed, faults and all.
/// </summary>
[Alias("club.IProgrammeDraftGrain")]
public interface IProgrammeDraftGrain : IGrainWithStringKey
{
    /// <summary>Null if there is none.</summary>
    [Alias("Get")]
    Task<DraftView?> Get();

    /// <summary>Begins anew; a draft that was there is gone.</summary>
    /// <param name="after">The last version that was written when it was begun.</param>
    [Alias("Begin")]
    Task<DraftView> Begin(string document, int after);

    /// <summary>Keeps what was typed into a part.</summary>
    /// <param name="document">The whole draft with it.</param>
    /// <param name="over">Number of the state that it was made from.</param>
    /// <param name="part">Its code; <see cref="DraftView.Whole"/> is all of them.</param>
    /// <param name="writer">The page that it was typed into.</param>
    [Alias("Save")]
    Task<DraftSaved> Save(string document, int over, string part, string writer);

    /// <summary>Its writer has seen the versions up to this one, and goes on.</summary>
    [Alias("Follow")]
    Task Follow(int after);

    /// <summary>It has become a version.</summary>
    [Alias("Published")]
    Task Published(string operation, int version);

    [Alias("Discard")]
    Task Discard();
}

[GenerateSerializer, Alias("club.DraftSaved")]
public enum DraftSaved
{
    Kept,

    /// <summary>The draft is another by now: read it, and save over that.</summary>
    Moved,

    /// <summary>There is no draft, or it has been published.</summary>
    Gone,
}

/// <param name="Document">As it was typed; perhaps no JSON at all.</param>
/// <param name="After">The last version that its writer knows.</param>
/// <param name="Operation">The id under which it is published.</param>
/// <param name="Version">What it has become; null while it is a draft.</param>
/// <param name="State">Counts up with every change, from anywhere.</param>
/// <param name="Writers">Which page saved a part last, by the part's code.</param>
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
    /// <summary>The part that is the whole text.</summary>
    public const string Whole = "raw";

    public string? WriterOf(string part) => Writers?.GetValueOrDefault(part);
}

/// <param name="Full">The document with every field said, those with their default too; null if there are faults.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeReading")]
public sealed record ProgrammeReading(FaultView[] Faults, string? Full);

/// <summary>Somebody who joins with the receipt that is tried.</summary>
/// <param name="Tier">Code of the level that they hold; null, or one that the programme does not have, is the lowest.</param>
[GenerateSerializer, Immutable, Alias("club.Newcomer")]
public sealed record Newcomer(string? Tier, bool FirstPurchase, bool Birthday);
