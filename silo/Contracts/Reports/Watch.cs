using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Contracts;

/// <summary>The watch on staff and tills: what looks like fraud in the journal, for an admin to look at.</summary>
public interface IWatch
{
    /// <summary>All findings, newest first.</summary>
    Task<FindingView[]> Read(CancellationToken cancel = default);

    /// <summary>Holds the spending of the members of a finding; sent again, the first answer.</summary>
    /// <returns>The finding as it is then; also <c>unknown_finding</c>, <c>operation_conflict</c>, and <c>member_erased</c> if nobody
    /// is left.</returns>
    Task<Outcome<FindingView>> Hold(string finding, WatchDecision decision, string by);

    /// <summary>Ends the hold of a finding, or says that one without a hold was looked at.</summary>
    Task<Outcome<FindingView>> Release(string finding, WatchDecision decision, string by);
}

/// <summary>Keeps the watch.</summary>
[Alias("club.IWatchGrain")]
public interface IWatchGrain : IBackgroundGrain
{
    /// <summary>As <see cref="IWatch.Read"/>.</summary>
    [Alias("Read")]
    Task<FindingView[]> Read();
}

/// <summary>The rules of the watch. <c>silo/README.md</c> has their thresholds.</summary>
public static class WatchRule
{
    public const string CardOften = "cardOften",
        NoSale = "noSale",
        OneHand = "oneHand",
        ReturnAfterSpending = "returnAfterSpending",
        ManyJoins = "manyJoins",
        OddSales = "oddSales",
        TwoStores = "twoStores",
        Takeover = "takeover";

    public static readonly IReadOnlyList<string> All =
    [
        CardOften,
        NoSale,
        OneHand,
        ReturnAfterSpending,
        ManyJoins,
        OddSales,
        TwoStores,
        Takeover,
    ];

    /// <summary>
    /// The rule, which may be another release's, and the day that a finding's id begins with; null if the text is no such id.
    /// </summary>
    public static (string Rule, DateOnly Day)? Of(string finding) =>
        finding.Split('-') is [var rule, var day, _]
        && DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            ? (rule, on)
            : null;
}

/// <summary>What became of a finding.</summary>
public static class FindingState
{
    public const string Open = "open",
        Held = "held",
        Released = "released";

    public static readonly IReadOnlyList<string> All = [Open, Held, Released];
}

/// <param name="Reason">For the audit: why, without names.</param>
[GenerateSerializer, Immutable, Alias("club.WatchDecision")]
public sealed record WatchDecision(string? OperationId, string? Reason);

/// <summary>Something that one of the rules found, once for each rule, subject and day.</summary>
/// <param name="Rule">One of <see cref="WatchRule"/>.</param>
/// <param name="At">The latest instant of <paramref name="Evidence"/>.</param>
/// <param name="Store">Null where it is not about a store; so is <paramref name="Till"/>.</param>
/// <param name="By">Who adjusted, as <see cref="AuditLine.By"/>; null where it is not about a hand.</param>
/// <param name="Members">The members whom a hold concerns.</param>
/// <param name="Evidence">The latest of it, oldest first.</param>
/// <param name="State">One of <see cref="FindingState"/>.</param>
/// <param name="DecidedBy">Who held or released it, as <see cref="AuditLine.By"/>.</param>
[GenerateSerializer, Immutable, Alias("club.FindingView")]
public sealed record FindingView(
    string Id,
    string Rule,
    DateOnly Day,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Till,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By,
    string[] Members,
    EvidenceView[] Evidence,
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DecidedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DecidedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason
);

/// <param name="Kind"><c>sold</c>, <c>claimed</c>, <c>given</c>, <c>adjusted</c>, <c>leftDebt</c>, <c>joined</c>, <c>spent</c> or
/// <c>changed</c>.</param>
/// <param name="Points">Given, adjusted, or left as a debt; null for the rest.</param>
[GenerateSerializer, Immutable, Alias("club.EvidenceView")]
public sealed record EvidenceView(
    string Kind,
    DateTimeOffset At,
    string Member,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Till,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Receipt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Points
);

/// <summary>Where somebody joins, for the watch: nothing that leads back to a person or a network.</summary>
public static class JoinPlace
{
    /// <summary>A till, by its key.</summary>
    public static string OfTill(string key) => "till " + key;

    /// <summary>
    /// A network on one day, in 16 bits: enough to see that many joined from one place, and shared by 65,000 other addresses.
    /// </summary>
    public static string OfNetwork(string network, DateTimeOffset now)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd} {network}");
        return "network " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 2));
    }
}
