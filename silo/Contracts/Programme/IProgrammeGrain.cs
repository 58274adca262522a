namespace LoyaltyClub.Contracts;

/// <summary>The club's programme; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IProgrammeGrain")]
public interface IProgrammeGrain : IGrainWithStringKey
{
    [Alias("InForce")]
    Task<ProgrammeView> InForce();

    [Alias("Versions")]
    Task<ProgrammeView[]> Versions();

    [Alias("Put")]
    Task<Outcome<ProgrammeAnswer>> Put(ProgrammeRequest request, string? by = null);

    /// <summary>Up to when purchases have been decided, also those of a receipt from the past; null if none is recorded.</summary>
    [Alias("Decided")]
    Task<DateTimeOffset?> Decided();

    /// <summary>Every fault of a document; nothing is put.</summary>
    /// <param name="document">JSON.</param>
    [Alias("Read")]
    Task<ProgrammeReading> Read(string document);

    /// <summary>What a receipt would give somebody new, with nothing written.</summary>
    /// <param name="document">A programme to try, as if it came into force with the receipt; null is the programme as it is.</param>
    [Alias("Try")]
    Task<Outcome<PurchaseAnswer>> Try(PurchaseRequest receipt, Newcomer member, string? document);
}

/// <param name="Document">The programme as JSON.</param>
/// <param name="From">From when it is in force; null is now, or the beginning of time while no purchase is recorded.</param>
/// <param name="After">The version that is known as the last written, <c>programme_moved_on</c> if there is a later one; null for
/// whichever.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeRequest")]
public sealed record ProgrammeRequest(string? OperationId, DateTimeOffset? From, string Document, int? After = null);

[GenerateSerializer, Immutable, Alias("club.ProgrammeAnswer")]
public sealed record ProgrammeAnswer(int Version, DateTimeOffset From);

/// <param name="Document">As it was put; every field that it leaves out has its default.</param>
/// <param name="By">Who put it, as the audit has it; null if that is not known.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeView")]
public sealed record ProgrammeView(
    int Version,
    DateTimeOffset From,
    [property: JsonIgnore] string Document,
    [property: JsonIgnore] string? By = null
);
