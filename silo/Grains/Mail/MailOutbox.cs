using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Writes what is to be mailed into the outbox, each under a stream of its own, so that no two wait for each other. The stream's entry says
/// that a mail was asked for, and when; address, name and code are in the outbox's row alone, which goes with the mail.
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
        // Nobody waits for it and it may get lost: each second the sender looks anyway.
        sender.Nudge().Ignore();
    }

    internal static byte[] Bytes(MailRow row) => JsonSerializer.SerializeToUtf8Bytes(row, Json);

    internal static byte[] Bytes(MailEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Json);

    /// <exception cref="JsonException">A kind that this release does not know.</exception>
    internal static MailRow Read(byte[] data) => JsonSerializer.Deserialize<MailRow>(data, Json)!;

    internal static MailEntry ReadEntry(byte[] data) => JsonSerializer.Deserialize<MailEntry>(data, Json)!;
}

/// <summary>A mail in the outbox.</summary>
/// <param name="Until">From then on it is no longer sent.</param>
internal sealed record MailRow(DateTimeOffset Until, MailRequest Mail);

/// <summary>What stays of a mail: that it was asked for.</summary>
internal sealed record MailEntry(DateTimeOffset At);
