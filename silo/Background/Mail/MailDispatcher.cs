using System.Collections.Concurrent;
using System.Text.Json;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Templates.Mail;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Takes mails from the outbox to the mail server, eight at once; the row goes when the server has the mail. A row that is tried again
/// waits longer each time, up to five minutes; how often it was tried is in memory only, so a restart tries at once. Where the server
/// may have a mail and did not say so, it is sent again, three times at most: a code twice is a nuisance, none locks somebody out.
/// Logs have ids and status codes, never addresses.
/// </summary>
internal sealed partial class MailDispatcher(
    IJournal journal,
    MailWriter writer,
    IMailer mailer,
    TimeProvider machine,
    ILogger<MailDispatcher> log
) : IDisposable
{
    private const int Page = 200,
        AtOnce = 8,
        MostUnknown = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5),
        LongestServerPause = TimeSpan.FromSeconds(30),
        LongestDrain = TimeSpan.FromSeconds(5);

    /// <summary>A row that cannot be read may be of a newer release; nobody waits longer for it to come.</summary>
    private static readonly TimeSpan LongestUnread = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim turns = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Progress> tried = new(StringComparer.Ordinal);
    private readonly Lock server = new();
    private CancellationTokenSource sends = new();
    private int serverTries;
    private long serverSince;
    private TimeSpan serverPause;

    /// <summary>How long no mail is tried, because the server was away; zero if it is not.</summary>
    public TimeSpan ServerAwayFor
    {
        get
        {
            lock (server)
            {
                var left = serverPause - machine.GetElapsedTime(serverSince);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Starts all that is to be sent now, and returns when the last of it is under way.</summary>
    public async Task Round(CancellationToken stop)
    {
        OutboxMessage? last = null;
        while (await journal.Outbox(MailOutbox.Topic, DateTimeOffset.MaxValue, last, Page, stop) is { Count: > 0 } messages)
        {
            var over = messages.Where(IsOver).ToArray();
            if (over.Length > 0)
            {
                await journal.Delivered(over);
            }

            foreach (var message in over)
            {
                Expired(log, IdOf(message));
                tried.TryRemove(IdOf(message), out _);
            }

            foreach (var message in messages.Except(over))
            {
                if (IsReady(IdOf(message)))
                {
                    await Start(message, stop);
                }
            }

            last = messages[^1];
        }
    }

    /// <summary>Returns when what was under way has ended; after five seconds it is cut.</summary>
    public async Task Drain()
    {
        var cut = sends;
        cut.CancelAfter(LongestDrain);
        await Task.WhenAll(running.Values);
        sends = new();
        cut.Dispose();
    }

    private async Task Start(OutboxMessage message, CancellationToken stop)
    {
        await turns.WaitAsync(stop);
        var id = IdOf(message);
        if (!IsReady(id))
        {
            turns.Release(); // while it waited for its turn the server went away
            return;
        }

        var begun = new TaskCompletionSource();
        running[id] = begun.Task;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await Deliver(message, id, sends.Token);
                }
                finally
                {
                    running.TryRemove(id, out _);
                    turns.Release();
                    begun.SetResult();
                }
            },
            CancellationToken.None
        );
    }

    private async Task Deliver(OutboxMessage message, string id, CancellationToken cancel)
    {
        try
        {
            if (tried.GetValueOrDefault(id)?.IsDone != true && !await Send(message, id, cancel))
            {
                return;
            }
            // Should the row not go now, it goes in a later round and the mail is not sent again.
            tried[id] = new() { IsDone = true };
            await journal.Delivered([message]);
            tried.TryRemove(id, out _);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process ends, and the row stays.
        }
        catch (Exception fault)
        {
            Later(id, fault.GetType().Name);
        }
    }

    /// <returns>True if there is nothing more to do for this mail but to take it from the outbox.</returns>
    private async Task<bool> Send(OutboxMessage message, string id, CancellationToken cancel)
    {
        // A page is read at once and sent for a while; meanwhile another process may have sent what is in it.
        if ((await journal.OutboxOf(message.Stream, MailOutbox.Topic, cancel)).Count == 0)
        {
            return true;
        }

        if (await writer.Write(MailOutbox.Read(message.Data).Mail, id) is not { } mail)
        {
            return true; // nobody has the address
        }

        var result = await mailer.Send(mail, cancel);
        if (result.Outcome == MailOutcome.ServerAway)
        {
            ServerAway(result.Reason);
            return false;
        }

        lock (server)
        {
            (serverTries, serverPause) = (0, TimeSpan.Zero);
        }

        var unknown = tried.GetValueOrDefault(id)?.Unknown ?? 0;
        switch (result.Outcome)
        {
            case MailOutcome.Taken:
                return true;
            case MailOutcome.Refused:
            case MailOutcome.Unknown when unknown + 1 >= MostUnknown:
                GivenUp(log, id, result.Reason);
                return true;
            default:
                Later(id, result.Reason, result.Outcome == MailOutcome.Unknown ? unknown + 1 : unknown);
                return false;
        }
    }

    private void Later(string id, string reason, int? unknown = null)
    {
        var before = tried.GetValueOrDefault(id) ?? new();
        var tries = before.Tries + 1;
        tried[id] = before with
        {
            Tries = tries,
            Unknown = unknown ?? before.Unknown,
            Since = machine.GetTimestamp(),
            Pause = Growing(tries, LongestPause),
        };
        Stays(log, id, reason, tries);
    }

    private void ServerAway(string reason)
    {
        lock (server)
        {
            // Of several that fail together one counts.
            if (serverPause > machine.GetElapsedTime(serverSince))
            {
                return;
            }

            serverTries++;
            (serverSince, serverPause) = (machine.GetTimestamp(), Growing(serverTries, LongestServerPause));
        }
        ServerStaysAway(log, reason, serverTries);
    }

    private bool IsReady(string id) =>
        ServerAwayFor == TimeSpan.Zero
        && !running.ContainsKey(id)
        && (!tried.TryGetValue(id, out var progress) || machine.GetElapsedTime(progress.Since) >= progress.Pause);

    private bool IsOver(OutboxMessage message)
    {
        if (running.ContainsKey(IdOf(message)))
        {
            return false;
        }

        try
        {
            return machine.GetUtcNow() >= MailOutbox.Read(message.Data).Until;
        }
        catch (JsonException)
        {
            return machine.GetUtcNow() >= message.Due + LongestUnread;
        }
    }

    /// <summary>The same for ever, whichever process sends it.</summary>
    private static string IdOf(OutboxMessage message) => message.Stream;

    private static TimeSpan Growing(int tries, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(1 << Math.Min(tries - 1, 20), longest.TotalSeconds));

    public void Dispose()
    {
        turns.Dispose();
        sends.Dispose();
    }

    /// <param name="IsDone">The mail has left, or never will; only its row is still there.</param>
    private sealed record Progress(int Tries = 0, int Unknown = 0, long Since = 0, TimeSpan Pause = default, bool IsDone = false);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} did not leave and is tried again: {Reason}, try {Tries}")]
    private static partial void Stays(ILogger logger, string id, string reason, int tries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server is away, and mails wait: {Reason}, try {Tries}")]
    private static partial void ServerStaysAway(ILogger logger, string reason, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {Id} was given up: {Reason}")]
    private static partial void GivenUp(ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} was not sent in time and is worth nothing now")]
    private static partial void Expired(ILogger logger, string id);
}
