namespace LoyaltyClub.Contracts;

/// <summary>Time zones by their names in the tz database.</summary>
public static class TimeZones
{
    public const int MostCharacters = 64;

    /// <summary>True for a zone of a place, such as Europe/Madrid, and for UTC.</summary>
    public static bool IsKnown(string zone) =>
        zone == "UTC"
        || zone.Length <= MostCharacters
            && zone.Contains('/', StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>The zones of places, for choosing among them.</summary>
    public static IEnumerable<string> OfPlaces =>
        TimeZoneInfo
            .GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal));
}
