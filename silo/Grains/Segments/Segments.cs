using System.Collections.Immutable;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>The segments, in memory.</summary>
public sealed class Segments(IJournal journal, Announcer announcer) : ReplicatedStream(journal, "segments", announcer), ISegments
{
    private volatile ImmutableDictionary<string, Segment> byCode = ImmutableDictionary<string, Segment>.Empty;

    public IReadOnlyList<Segment> All =>
        [
            .. byCode
                .Values.OrderBy(segment => segment.Name, StringComparer.InvariantCultureIgnoreCase)
                .ThenBy(segment => segment.Code, StringComparer.Ordinal),
        ];

    public Segment? Find(string code) => byCode.GetValueOrDefault(code);

    internal int Count => byCode.Count;

    protected override void Apply(int version, byte[] data)
    {
        var line = Decode(data);
        if (line.Put is { } put)
        {
            byCode = byCode.SetItem(put.Code, put);
        }

        if (line.Removed is { } removed)
        {
            byCode = byCode.Remove(removed);
        }
    }

    internal static byte[] Encode(Line line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    internal static Line Decode(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    /// <param name="Removed">A segment's code.</param>
    internal sealed record Line(Segment? Put = null, string? Removed = null);
}
