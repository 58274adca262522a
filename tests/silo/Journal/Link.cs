using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace LoyaltyClub.Tests.Journal;

/// <summary>The wire between a program and PostgreSQL, which the test can cut and mend.</summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly HashSet<TcpClient> ends = [];
    private TcpListener listener;
    private Task accepting;
    private Func<bool> carries = () => true;

    public Link(string setting)
    {
        server = new NpgsqlConnectionStringBuilder(setting);
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept(listener);
    }

    public int Port { get; }

    /// <summary>The connection string that leads through this link.</summary>
    public string Setting =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    /// <summary>Breaks every connection in the middle of whatever it carries, and lets no new one through.</summary>
    public async Task Cut()
    {
        listener.Stop();
        await accepting;
        Break();
    }

    /// <summary>Breaks every connection; new ones get through.</summary>
    public void Break()
    {
        lock (ends)
        {
            foreach (var end in ends)
            {
                end.Dispose();
            }

            ends.Clear();
        }
    }

    /// <summary>The next connections are accepted and hear nothing, as from a machine too busy to answer.</summary>
    public void AnswerOnlyAfter(int silent) => carries = () => Interlocked.Decrement(ref silent) < 0;

    public void Mend()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = Accept(listener);
    }

    private async Task Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                if (!carries())
                {
                    lock (ends)
                    {
                        ends.Add(near);
                    }

                    continue;
                }
                var far = new TcpClient();
                await far.ConnectAsync(server.Host!, server.Port);
                lock (ends)
                {
                    ends.Add(near);
                    ends.Add(far);
                }
                near.NoDelay = far.NoDelay = true;
                _ = Pump(near, far);
                _ = Pump(far, near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task Pump(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        lock (ends)
        {
            ends.Remove(from);
            ends.Remove(to);
        }
        from.Dispose();
        to.Dispose();
    }

    public async ValueTask DisposeAsync() => await Cut();
}
