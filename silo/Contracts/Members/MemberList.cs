using System.Text.Json;

namespace LoyaltyClub.Contracts;

/// <summary>
/// The club's members as rows, kept up from the journal a moment behind it, to be searched, sorted and filtered. No decision about points
/// depends on a row.
/// </summary>
public interface IMemberList
{
    /// <summary>Characters of the longest text of a search.</summary>
    const int LongestText = 254;

    /// <summary>Members on the longest page.</summary>
    const int MostMembers = 500;

    /// <summary>
    /// One page of the members that a search finds; <c>segment_invalid</c> with every fault of the condition, <c>unknown_segment</c>,
    /// or <c>invalid_field</c> if <see cref="MemberQuery.After"/> is no page's next.
    /// </summary>
    Task<Outcome<MemberPage>> Search(MemberQuery query, CancellationToken cancel = default);

    /// <summary>How many members a search finds on all its pages, counted up to <paramref name="most"/>.</summary>
    Task<Outcome<MemberCount>> Count(MemberQuery query, long most = long.MaxValue, CancellationToken cancel = default);
}

/// <param name="Text">Beginnings of names, an e-mail address, a phone number, a card or an id; null or empty for all members.</param>
/// <param name="Where">Only members that match this condition of a segment, as <c>api/CONTRACT.md</c> has it; null for all.</param>
/// <param name="Sort">One of <see cref="MemberSort"/>; null for the latest purchase first, and by name where there is a text.</param>
/// <param name="After">A page's <see cref="MemberPage.Next"/>; null for the first page.</param>
/// <param name="Limit">Members on the page, 1 to 500; null for 100.</param>
/// <param name="Segment">Only members of this segment, by its code; with <paramref name="Where"/> those who match both.</param>
public sealed record MemberQuery(
    string? Text = null,
    JsonElement? Where = null,
    string? Sort = null,
    string? After = null,
    int? Limit = null,
    string? Segment = null
);

/// <summary>The orders of a member list.</summary>
public static class MemberSort
{
    public const string Name = "name",
        LastPurchase = "lastPurchase",
        Joined = "joined",
        Balance = "balance",
        Spend = "spend";

    public static readonly string[] All = [LastPurchase, Name, Joined, Balance, Spend];
}

/// <param name="Next">Leads to the next page; null on the last.</param>
/// <param name="AsOf">The rows include everything up to this instant.</param>
/// <param name="Rebuilt">The part of all members that is read, from 0 to 1, while the rows are built anew; null otherwise.</param>
public sealed record MemberPage(
    MemberItem[] Items,
    string? Next,
    DateTimeOffset AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Rebuilt = null
);

/// <param name="AsOf">As of <see cref="MemberPage"/>.</param>
/// <param name="Rebuilt">As of <see cref="MemberPage"/>.</param>
public sealed record MemberCount(
    long Count,
    DateTimeOffset AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Rebuilt = null
);

/// <param name="Tier">Code of the tier.</param>
/// <param name="Balance">Spendable points.</param>
/// <param name="Visits">Receipts, without those that were returned whole.</param>
/// <param name="Spend">Money spent, less what was returned.</param>
/// <param name="LastPurchase">The day of the latest receipt that was not returned whole; null if there is none.</param>
public sealed record MemberItem(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Phone,
    string Tier,
    long Balance,
    long Pending,
    DateOnly Joined,
    long Visits,
    decimal Spend,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? LastPurchase
);

/// <summary>How old the rows of members are.</summary>
/// <param name="AsOf">They include everything up to this instant.</param>
/// <param name="Rebuilt">As <see cref="MemberPage.Rebuilt"/>.</param>
[GenerateSerializer, Immutable, Alias("club.RowsAge")]
public sealed record RowsAge(DateTimeOffset AsOf, double? Rebuilt);
