using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Contracts;

/// <summary>Keeps the segments; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.ISegmentsGrain")]
public interface ISegmentsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds or replaces a segment; the same again changes nothing. <c>segment_invalid</c> with every fault of the condition,
    /// <c>invalid_field</c> for another fault, <c>too_many_segments</c> beyond <see cref="Segment.Most"/>.
    /// </summary>
    [Alias("Put")]
    Task<Outcome<Segment>> Put(Segment asked, string by);

    /// <summary>A segment; <c>unknown_segment</c> if there is none.</summary>
    [Alias("Get")]
    Task<Outcome<Segment>> Get(string code);

    /// <summary>Removes a segment; <c>unknown_segment</c> if there is none.</summary>
    [Alias("Remove")]
    Task<Outcome<Segment>> Remove(string code, string by);
}

/// <summary>A named condition: members match it or do not at the moment at which it is asked.</summary>
/// <param name="Code">As promotions and addresses name it; see <see cref="IsCode"/>.</param>
/// <param name="Name">As people read it, up to 100 characters.</param>
/// <param name="Where">The condition, as <c>api/CONTRACT.md</c> has it: JSON of up to <see cref="LongestWhere"/> characters.</param>
[GenerateSerializer, Immutable, Alias("club.Segment")]
public sealed partial record Segment(string Code, string Name, string Where)
{
    public const int Most = 200,
        LongestCode = 40,
        LongestName = 100,
        LongestWhere = 16_000;

    /// <summary>The condition as a document.</summary>
    public JsonElement Condition() => JsonElement.Parse(Where);

    /// <summary>True for 1 to 40 small letters, digits and single hyphens between them.</summary>
    public static bool IsCode(string code) => code.Length <= LongestCode && CodePattern().IsMatch(code);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();
}

/// <summary>The segments, from memory.</summary>
public interface ISegments
{
    /// <summary>By name.</summary>
    IReadOnlyList<Segment> All { get; }

    Segment? Find(string code);
}
