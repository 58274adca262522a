namespace LoyaltyClub.Contracts;

/// <summary>
/// A change by staff or by a key: by whom, what, when. It is written in the transaction of the change, so no change is without its line.
/// </summary>
/// <param name="At">By the machine's clock, also in a sandbox.</param>
/// <param name="By"><c>staff:</c> or <c>key:</c> and the id, or <see cref="FirstStart"/>, <see cref="CommandLine"/> or
/// <see cref="Club"/>.</param>
/// <param name="What">One of <see cref="Kinds"/>.</param>
/// <param name="About">Id of the member, key, till or member of staff; a store's or a segment's code; for the programme the version; else a word.</param>
/// <param name="Before">The value before, if it can be shown.</param>
/// <param name="After">The value after.</param>
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
    /// <summary>The first start of the service, as the author of a change.</summary>
    public const string FirstStart = "start";

    /// <summary>A command beside the store, as the author of a change.</summary>
    public const string CommandLine = "command";

    /// <summary>The club itself, as the author of what nobody asked for.</summary>
    public const string Club = "club";

    public static readonly IReadOnlyList<string> Kinds =
    [
        "programme",
        "keyMade",
        "keyRevoked",
        "storeChanged",
        "segmentChanged",
        "segmentRemoved",
        "tillAdded",
        "tillPaired",
        "tillRemoved",
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
        "phoneClash",
        "mailServer",
        "spendingHeld",
        "spendingReleased",
        "secretChanged",
    ];

    public static string ByStaff(string id) => "staff:" + id;

    public static string ByKey(string id) => "key:" + id;
}

/// <summary>The changes by hand, newest first.</summary>
public interface IAudit
{
    Task<AuditPage> Read(AuditQuery query);
}

/// <param name="By">As <see cref="AuditLine.By"/>; null for all authors.</param>
/// <param name="About">As <see cref="AuditLine.About"/>; null for all subjects.</param>
/// <param name="From">First day, in the programme's time zone.</param>
/// <param name="To">Last day.</param>
/// <param name="After">The <see cref="AuditPage.Next"/> of the page before.</param>
[GenerateSerializer, Immutable, Alias("club.AuditQuery")]
public sealed record AuditQuery(string? By, string? What, string? About, DateOnly? From, DateOnly? To, string? After, int Limit);

/// <param name="Next">The place to continue; null at the end. A short or empty page can have one, because a call reads a bounded number
/// of lines.</param>
[GenerateSerializer, Immutable, Alias("club.AuditPage")]
public sealed record AuditPage(AuditLine[] Items, string? Next);
