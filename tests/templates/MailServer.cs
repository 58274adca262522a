using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LoyaltyClub.Tests.Portal;

namespace LoyaltyClub.Tests.Templates;

/// <summary>A mail server on this machine that does what a test says.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentBag<Task> sessions = [];
    private readonly Task accepting;
    private readonly HashSet<ReceivedMail> seen = new(ReferenceEqualityComparer.Instance);
    private int connections;

    public MailServer(int port = 0)
    {
        listener = new(IPAddress.Loopback, port);
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Setting => $"127.0.0.1:{Port}";

    /// <summary>Mails that came in whole, taken or not, as they came.</summary>
    public ConcurrentQueue<(ReceivedMail Mail, string Source)> Received { get; } = new();

    /// <summary>What to say to the n-th recipient of all, from 1.</summary>
    public Func<int, string> Recipient { get; set; } = _ => "250 OK";

    /// <summary>What to say to the n-th mail that has come in, from 1; null cuts the connection without a word.</summary>
    public Func<int, string?> Taken { get; set; } = _ => "250 Taken";

    /// <summary>Says goodbye to the connection after each mail.</summary>
    public bool ClosesAfterEach { get; set; }

    public int Connections => connections;

    public int Recipients { get; private set; }

    /// <summary>The other end of the last connection.</summary>
    public EndPoint? LastClient { get; private set; }

    private async Task Accept()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptSocketAsync(end.Token);
                Interlocked.Increment(ref connections);
                LastClient = client.RemoteEndPoint;
                sessions.Add(Task.Run(() => Serve(client)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task Serve(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync(end.Token) is { } line)
            {
                if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync(Recipient(++Recipients));
                }
                else if (line.Equals("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    var source = new StringBuilder();
                    while (await reader.ReadLineAsync(end.Token) is { } text && text != ".")
                    {
                        source.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                    }

                    Received.Enqueue((ReceivedMail.Read(source.ToString()), source.ToString()));
                    if (Taken(Received.Count) is not { } answer)
                    {
                        return;
                    }

                    await writer.WriteLineAsync(answer);
                    if (ClosesAfterEach)
                    {
                        return;
                    }
                }
                else
                {
                    await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 OK");
                }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The client went, or the test has ended.
        }
    }

    /// <summary>Waits for the next mail to an address.</summary>
    public async Task<ReceivedMail> Next(string to)
    {
        for (var waited = 0; waited < 600; waited++)
        {
            foreach (var (mail, _) in Received.Where(one => one.Mail.To.Contains(to, StringComparison.OrdinalIgnoreCase)))
            {
                if (seen.Add(mail))
                {
                    return mail;
                }
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"No mail to {to}.");
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(sessions);
        end.Dispose();
    }
}
