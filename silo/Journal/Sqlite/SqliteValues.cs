using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>Conversion of values to SQLite, which lacks types for them.</summary>
internal static class SqliteValues
{
    public const string EntryColumns = "stream, version, operation, hash, data";

    public static byte[]? Of(Guid? id) => id?.ToByteArray(bigEndian: true);

    public static Guid ToGuid(byte[] value) => new(value, bigEndian: true);

    /// <summary>Microseconds since 1970.</summary>
    public static long Of(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToInstant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly ToDay(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static JournalEntry Entry(SqliteDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.IsDBNull(2) ? null : ToGuid(reader.GetFieldValue<byte[]>(2)),
            reader.GetFieldValue<byte[]>(3),
            reader.GetFieldValue<byte[]>(4)
        );
}
