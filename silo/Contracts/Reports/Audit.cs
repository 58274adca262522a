namespace LoyaltyClub.Contracts;

/// <summary>
/// One change by staff or by a key: who, what, when. It is written in the transaction of the change itself, so there is none without it.
/// </summary>
/// <param name="At">By the machine's clock, also in a sandbox.</param>
/// <param name="By"><c>staff:</c> or <c>key:</c> and the id, or <see cref="FirstStart"/>, or <see cref="CommandLine"/>.</param>
/// <param name="What">One of <see cref="Kinds"/>.</param>
/// <param name="About">Id of the member, key or member of staff; for the programme the version.</param>
/// <param name="Before">What was, where it can be read.</param>
/// <param name="After">What is.</param>
/// <param name="Note">A reason, or a name.</param>
[GenerateSerializer, Immutable, Alias("club.AuditLine")]
public sealed record AuditLine(
    DateTimeOffset At,
    string By,
    string What,
    string About,
    string? Before = null,
    string? After = null,
    string? Note = null
)
{
    /// <summary>Who started the service for the first time.</summary>
    public const string FirstStart = "start";

    /// <summary>Who runs commands beside the store.</summary>
    public const string CommandLine = "command";

    public static readonly IReadOnlyList<string> Kinds =
    [
        "programme",
        "keyMade",
        "keyRevoked",
        "staffAdded",
        "staffChanged",
        "staffInvited",
        "staffJoined",
        "staffPassword",
        "staffRecovery",
        "staffPin",
        "staffPasskey",
        "staffPasskeyRemoved",
        "adjusted",
        "transferred",
        "merged",
        "unmerged",
        "erased",
        "cardReplaced",
        "profileChanged",
    ];

    public static string ByStaff(string id) => "staff:" + id;

    public static string ByKey(string id) => "key:" + id;
}

/// <summary>What was changed by hand, the newest first.</summary>
public interface IAudit
{
    Task<AuditPage> Read(AuditQuery query);
}

/// <param name="By">As <see cref="AuditLine.By"/>; null for everybody.</param>
/// <param name="About">Id of whom or what it is about; null for all.</param>
/// <param name="From">First day, in the programme's time zone.</param>
/// <param name="To">Last day.</param>
/// <param name="After">Where the page before ended.</param>
[GenerateSerializer, Immutable, Alias("club.AuditQuery")]
public sealed record AuditQuery(string? By, string? What, string? About, DateOnly? From, DateOnly? To, string? After, int Limit);

/// <param name="Next">Where to go on; null at the end. A page may be short, or empty, and have one: a look reads only so much.</param>
[GenerateSerializer, Immutable, Alias("club.AuditPage")]
public sealed record AuditPage(AuditLine[] Items, string? Next);
