using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>How a line of the audit leaves with the change that it is about: in the outbox, in the same transaction.</summary>
internal static class AuditOutbox
{
    public const string Topic = "audit",
        Stream = "audit";
    private const int EntriesPerSnapshot = 50;

    public static IReadOnlyList<OutboxRow> Row(AuditLine? line) => line is null ? [] : [new(Topic, line.At, Bytes(line))];

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
                                Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? [0] : null, // no entry before it need be read to go on
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
