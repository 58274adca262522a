using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>How a line of the audit leaves with the change that it is about: in the outbox, in the same transaction.</summary>
internal static class Trail
{
    public const string Topic = "audit";

    public static IReadOnlyList<OutboxRow> Row(AuditLine? line) =>
        line is null ? [] : [new(Topic, line.At, JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web))];

    public static AuditLine Read(byte[] data) => JsonSerializer.Deserialize<AuditLine>(data, JsonSerializerOptions.Web)!;
}
