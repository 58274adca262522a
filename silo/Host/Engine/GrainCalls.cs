using System.Diagnostics;
using LoyaltyClub.Storage;
using Orleans.Storage;

namespace LoyaltyClub.Host.Engine;

/// <summary>How many calls to grains may wait for an answer in this process.</summary>
internal sealed class CallsInAll(int most)
{
    private int waiting;
    private long refused;

    public int Waiting => Volatile.Read(ref waiting);

    public long Refused => Volatile.Read(ref refused);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref waiting) <= most)
            return true;
        Leave();
        Interlocked.Increment(ref refused);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref waiting);
}

/// <summary>
/// On the way of every call to a grain. Refuses, before the grains, what is more than may wait. And calls again where the silo that had the grain
/// went away, or where the grain found that another activation had written its state: whatever writes has an operation id or may be done twice, so a silo's crash costs its callers some patience and no error.
/// </summary>
internal sealed class GrainCalls(CallsInAll calls) : IOutgoingGrainCallFilter
{
    /// <summary>A killed silo is voted out within 2 s, one that hangs within 6 s.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(8), LongestWait = TimeSpan.FromMilliseconds(250);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!calls.TryEnter())
            throw new StoreBusyException();
        try
        {
            await context.Invoke();
        }
        catch (Exception fault) when (fault is OrleansMessageRejectionException or InconsistentStateException)
        {
            await Again(context);
        }
        finally
        {
            calls.Leave();
        }
    }

    private static async Task Again(IOutgoingGrainCallContext context)
    {
        var since = Stopwatch.GetTimestamp();
        for (var wait = TimeSpan.FromMilliseconds(50); ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            await Task.Delay(wait);
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception fault) when (fault is OrleansMessageRejectionException or InconsistentStateException && Stopwatch.GetElapsedTime(since) < LongestPatience)
            {
                // Not voted out yet.
            }
        }
    }
}
