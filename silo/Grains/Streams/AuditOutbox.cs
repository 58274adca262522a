using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Writes an audit line into the outbox in the transaction of its change, and carries it to the audit's stream.</summary>
internal static class AuditOutbox
{
    public const string Topic = "audit",
        Stream = "audit";
    private const int EntriesPerSnapshot = 50;

    public static IReadOnlyList<OutboxRow> Row(AuditLine? line) => line is null ? [] : [new(Topic, line.At, Bytes(line))];

    internal static byte[] Bytes(AuditLine line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    public static AuditLine Read(byte[] data) => JsonSerializer.Deserialize<AuditLine>(data, JsonSerializerOptions.Web)!;

    /// <summary>
    /// Appends waiting lines to the audit's own stream, where the journal's hashes cover them. The place in the outbox is the operation
    /// id, so that concurrent processes append each line once.
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
                // The number of a programme version is known only after its entry is written.
                var data =
                    line.About.Length > 0
                        ? message.Data
                        : Bytes(line with { About = message.Version.ToString(CultureInfo.InvariantCulture) });
                AppendResult result;
                while (
                    (
                        result = await journal.Append(
                            new(Stream, version + 1, hash, data)
                            {
                                Operation = OperationIds.GrainMessage(message.Stream, message.Version, message.Number),
                                Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? [0] : null, // opening needs no earlier entry
                            }
                        )
                    ) is AppendResult.VersionTaken
                )
                {
                    end = await journal.Open(Stream, cancel);
                    (version, hash) = (end.Version, end.Hash);
                }
                if (result is AppendResult.Written written)
                {
                    (version, hash) = (version + 1, written.Hash);
                }
            }
            await journal.Delivered(waiting);
        }
    }
}
