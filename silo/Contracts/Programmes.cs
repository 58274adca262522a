namespace LoyaltyClub.Contracts;

/// <summary>The draft of a programme that one of the staff writes; the key is their id. It is kept as it was typed, faults and all.</summary>
public interface IProgrammeDraftGrain : IGrainWithStringKey
{
    /// <summary>Null if there is none.</summary>
    Task<DraftView?> Get();

    /// <summary>Begins anew; a draft that was there is gone.</summary>
    /// <param name="after">The last version that was written when it was begun.</param>
    Task<DraftView> Begin(string document, int after);

    /// <summary>Keeps what was typed. False if there is no draft, or it has been published.</summary>
    Task<bool> Save(string document);

    /// <summary>Its writer has seen the versions up to this one, and goes on.</summary>
    Task Follow(int after);

    /// <summary>It has become a version.</summary>
    Task Published(string operation, int version);

    Task Discard();
}

/// <param name="Document">As it was typed; perhaps no JSON at all.</param>
/// <param name="After">The last version that its writer knows.</param>
/// <param name="Operation">The id under which it is published.</param>
/// <param name="Version">What it has become; null while it is a draft.</param>
[GenerateSerializer, Immutable]
public sealed record DraftView(string Document, int After, DateTimeOffset SavedAt, string Operation, int? Version);

/// <param name="Full">The document with every field said, those with their default too; null if there are faults.</param>
[GenerateSerializer, Immutable]
public sealed record ProgrammeReading(FaultView[] Faults, string? Full);

/// <summary>Somebody who joins with the receipt that is tried.</summary>
/// <param name="Tier">Code of the level that they hold; null, or one that the programme does not have, is the lowest.</param>
[GenerateSerializer, Immutable]
public sealed record Newcomer(string? Tier, bool FirstPurchase, bool Birthday);
