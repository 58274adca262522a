using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Writes and sends mails after the page has been answered, so that a page takes as long for an address that nobody has as
/// for a member's. What waits here when the process ends is lost: whoever waits for a code asks for another.
/// </summary>
internal sealed partial class PostRoom(ILogger<PostRoom> log) : BackgroundService
{
    private const int Most = 10_000,
        AtOnce = 8,
        Tries = 5;
    private readonly Channel<Func<CancellationToken, Task>> work = Channel.CreateBounded<Func<CancellationToken, Task>>(Most);

    /// <exception cref="TimeoutException">More waits than may wait.</exception>
    public void Add(Func<CancellationToken, Task> job)
    {
        if (!work.Writer.TryWrite(job))
        {
            throw new TimeoutException("More mails wait than may wait.");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Work(stoppingToken)));

    private async Task Work(CancellationToken stop)
    {
        await foreach (var job in work.Reader.ReadAllAsync(stop))
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await job(stop);
                    break;
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception fault)
                {
                    // The kind only: a mail server's words have addresses in them.
                    NotSent(log, fault.GetType().Name, tries);
                    if (tries == Tries)
                    {
                        break;
                    }

                    await Task.Delay(TimeSpan.FromSeconds(1 << (tries - 1)), stop);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail did not leave: {Kind}, try {Tries}")]
    private static partial void NotSent(ILogger logger, string kind, int tries);
}
