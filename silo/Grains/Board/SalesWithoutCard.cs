using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains.Board;

/// <summary>Receipts without a card, a stream a store: what was sold when, and nothing about whom.</summary>
internal sealed class SalesWithoutCard(IJournal journal) : ISalesWithoutCard
{
    public const string Prefix = "nocard.";
    private const int EntriesPerSnapshot = 50;

    public Task Sold(string store, string receipt, DateTimeOffset at, decimal amount) => Write(store, OperationIds.WithoutCard(store, receipt), new(at, amount, 1));

    public Task Claimed(string store, string receipt, DateTimeOffset at, decimal amount) => Write(store, OperationIds.Claimed(store, receipt), new(at, amount, -1));

    public static Line Read(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    private async Task Write(string store, Guid operation, Line line)
    {
        var stream = Prefix + OperationIds.Operation("store " + store)!.Value.ToString("N");
        AppendResult result;
        do
        {
            var end = await journal.Open(stream);
            result = await journal.Append(new(stream, end.Version + 1, end.Hash, JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web))
            {
                Operation = operation, Snapshot = (end.Version + 1) % EntriesPerSnapshot == 0 ? [0] : null,
            });
        }
        while (result is AppendResult.VersionTaken);
    }

    /// <param name="Count">1, or −1 for one that got a card after all.</param>
    internal sealed record Line(DateTimeOffset At, decimal Amount, int Count);
}
