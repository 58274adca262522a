namespace LoyaltyClub.Portal.Desk;

/// <summary>Times as somebody reads them off the club's clock.</summary>
internal static class LocalTime
{
    /// <summary>The instant; of a time that comes twice the first, null for one that the clock leaves out.</summary>
    public static DateTimeOffset? Instant(DateTime local, TimeZoneInfo zone) =>
        zone.IsInvalidTime(local)
            ? null
            : new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
}
