using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>Tries again while the store is away or busy, waiting longer each time; once one has given up, all have.</summary>
internal sealed class Retry(TimeSpan longest, IExceptionRefusals refusals) : IDisposable
{
    private readonly CancellationTokenSource over = new();

    /// <summary>Cancelled when the store has been away for too long.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>Why it was given up, or null.</summary>
    public string? Why { get; private set; }

    /// <returns>What <paramref name="work"/> answers; null if the store did not answer in time.</returns>
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
