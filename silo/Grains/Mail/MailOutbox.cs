using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Writes mails into the outbox, each under its own stream, so that mails never wait for each other. The stream's entry keeps only the
/// instant of the request; address, name and code are only in the outbox row, which is deleted after sending.
/// </summary>
internal sealed class MailOutbox(IJournal journal, IGrainFactory grains, TimeProvider machine) : IMailOutbox
{
    public const string Topic = "mail",
        Prefix = "mail.";
    public const int Most = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
    private readonly IMailGrain sender = grains.GetGrain<IMailGrain>(ClubKey.Value);

    public async Task Send(MailRequest mail, TimeSpan life)
    {
        if (await journal.OutboxCount(Topic, Most) >= Most)
        {
            throw new TimeoutException("More mails wait than may wait.");
        }

        var now = machine.GetUtcNow();
        await journal.Append(
            new(Prefix + Guid.NewGuid().ToString("N"), 1, [], Bytes(new MailEntry(now)))
            {
                Outbox = [new(Topic, now, Bytes(new MailRow(now + life, mail)))],
            }
        );
        // A hint without guarantee: the sender also polls every second.
        sender.Nudge().Ignore();
    }

    internal static byte[] Bytes(MailRow row) => JsonSerializer.SerializeToUtf8Bytes(row, Json);

    internal static byte[] Bytes(MailEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Json);

    /// <exception cref="JsonException">The row is of a kind unknown to this release.</exception>
    internal static MailRow Read(byte[] data) => JsonSerializer.Deserialize<MailRow>(data, Json)!;

    internal static MailEntry ReadEntry(byte[] data) => JsonSerializer.Deserialize<MailEntry>(data, Json)!;
}

/// <summary>A mail in the outbox.</summary>
/// <param name="Until">The instant from which the mail is no longer sent.</param>
internal sealed record MailRow(DateTimeOffset Until, MailRequest Mail);

/// <summary>The permanent record of a mail: the instant of its request, without personal data.</summary>
internal sealed record MailEntry(DateTimeOffset At);
