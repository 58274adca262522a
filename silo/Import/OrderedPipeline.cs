using System.Threading.Channels;

namespace LoyaltyClub.Import;

/// <summary>
/// Carries items to the grains and their fates back: those of one member one after another in the order in which they come,
/// those of different members side by side, fates in the order of the items.
/// </summary>
internal sealed class OrderedPipeline<T>(Action<T, RowResult> collect)
    where T : Item
{
    /// <summary>
    /// Items on their way at once: enough to fill the journal's groups also where a file is sorted by member, few enough to bound memory.
    /// </summary>
    private const int SideBySide = 4_096;

    /// <summary>Members looked up ahead; the store answers about so many side by side.</summary>
    private const int LookedUp = 64;

    private readonly Dictionary<string, Task> lastOfMember = new(StringComparer.Ordinal);

    /// <param name="items">Is enumerated on a thread of its own, and not further after <paramref name="stop"/>.</param>
    /// <param name="whose">The member, or null for an item that need not wait for any other.</param>
    /// <param name="work">Is called for items without a fault, with the member.</param>
    public async Task Run(
        IEnumerable<T> items,
        Func<T, Task<RowOwner>> whose,
        Func<T, string?, Task<RowResult>> work,
        CancellationToken stop
    )
    {
        var lookedUp = Channel.CreateBounded<(T Item, Task<RowOwner> RowOwner)>(
            new BoundedChannelOptions(LookedUp) { SingleReader = true, SingleWriter = true }
        );
        var onTheWay = Channel.CreateBounded<(T Item, Task<RowResult> RowResult)>(
            new BoundedChannelOptions(SideBySide) { SingleReader = true, SingleWriter = true }
        );
        // A stage that breaks must not leave the others waiting for it.
        using var broken = new CancellationTokenSource();
        await Task.WhenAll(
            Stage(() => Read(items, whose, lookedUp.Writer, stop, broken.Token), broken),
            Stage(() => Send(lookedUp.Reader, work, onTheWay.Writer, broken.Token), broken),
            Stage(() => Collect(onTheWay.Reader, broken.Token), broken)
        );
    }

    private static Task Stage(Func<Task> stage, CancellationTokenSource broken) =>
        Task.Run(async () =>
        {
            try
            {
                await stage();
            }
            catch (OperationCanceledException) when (broken.IsCancellationRequested)
            {
                // Another stage broke, and says why.
            }
            catch
            {
                await broken.CancelAsync();
                throw;
            }
        });

    private static async Task Read(
        IEnumerable<T> items,
        Func<T, Task<RowOwner>> whose,
        ChannelWriter<(T, Task<RowOwner>)> next,
        CancellationToken stop,
        CancellationToken broken
    )
    {
        foreach (var item in items)
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            await next.WriteAsync(
                (item, item.Fault is { } fault ? Task.FromResult(new RowOwner(null, new RowResult(fault, false, 0))) : whose(item)),
                broken
            );
        }
        next.Complete();
    }

    private async Task Send(
        ChannelReader<(T Item, Task<RowOwner> RowOwner)> from,
        Func<T, string?, Task<RowResult>> work,
        ChannelWriter<(T, Task<RowResult>)> next,
        CancellationToken broken
    )
    {
        await foreach (var (item, looking) in from.ReadAllAsync(broken))
        {
            var whose = await looking;
            await next.WriteAsync((item, whose.RowResult is { } fate ? Task.FromResult(fate) : Start(item, whose.Member, work)), broken);
        }
        next.Complete();
    }

    private Task<RowResult> Start(T item, string? member, Func<T, string?, Task<RowResult>> work)
    {
        if (member is null)
        {
            return work(item, null);
        }

        var started = lastOfMember.GetValueOrDefault(member) is { IsCompleted: false } before
            ? After(before, item, member, work)
            : work(item, member);
        lastOfMember[member] = started;
        if (lastOfMember.Count > 4 * SideBySide)
        {
            foreach (var (other, last) in lastOfMember)
            {
                if (last.IsCompleted)
                {
                    lastOfMember.Remove(other);
                }
            }
        }

        return started;
    }

    private static async Task<RowResult> After(Task before, T item, string member, Func<T, string?, Task<RowResult>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await work(item, member);
    }

    private async Task Collect(ChannelReader<(T Item, Task<RowResult> RowResult)> from, CancellationToken broken)
    {
        await foreach (var (item, fate) in from.ReadAllAsync(broken))
        {
            collect(item, await fate);
        }
    }
}

/// <summary>Whose an item is, or its fate, if that is settled by not knowing.</summary>
internal readonly record struct RowOwner(string? Member, RowResult? RowResult);
