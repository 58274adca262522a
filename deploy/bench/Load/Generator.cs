using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoyaltyClub.Bench.Load;

/// <summary>The requests and the check of their answers. Called by one thread.</summary>
internal interface ITraffic
{
    /// <summary>Writes a connection's next request and returns its length.</summary>
    int Next(int connection, Span<byte> request);

    /// <summary>The fault of an answer, or null.</summary>
    string? Fault(int connection, int status, ReadOnlySpan<byte> body);
}

/// <param name="Answers">Right answers within the time; later answers are checked but not counted.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record LoadResult(long Answers, double Seconds, double P50, double P99, IReadOnlyList<string> Faults)
{
    public double PerSecond => Answers / Seconds;
}

/// <summary>Keeps a number of connections busy from one thread, with as little work for each request as possible.</summary>
internal sealed class Generator(int port, ITraffic traffic)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    private readonly List<string> faults = [];
    private readonly List<long> latencies = new(1 << 18);
    private readonly Stack<int> idle = new();

    /// <param name="perSecond">
    /// Requests a second, on a grid of milliseconds, each timed from its due time (so that waiting for a free connection counts); null for
    /// the highest rate.
    /// </param>
    public LoadResult Run(int connections, TimeSpan time, double? perSecond = null)
    {
        using var poller = new Poller();
        var all = new Connection[connections];
        for (var i = connections - 1; i >= 0; i--)
        {
            all[i] = new(port);
            poller.Add(all[i].Handle, i);
            idle.Push(i);
        }
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var sent = 0L;
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            if (now < end)
            {
                Ask(now);
            }
            else if (idle.Count == connections)
            {
                break;
            }
            else if (Stopwatch.GetElapsedTime(end, now) > Retry)
            {
                faults.Add($"{connections - idle.Count} requests were not answered within {Retry.TotalSeconds} s");
                break;
            }
            var ready = poller.Wait(perSecond is null ? 100 : 1);
            for (var i = 0; i < ready; i++)
            {
                var index = poller[i];
                if (!all[index].Receive())
                {
                    continue;
                }

                now = Stopwatch.GetTimestamp();
                if (traffic.Fault(index, all[index].Status, all[index].Body) is { } fault)
                {
                    faults.Add(fault);
                }
                else if (now < end)
                {
                    latencies.Add(now - all[index].AskedAt);
                }

                idle.Push(index);
                if (perSecond is null && now < end)
                {
                    Ask(now);
                }
            }
        }
        foreach (var connection in all)
        {
            connection.Dispose();
        }

        latencies.Sort();
        return new(latencies.Count, time.TotalSeconds, Quantile(0.50), Quantile(0.99), faults);

        void Ask(long now)
        {
            var due = perSecond is { } rate ? (long)(Math.Floor(Milliseconds(now - start)) * rate / 1000) : long.MaxValue;
            while (sent < due && idle.TryPop(out var index))
            {
                var tick = perSecond is { } pace ? start + (long)(Math.Ceiling(sent * 1000 / pace) * Stopwatch.Frequency / 1000) : now;
                all[index].Ask(traffic, index, Math.Min(tick, now));
                sent++;
            }
        }
    }

    private double Quantile(double share) =>
        latencies.Count == 0 ? double.NaN : Milliseconds(latencies[(int)(share * (latencies.Count - 1))]);

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    /// <summary>One keep-alive connection: one request, then its answer.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] request = new byte[2048],
            answer = new byte[16_384];
        private int got,
            bodyAt,
            total;

        public Connection(int port)
        {
            socket.Connect(IPAddress.Loopback, port);
            Handle = (int)socket.Handle;
        }

        public int Handle { get; }
        public long AskedAt { get; private set; }
        public int Status { get; private set; }
        public ReadOnlySpan<byte> Body => answer.AsSpan(bodyAt, total - bodyAt);

        public void Ask(ITraffic traffic, int index, long at)
        {
            (got, total, AskedAt) = (0, 0, at);
            var length = traffic.Next(index, request);
            // It fits into an empty send buffer as a whole.
            if (Poller.Send(Handle, request.AsSpan(0, length)) != length)
            {
                throw new IOException("A request could not be sent.");
            }
        }

        /// <summary>Reads the received bytes; true when the answer is complete.</summary>
        public bool Receive()
        {
            var count = Poller.Receive(Handle, answer.AsSpan(got));
            if (count == 0)
            {
                throw new IOException("The service closed a connection.");
            }

            if (count < 0)
            {
                return false;
            }

            got += count;
            if (total == 0)
            {
                var end = answer.AsSpan(0, got).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                {
                    return false;
                }

                var head = answer.AsSpan(0, end + 2);
                var length = head.IndexOf("Content-Length: "u8);
                if (
                    length < 0
                    || !Utf8Parser.TryParse(head[9..], out int status, out _)
                    || !Utf8Parser.TryParse(head[(length + 16)..], out int bytes, out _)
                )
                {
                    throw new IOException("An answer without a status or a length.");
                }

                (Status, bodyAt, total) = (status, end + 4, end + 4 + bytes);
            }
            return got >= total;
        }

        public void Dispose() => socket.Dispose();
    }
}
