using System.Threading.Channels;

namespace LoyaltyClub.Api.Ordering;

/// <summary>
/// Runs the work items of a stream concurrently, with these guarantees:
/// <list type="bullet">
/// <item>work items of one key run in the order added; each starts when the one before has ended, successfully or not;</item>
/// <item>work items of different keys, and those without a key, do not wait for each other;</item>
/// <item>results come in the order added;</item>
/// <item>at most <c>width</c> work items are added and not yet collected, so memory does not grow with the stream.</item>
/// </list>
/// A failed work item is a failed task among the results and stops no other. After cancellation nothing is added, and everything added is
/// collected.
/// </summary>
/// <typeparam name="TItem">Data for the collector beside a result, such as the line number.</typeparam>
/// <param name="width">At least 2.</param>
public sealed class OrderedPipeline<TItem, TResult>(int width)
{
    // One less, because the collector holds one.
    private readonly Channel<(TItem Item, Task<TResult> Work)> added = Channel.CreateBounded<(TItem, Task<TResult>)>(
        new BoundedChannelOptions(width - 1) { SingleReader = true, SingleWriter = true }
    );

    private readonly Dictionary<string, Task> lastOfKey = new(StringComparer.Ordinal);
    private CancellationToken stopped;

    /// <summary>Ends when everything added is collected. Call once.</summary>
    /// <param name="add">
    /// For each item in turn, waits for capacity and adds it. Its token is cancelled with <paramref name="cancel"/> and when <paramref
    /// name="collect"/> fails.
    /// </param>
    /// <param name="collect">Reads to the end; must await each work item before it reads the next.</param>
    /// <exception cref="OperationCanceledException">From <paramref name="add"/>, after <paramref name="cancel"/>.</exception>
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
                // The collector is gone and frees no capacity, so the producer must stop waiting for it.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>
    /// Waits for capacity for one more. Separate from <see cref="Add{TState}"/>, so that all waiting is in the producer's loop.
    /// </summary>
    /// <returns>True.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled, or its collector failed.</exception>
    public ValueTask<bool> WaitForRoom() => added.Writer.WaitToWriteAsync(stopped);

    /// <summary>Starts a work item, or queues it behind the last one of its key.</summary>
    /// <param name="key">Null for a work item that waits for no other.</param>
    /// <param name="state">Passed to <paramref name="work"/>, so that one delegate serves all items.</param>
    /// <returns>The work item, possibly not yet started.</returns>
    /// <exception cref="InvalidOperationException">There is no capacity.</exception>
    public Task<TResult> Add<TState>(TItem item, string? key, TState state, Func<TState, Task<TResult>> work) =>
        Write(item, key is null ? Begin(state, work) : InTurn(key, state, work));

    /// <summary>Adds a result that is already known.</summary>
    /// <exception cref="InvalidOperationException">There is no capacity.</exception>
    public void Add(TItem item, TResult result) => Write(item, Task.FromResult(result));

    private Task<TResult> Write(TItem item, Task<TResult> work) =>
        added.Writer.TryWrite((item, work)) ? work : throw new InvalidOperationException("There is no room: wait for it before each item.");

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
    /// Removes ended work items from a table of more than <paramref name="limit"/>. With a limit of several times the number of concurrent
    /// work items, the cost per item added is constant.
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
