using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Notices in the outbox, oldest first, until they are acknowledged or the nightly close deletes them.</summary>
internal sealed class Notices(IJournal journal) : INotices
{
    /// <summary>Days after which the nightly close deletes an unsent notice.</summary>
    public const int KeptDays = 60;

    public async Task<WaitingNotice[]?> Waiting(string? after, int limit)
    {
        if (after is not null && Read(after) is null)
        {
            return null;
        }

        var messages = await journal.Outbox(OutboxRows.Notices, DateTimeOffset.MaxValue, Read(after), limit);
        return
        [
            .. messages.Select(message => new WaitingNotice(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{message.Due.ToUnixTimeMilliseconds()}.{message.Stream}.{message.Version}.{message.Number}"
                ),
                message.Stream,
                message.Due,
                OutboxRows.ReadNotice(message.Data)
            )),
        ];
    }

    public Task Done(string[] ids) => journal.Delivered([.. ids.Select(Read).OfType<OutboxMessage>()]);

    /// <summary>Parses a notice's id to its place in the outbox; null if malformed.</summary>
    private static OutboxMessage? Read(string? id) =>
        id?.Split('.') is [var due, var stream, var version, var number]
        && MemberIds.IsValid(stream)
        && long.TryParse(due, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
        && Math.Abs(at) < 200_000_000_000_000
        && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? new(stream, entry, row, OutboxRows.Notices, DateTimeOffset.FromUnixTimeMilliseconds(at), [])
            : null;
}
