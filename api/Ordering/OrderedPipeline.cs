using System.Threading.Channels;

namespace LoyaltyClub.Api.Ordering;

/// <summary>
/// Runs the works of a stream side by side and in order. Its law:
/// <list type="bullet">
/// <item>of one key, a work begins when the work added before it has ended, whether it succeeded or failed;</item>
/// <item>works of different keys, and works without a key, do not wait for each other;</item>
/// <item>results come in the order in which the works were added;</item>
/// <item>at most <c>width</c> works are added and not collected, so memory does not grow with the stream.</item>
/// </list>
/// A failed work is a failed task among the results and stops no other. Cancellation adds no more and collects what was added.
/// </summary>
/// <typeparam name="TItem">What the collector is told beside a result, such as the number of a line.</typeparam>
/// <param name="width">From 2.</param>
public sealed class OrderedPipeline<TItem, TResult>(int width)
{
    // One less, because the collector holds one.
    private readonly Channel<(TItem Item, Task<TResult> Work)> added = Channel.CreateBounded<(TItem, Task<TResult>)>(
        new BoundedChannelOptions(width - 1) { SingleReader = true, SingleWriter = true }
    );

    private readonly Dictionary<string, Task> lastOfKey = new(StringComparer.Ordinal);
    private CancellationToken stopped;

    /// <summary>Ends when everything added is collected. Is called once.</summary>
    /// <param name="add">Calls <see cref="Add"/> for each item, one call after another; its token ends when <paramref name="collect"/> fails.</param>
    /// <param name="collect">Reads to the end, and reads the next only when it has awaited the work before.</param>
    /// <exception cref="OperationCanceledException">Of <paramref name="add"/>, after <paramref name="cancel"/>.</exception>
    public async Task Run(
        Func<CancellationToken, Task> add,
        Func<ChannelReader<(TItem Item, Task<TResult> Work)>, Task> collect,
        CancellationToken cancel
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stopped = stop.Token;
        var collecting = Collect();
        try
        {
            await add(stopped);
        }
        finally
        {
            added.Writer.Complete();
            await collecting;
        }

        async Task Collect()
        {
            try
            {
                await collect(added.Reader);
            }
            catch
            {
                // Who adds must not wait for room that nobody makes.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Waits for room, then begins a work or puts it behind the last of its key.</summary>
    /// <param name="key">Null for a work that waits for no other.</param>
    /// <param name="state">Is handed to <paramref name="work"/>, so that one delegate serves all items.</param>
    /// <returns>The work, which may not have begun.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled, or its collector failed.</exception>
    public async ValueTask<Task<TResult>> Add<TState>(TItem item, string? key, TState state, Func<TState, Task<TResult>> work)
    {
        await Room();
        var begun = key is null ? Begin(state, work) : InTurn(key, state, work);
        added.Writer.TryWrite((item, begun));
        return begun;
    }

    /// <summary>Adds a result that is known already.</summary>
    /// <exception cref="OperationCanceledException">As of <see cref="Add"/>.</exception>
    public async ValueTask Add(TItem item, TResult result)
    {
        await Room();
        added.Writer.TryWrite((item, Task.FromResult(result)));
    }

    private async ValueTask Room()
    {
        stopped.ThrowIfCancellationRequested();
        if (!await added.Writer.WaitToWriteAsync(stopped))
        {
            throw new InvalidOperationException("The run has ended.");
        }
    }

    private Task<TResult> InTurn<TState>(string key, TState state, Func<TState, Task<TResult>> work)
    {
        var begun = lastOfKey.GetValueOrDefault(key) is { IsCompleted: false } before ? After(before, state, work) : Begin(state, work);
        if (!begun.IsCompleted)
        {
            lastOfKey[key] = begun;
            RunningWork.RemoveEnded(lastOfKey, 4 * width, static last => last);
        }

        return begun;
    }

    private static Task<TResult> Begin<TState>(TState state, Func<TState, Task<TResult>> work)
    {
        try
        {
            return work(state);
        }
        catch (Exception fault)
        {
            return Task.FromException<TResult>(fault);
        }
    }

    private static async Task<TResult> After<TState>(Task before, TState state, Func<TState, Task<TResult>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await work(state);
    }
}

internal static class RunningWork
{
    /// <summary>
    /// Removes works that have ended from a table of more than <paramref name="limit"/>. With a limit of some times the works that run at
    /// once, the time for it is a constant for each work added.
    /// </summary>
    public static void RemoveEnded<TKey, TValue>(Dictionary<TKey, TValue> works, int limit, Func<TValue, Task> work)
        where TKey : notnull
    {
        if (works.Count <= limit)
        {
            return;
        }

        foreach (var (key, value) in works)
        {
            if (work(value).IsCompleted)
            {
                works.Remove(key);
            }
        }
    }
}
