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

    /// <summary>The latest instant of a decided purchase; null if no purchase is recorded.</summary>
    [Alias("Decided")]
    Task<DateTimeOffset?> Decided();

    /// <summary>Reads a document and lists its faults; changes nothing.</summary>
    /// <param name="document">JSON.</param>
    [Alias("Read")]
    Task<ProgrammeReading> Read(string document);

    /// <summary>The answer to a receipt of a new member; changes nothing.</summary>
    /// <param name="document">A programme to try, as if it came into force with the receipt; null is the programme as it is.</param>
    [Alias("Try")]
    Task<Outcome<PurchaseAnswer>> Try(PurchaseRequest receipt, Newcomer member, string? document);
}

/// <param name="Document">The programme as JSON.</param>
/// <param name="From">The instant from which it is in force; null is now, or the beginning of time while no purchase is recorded.</param>
/// <param name="After">The latest version that the caller knows; <c>programme_moved_on</c> if there is a later version. Null skips the
/// check.</param>
/// <param name="ByAdmin">Without an admin a programme that gives back too much is refused, <c>programme_wants_admin</c>.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeRequest")]
public sealed record ProgrammeRequest(string? OperationId, DateTimeOffset? From, string Document, int? After = null, bool ByAdmin = false);

[GenerateSerializer, Immutable, Alias("club.ProgrammeAnswer")]
public sealed record ProgrammeAnswer(int Version, DateTimeOffset From);

/// <param name="Document">The document as it was sent; absent fields have their defaults.</param>
/// <param name="By">Its author, as <see cref="AuditLine.By"/>; null if unknown.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeView")]
public sealed record ProgrammeView(
    int Version,
    DateTimeOffset From,
    [property: JsonIgnore] string Document,
    [property: JsonIgnore] string? By = null
);
