using System.Collections.Concurrent;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Templates.Mail;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Delivers mails of the outbox to the mail server, eight in parallel, and deletes a row once the server has accepted its mail. Retries
/// back off up to five minutes; their count is in memory only, so a restart retries at once. A mail whose acceptance is unknown is sent
/// up to three times: a code sent twice is a nuisance, a missing code locks a member out. Logs contain ids and status codes, never
/// addresses.
/// </summary>
internal sealed partial class MailDispatcher(
    IJournal journal,
    MailWriter writer,
    MailSettings settings,
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

    /// <summary>How long an unreadable row is kept: it may be of a newer release.</summary>
    private static readonly TimeSpan LongestUnread = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim turns = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Progress> tried = new(StringComparer.Ordinal);
    private readonly Lock server = new();
    private CancellationTokenSource sends = new();
    private int serverTries;
    private long serverSince;
    private TimeSpan serverPause;

    /// <summary>Time left of the pause after the server was unreachable; zero without a pause.</summary>
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

    /// <summary>Starts the delivery of every row that is ready, and returns when the last delivery has started.</summary>
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

    /// <summary>Waits for the running deliveries; cancels them after five seconds.</summary>
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
            turns.Release(); // the server became unreachable during the wait
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
            // If the deletion fails, a later round deletes the row without sending the mail again.
            tried[id] = new() { IsDone = true };
            await journal.Delivered([message]);
            tried.TryRemove(id, out _);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process ends; the row stays for the next process.
        }
        catch (Exception fault)
        {
            Later(id, fault.GetType().Name);
        }
    }

    /// <returns>True if only the row remains to be deleted.</returns>
    private async Task<bool> Send(OutboxMessage message, string id, CancellationToken cancel)
    {
        // Sending a page takes a while; another process may have sent this mail since the page was read.
        if ((await journal.OutboxOf(message.Stream, MailOutbox.Topic, cancel)).Count == 0)
        {
            return true;
        }

        var request = MailOutbox.Read(message.Data).Mail;
        if (request is ForgetMails { Hash: var erased })
        {
            settings.Basis.Forget(erased);
            return true;
        }

        if (await writer.Write(request, id) is not { } mail)
        {
            return true; // no recipient
        }

        // An address that was stored before there was one rule for them.
        if (!EmailAddress.IsMailable(mail.To))
        {
            GivenUp(log, id, "NoAddress");
            return true;
        }

        var result = await settings.Send(mail, cancel);
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
            // Parallel deliveries that fail together count as one failure.
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

    /// <summary>The mail's id, the same in every process and retry.</summary>
    private static string IdOf(OutboxMessage message) => message.Stream;

    private static TimeSpan Growing(int tries, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(1 << Math.Min(tries - 1, 20), longest.TotalSeconds));

    public void Dispose()
    {
        turns.Dispose();
        sends.Dispose();
    }

    /// <param name="IsDone">The mail was sent or given up; only its row remains to be deleted.</param>
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
