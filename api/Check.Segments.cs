namespace LoyaltyClub.Api;

/// <summary>Segments; the grain reads the condition.</summary>
public static partial class Check
{
    public static Refused? Segment(SegmentPut segment) =>
        Required("name", segment.Name, Contracts.Segment.LongestName) ?? (segment.Where is null ? Problems.Missing("where") : null);
}
