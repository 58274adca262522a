using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>Retries with increasing delay while the store is unavailable or busy; after the first time-out all calls give up.</summary>
internal sealed class Retry(TimeSpan longest, IExceptionRefusals refusals) : IDisposable
{
    private readonly CancellationTokenSource over = new();

    /// <summary>Cancelled once the store has been unavailable for longer than the limit.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>The fault of the last retry; null before the time-out.</summary>
    public string? Why { get; private set; }

    /// <returns>The answer of <paramref name="work"/>; null after the time-out.</returns>
    public async Task<T?> Try<T>(Func<Task<T>> work)
        where T : class
    {
        var (since, wait) = (0L, TimeSpan.FromMilliseconds(20));
        while (!over.IsCancellationRequested)
        {
            try
            {
                return await work();
            }
            catch (Exception fault) when (refusals.Of(fault) is { } refusal)
            {
                var now = Environment.TickCount64;
                since = since == 0 ? now : since;
                if (now - since > longest.TotalMilliseconds)
                {
                    Why ??= $"{refusal.Detail} ({fault.Message})";
                    await over.CancelAsync();
                    break;
                }
                await Task.Delay(wait, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait < TimeSpan.FromSeconds(1) ? wait * 2 : wait;
            }
        }

        return null;
    }

    public void Dispose() => over.Dispose();
}
