using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Segments;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Keeps the segments.</summary>
[GrainType("segments")]
internal sealed class SegmentsGrain(Segments segments, TimeProvider machine, OutboxSignal outbox) : Grain, ISegmentsGrain
{
    /// <summary>Characters of a condition in the audit; the journal has all of it.</summary>
    private const int LongestSpoken = 500;

    public async Task<Outcome<Segment>> Put(Segment asked, string by)
    {
        if (FaultOf(asked) is { } refused)
        {
            return refused;
        }

        var segment = asked with { Where = JsonSerializer.Serialize(asked.Condition()) };
        await segments.CatchUp();
        while (segments.Entries is var known && segments.Find(segment.Code) is var before && before != segment)
        {
            if (before is null && segments.Count >= Segment.Most)
            {
                return new Refused(
                    RefusalCode.TooManySegments,
                    $"A club has at most {Segment.Most} segments.",
                    new Fact("limit", Segment.Most)
                );
            }

            await Append(
                known,
                new(Put: segment),
                new(machine.GetUtcNow(), by, "segmentChanged", segment.Code, Spoken(before), Spoken(segment))
            );
        }

        return segment;
    }

    public Task<Outcome<Segment>> Get(string code) =>
        Task.FromResult<Outcome<Segment>>(segments.Find(code) is { } segment ? segment : Unknown(code));

    public async Task<Outcome<Segment>> Remove(string code, string by)
    {
        await segments.CatchUp();
        Segment? removed = null;
        while (segments.Entries is var known && segments.Find(code) is { } segment)
        {
            await Append(known, new(Removed: code), new(machine.GetUtcNow(), by, "segmentRemoved", code, Spoken(segment)));
            removed = segment;
        }

        return removed is null ? Unknown(code) : removed;
    }

    public static Refused Unknown(string code)
    {
        var cut = code[..Math.Min(code.Length, Segment.LongestCode)];
        return new(RefusalCode.UnknownSegment, $"There is no segment {cut}.", new Fact("segment", cut));
    }

    /// <summary>The refusal of a condition with faults, with every one of them; null for one without.</summary>
    public static Refused? Faulty(IReadOnlyList<ConditionFault> faults) =>
        faults.Count == 0
            ? null
            : new(
                RefusalCode.SegmentInvalid,
                $"The condition has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}.",
                [],
                [.. faults.Select(fault => new FaultView(fault.Path, fault.Message, "", []))]
            );

    private static Refused? FaultOf(Segment segment)
    {
        var field =
            !Segment.IsCode(segment.Code) ? ("code", $"must be 1 to {Segment.LongestCode} small letters, digits and hyphens between them")
            : segment.Name.Length is 0 or > Segment.LongestName || segment.Name.Any(char.IsControl)
                ? ("name", $"must have 1 to {Segment.LongestName} characters")
            : segment.Where.Length > Segment.LongestWhere ? ("where", $"must have at most {Segment.LongestWhere} characters")
            : ((string Name, string Message)?)null;
        return field is var (name, message)
            ? new Refused(RefusalCode.InvalidField, $"The field '{name}' {message}.", new Fact("field", name))
            : Faulty(ConditionReader.Read(segment.Condition(), "where").Faults);
    }

    private async Task Append(int known, Segments.Line line, AuditLine audit)
    {
        if (await segments.Append(known, Segments.Encode(line), null, audit) is AppendResult.Written)
        {
            outbox.Raise();
        }
    }

    private static string? Spoken(Segment? segment) =>
        segment is null ? null
        : segment.Where.Length <= LongestSpoken ? $"{segment.Name} · {segment.Where}"
        : $"{segment.Name} · {segment.Where[..LongestSpoken]}…";
}
