namespace LoyaltyClub.Journal;

/// <summary>
/// Availability of the store. While it is away every caller fails at once instead of waiting for a time-out of its own, and one
/// loop probes until it answers.
/// </summary>
internal sealed class Availability(Func<CancellationToken, Task> probe) : IDisposable
{
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource end = new();
    private Exception? why;

    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public void ThrowIfAway()
    {
        if (Volatile.Read(ref this.why) is { } why)
        {
            throw new StoreUnavailableException("The store is away: " + why.Message, why);
        }
    }

    /// <summary>Marks the store as away until a probe succeeds.</summary>
    public void Lost(Exception why)
    {
        if (!end.IsCancellationRequested && Interlocked.CompareExchange(ref this.why, why, null) is null)
        {
            _ = Task.Run(AskUntilItAnswers);
        }
    }

    private async Task AskUntilItAnswers()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenProbes, end.Token);
                await probe(end.Token);
                Volatile.Write(ref why, null);
                return;
            }
            catch (Exception e) when (!end.IsCancellationRequested)
            {
                Volatile.Write(ref why, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public void Dispose() => end.Cancel();
}
