namespace LoyaltyClub.Portal.Desk;

/// <summary>Local times in the time zone of the club.</summary>
internal static class LocalTime
{
    /// <summary>The instant: the first of a time that occurs twice, null for a time that daylight saving skips.</summary>
    public static DateTimeOffset? Instant(DateTime local, TimeZoneInfo zone) =>
        zone.IsInvalidTime(local)
            ? null
            : new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
}
