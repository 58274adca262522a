using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains.Programmes;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>How a line of the audit leaves with the change that it is about: in the outbox, in the same transaction.</summary>
internal static class Trail
{
    public const string Topic = "audit", Stream = "audit";
    private const int EntriesPerSnapshot = 50;

    public static IReadOnlyList<OutboxRow> Row(AuditLine? line) =>
        line is null ? [] : [new(Topic, line.At, Bytes(line))];

    internal static byte[] Bytes(AuditLine line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    public static AuditLine Read(byte[] data) => JsonSerializer.Deserialize<AuditLine>(data, JsonSerializerOptions.Web)!;

    /// <summary>
    /// Carries what waits to the end of the audit's own stream, where the journal's hashes cover it; each line once, whoever
    /// carries it, by its place in the outbox.
    /// </summary>
    public static async Task Carry(IJournal journal, CancellationToken cancel = default)
    {
        while (await journal.Outbox(Topic, DateTimeOffset.MaxValue, null, 200, cancel) is { Count: > 0 } waiting)
        {
            var end = await journal.Open(Stream, cancel);
            var (version, hash) = (end.Version, end.Hash);
            foreach (var message in waiting)
            {
                var line = Read(message.Data);
                // A version of the programme gets its number as it is written.
                var data = line.About.Length > 0 ? message.Data
                    : Bytes(line with { About = message.Version.ToString(CultureInfo.InvariantCulture) });
                AppendResult result;
                while ((result = await journal.Append(new(Stream, version + 1, hash, data)
                {
                    Operation = OperationIds.Errand(message.Stream, message.Version, message.Number),
                    Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? [0] : null, // no entry before it need be read to go on
                })) is AppendResult.VersionTaken)
                {
                    end = await journal.Open(Stream, cancel);
                    (version, hash) = (end.Version, end.Hash);
                }
                if (result is AppendResult.Written written)
                    (version, hash) = (version + 1, written.Hash);
            }
            await journal.Delivered(waiting);
        }
    }
}

/// <summary>Reads the audit backwards.</summary>
internal sealed class Audit(IJournal journal, ProgrammeShelf shelf, ClubClock clock) : IAudit
{
    private const int Chunk = 500;

    /// <summary>Lines that one look reads at most: with a filter that little passes, the reader goes on page by page.</summary>
    public const int MostRead = 20_000;

    public async Task<AuditPage> Read(AuditQuery query)
    {
        await Trail.Carry(journal);
        var zone = shelf.Book.InForceAt(clock.Now).Programme.TimeZone;
        var last = int.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before - 1 : (await journal.Open(Trail.Stream)).Version;
        var found = new List<AuditLine>();
        for (var read = 0; last > 0 && read < MostRead; read += Chunk)
        {
            var first = Math.Max(1, last - Chunk + 1);
            var entries = await journal.Read(Trail.Stream, first, last - first + 1);
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                var line = Trail.Read(entries[i].Data);
                var day = Days.Of(line.At, zone);
                // Lines are carried in the order in which they were written, but for moments.
                if (day < query.From?.AddDays(-1))
                    return new([.. found], null);
                if (day < query.From || day > query.To || (query.By is not null && line.By != query.By) || (query.What is not null && line.What != query.What)
                    || (query.About is not null && line.About != query.About && line.Before != query.About && line.After != query.About))
                    continue;
                if (found.Count == query.Limit)
                    return new([.. found], (entries[i].Version + 1).ToString(CultureInfo.InvariantCulture));
                found.Add(line);
            }
            last = first - 1;
        }
        return new([.. found], last > 0 ? (last + 1).ToString(CultureInfo.InvariantCulture) : null);
    }
}
