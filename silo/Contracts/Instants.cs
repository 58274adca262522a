using System.Globalization;

namespace LoyaltyClub.Contracts;

/// <summary>The text form of instants in answers: ISO 8601 in UTC, to the millisecond.</summary>
public static class Instants
{
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
