using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LoyaltyClub.Templates.Mail;

/// <summary>
/// Sends over SMTP through a pool of up to eight connections.
/// </summary>
public sealed class SmtpMailer : IMailer, IAsyncDisposable, IDisposable
{
    private const int Connections = 8;

    /// <summary>Limit for one mail, including the connection.</summary>
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(60);

    /// <summary>Limit for a test, before which somebody sits.</summary>
    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(15);

    /// <summary>Servers close idle connections; below this time one is worth keeping.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim turns = new(Connections, Connections);
    private readonly Stack<SmtpConnection> idle = new();
    private readonly Timer sweep;
    private readonly TimeProvider machine;
    private readonly SmtpServer server;

    /// <exception cref="ArgumentException">The setting is invalid. The message omits it, because it may contain a password.</exception>
    public SmtpMailer(string setting, TimeProvider machine)
        : this(SmtpServer.Read(setting), machine) { }

    public SmtpMailer(SmtpServer server, TimeProvider machine)
    {
        (this.server, this.machine) = (server, machine);
        sweep = new(_ => Sweep(), null, LongestIdle, LongestIdle);
    }

    public string? Pickup => null;

    public void Forget(string hash) { }

    /// <summary>For tests: called with each socket before the SMTP client uses it.</summary>
    internal Action<Socket>? Opened { get; set; }

    public async Task<MailResult> Send(MailMessage message, CancellationToken cancel = default)
    {
        await turns.WaitAsync(cancel);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(LongestSend);
            using var mail = Composition.Of(message, server.From, machine.GetUtcNow());
            while (true)
            {
                var used = Idle();
                // The server may have closed the connection meanwhile; the mail then uses another one.
                if (
                    await Send(mail, used, limit.Token, cancel) is { } result
                    && !(used is not null && result.Outcome == MailOutcome.ServerAway)
                )
                {
                    return result;
                }
            }
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<MailResult> Send(MimeMessage mail, SmtpConnection? connection, CancellationToken limit, CancellationToken cancel)
    {
        var keep = false;
        try
        {
            connection ??= await Connect(limit);
            connection.MayHaveIt = false;
            await connection.SendAsync(mail, limit);
            keep = true;
            return MailResult.Taken;
        }
        catch (SmtpCommandException fault) when (connection is not null)
        {
            keep = connection.IsConnected;
            return new(Outcome(fault), $"{fault.ErrorCode} {(int)fault.StatusCode}");
        }
        catch (Exception fault)
            when (fault
                    is IOException
                        or SocketException
                        or ProtocolException
                        or CommandException
                        or AuthenticationException
                        or SslHandshakeException
                        or ServiceNotConnectedException
                        or ServiceNotAuthenticatedException
                        or NotSupportedException
                        or OperationCanceledException
            )
        {
            // After the server agreed to take the mail, a broken connection leaves the outcome unknown.
            if (connection?.MayHaveIt == true)
            {
                return new(MailOutcome.Unknown, fault.GetType().Name);
            }

            cancel.ThrowIfCancellationRequested();
            return new(MailOutcome.ServerAway, fault.GetType().Name);
        }
        finally
        {
            if (keep)
            {
                connection!.IdleSince = machine.GetTimestamp();
                lock (idle)
                {
                    idle.Push(connection);
                }
            }
            else
            {
                connection?.Dispose();
            }
        }
    }

    /// <summary>Sends one mail over a connection of its own, and says how far it came.</summary>
    public async Task<SmtpTrial> Try(MailMessage message, CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestTrial);
        using var mail = Composition.Of(message, server.From, machine.GetUtcNow());
        try
        {
            using var connection = await Connect(limit.Token);
            return new(SmtpStep.Taken, await connection.SendAsync(mail, limit.Token));
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return SmtpTrial.Of(fault);
        }
    }

    /// <summary>
    /// Opens the socket itself: MailKit's own waits for the acknowledgement of each small packet, 21 mails a second instead of 550.
    /// </summary>
    private async Task<SmtpConnection> Connect(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connection = new SmtpConnection { CheckCertificateRevocation = false };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancel);
            Opened?.Invoke(socket);
            await connection.ConnectAsync(socket, server.Host, server.Port, server.Security, cancel);
            if (server.Credentials is var (user, password) && connection.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            {
                await connection.AuthenticateAsync(Encoding.UTF8, user, password, cancel);
            }

            return connection;
        }
        catch (SmtpCommandException fault)
        {
            Close();
            throw new IOException($"The mail server does not let us in: {(int)fault.StatusCode}", fault);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            connection.Dispose();
            socket.Dispose();
        }
    }

    /// <summary>
    /// A sender or client that the server refuses is a fault of the settings, not of the mail, so the mail is tried again until the
    /// settings are corrected.
    /// </summary>
    private static MailOutcome Outcome(SmtpCommandException fault) =>
        fault.ErrorCode == SmtpErrorCode.SenderNotAccepted || (int)fault.StatusCode is 421 or 530 or 534 or 535 or 538
            ? MailOutcome.ServerAway
        : (int)fault.StatusCode >= 500 ? MailOutcome.Refused
        : MailOutcome.Later;

    private SmtpConnection? Idle()
    {
        lock (idle)
        {
            return idle.TryPop(out var connection) ? connection : null;
        }
    }

    /// <summary>Closes connections that have been idle for too long.</summary>
    private void Sweep()
    {
        SmtpConnection[] old;
        lock (idle)
        {
            old = [.. idle.Where(connection => machine.GetElapsedTime(connection.IdleSince) >= LongestIdle)];
            var kept = idle.Except(old).Reverse().ToArray();
            idle.Clear();
            foreach (var connection in kept)
            {
                idle.Push(connection);
            }
        }
        foreach (var connection in old)
        {
            _ = Quit(connection);
        }
    }

    private static async Task Quit(SmtpConnection connection)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await connection.DisconnectAsync(true, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await sweep.DisposeAsync();
        while (Idle() is { } connection)
        {
            await Quit(connection);
        }

        turns.Dispose();
    }

    /// <summary>For containers that dispose synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed class SmtpConnection : SmtpClient
    {
        /// <summary>True once the server has agreed to take a mail: after a broken connection the mail may have arrived.</summary>
        public bool MayHaveIt { get; set; }

        public long IdleSince { get; set; }

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => MayHaveIt = true;
    }
}
