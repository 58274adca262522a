using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>Reads the audit backwards.</summary>
internal sealed class Audit(IJournal journal, ProgrammeCache shelf, ClubClock clock) : IAudit
{
    private const int Chunk = 500;

    /// <summary>The most lines that one call reads: with a narrow filter the reader continues page by page.</summary>
    public const int MostRead = 20_000;

    public async Task<AuditPage> Read(AuditQuery query)
    {
        await AuditOutbox.Carry(journal);
        var zone = shelf.Book.InForceAt(clock.Now).Programme.TimeZone;
        var last = int.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? before - 1
            : (await journal.Open(AuditOutbox.Stream)).Version;
        var found = new List<AuditLine>();
        for (var read = 0; last > 0 && read < MostRead; read += Chunk)
        {
            var first = Math.Max(1, last - Chunk + 1);
            var entries = await journal.Read(AuditOutbox.Stream, first, last - first + 1);
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                var line = AuditOutbox.Read(entries[i].Data);
                var day = Days.Of(line.At, zone);
                // Lines are delivered almost in the order in which they were written.
                if (day < query.From?.AddDays(-1))
                {
                    return new([.. found], null);
                }

                if (
                    day < query.From
                    || day > query.To
                    || (query.By is not null && line.By != query.By)
                    || (query.What is not null && line.What != query.What)
                    || (query.About is not null && line.About != query.About && line.Before != query.About && line.After != query.About)
                )
                {
                    continue;
                }

                if (found.Count == query.Limit)
                {
                    return new([.. found], (entries[i].Version + 1).ToString(CultureInfo.InvariantCulture));
                }

                found.Add(line);
            }
            last = first - 1;
        }
        return new([.. found], last > 0 ? (last + 1).ToString(CultureInfo.InvariantCulture) : null);
    }
}
