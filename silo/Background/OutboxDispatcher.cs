using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Background;

/// <summary>
/// Delivers messages from the outbox to their grains, and wakes members whose reservations time out. Each message has an id under
/// which the receiver writes, so delivering it twice, or from two processes, changes nothing.
/// </summary>
public sealed class OutboxDispatcher(IJournal journal, IGrainFactory grains, ClubClock clock, ProgrammeCache shelf) : IOutboxDispatcher
{
    private const int Page = 200;

    public async Task Flush(string member)
    {
        foreach (var message in await journal.OutboxOf(member, OutboxRows.GrainMessages))
        {
            await Deliver(message);
        }
    }

    /// <summary>One round of everything that is due.</summary>
    /// <param name="failed">Called for each message that cannot be delivered now; the message stays.</param>
    public async Task Round(Action<Exception> failed, CancellationToken cancel)
    {
        // Messages are due at once, whatever the sandbox's clock was when they were written.
        await All(OutboxRows.GrainMessages, DateTimeOffset.MaxValue);
        await All(OutboxRows.Wakes, clock.Now);
        await AuditOutbox.Carry(journal, cancel);

        async Task All(string topic, DateTimeOffset due)
        {
            OutboxMessage? last = null;
            while (await journal.Outbox(topic, due, last, Page, cancel) is { Count: > 0 } messages)
            {
                await Task.WhenAll(
                    messages.Select(async message =>
                    {
                        try
                        {
                            await Deliver(message);
                        }
                        catch (Exception fault) when (fault is not OperationCanceledException)
                        {
                            failed(fault);
                        }
                    })
                );
                last = messages[^1];
            }
        }
    }

    private async Task Deliver(OutboxMessage message)
    {
        if (message.Topic == OutboxRows.Wakes)
        {
            var now = clock.Now;
            await grains.GetGrain<IMemberGrain>(message.Stream).Settle(shelf.Book.DayOf(now));
        }
        else if (
            !await Deliver(OperationIds.GrainMessage(message.Stream, message.Version, message.Number), GrainMessage.Read(message.Data))
        )
        {
            return;
        }

        await journal.Delivered([message]);
    }

    /// <returns>False if no member can take it yet; the message stays.</returns>
    private async Task<bool> Deliver(Guid id, GrainMessage message)
    {
        if (message.Kind == GrainMessageKind.Stock)
        {
            await grains.GetGrain<IStockGrain>(message.To).GiveBack(message.Unit!);
            return true;
        }
        var taken = await grains.Ask(message.To, member => member.Receive(id, message.Write()));
        if (taken.Refusal is null)
        {
            return true;
        }

        // Two members were merged into each other at the same time: one merge is turned back below, and then the others can be delivered.
        if (taken.Refusal.SurvivingMember is not null && message.Kind is not (GrainMessageKind.Merge or GrainMessageKind.Split))
        {
            return false;
        }

        var back = message.Kind switch
        {
            GrainMessageKind.Transfer => message with { Kind = GrainMessageKind.TransferBack, To = message.From, From = message.To },
            GrainMessageKind.Merge => message with { Kind = GrainMessageKind.Split, To = message.From, From = message.To },
            _ => null,
        };
        // Under the same id, so that it is either taken or turned back, even if another process delivers it too.
        return back is null || await Deliver(id, back);
    }
}
