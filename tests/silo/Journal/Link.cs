using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace LoyaltyClub.Tests.Journal;

/// <summary>The wire between a program and PostgreSQL, which the test can cut and mend.</summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly HashSet<TcpClient> _ends = [];
    private TcpListener _listener;
    private Task _accepting;
    private Func<bool> _carries = () => true;

    public Link(string setting)
    {
        _server = new NpgsqlConnectionStringBuilder(setting);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Accept(_listener);
    }

    public int Port { get; }

    /// <summary>The connection string that leads through this link.</summary>
    public string Setting => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    /// <summary>Breaks every connection in the middle of whatever it carries, and lets no new one through.</summary>
    public async Task Cut()
    {
        _listener.Stop();
        await _accepting;
        Break();
    }

    /// <summary>Breaks every connection; new ones get through.</summary>
    public void Break()
    {
        lock (_ends)
        {
            foreach (var end in _ends) end.Dispose();
            _ends.Clear();
        }
    }

    /// <summary>The next connections are accepted and hear nothing, as from a machine too busy to answer.</summary>
    public void AnswerOnlyAfter(int silent) => _carries = () => Interlocked.Decrement(ref silent) < 0;

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = Accept(_listener);
    }

    private async Task Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                if (!_carries())
                {
                    lock (_ends) _ends.Add(near);
                    continue;
                }
                var far = new TcpClient();
                await far.ConnectAsync(_server.Host!, _server.Port);
                lock (_ends)
                {
                    _ends.Add(near);
                    _ends.Add(far);
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
        lock (_ends)
        {
            _ends.Remove(from);
            _ends.Remove(to);
        }
        from.Dispose();
        to.Dispose();
    }

    public async ValueTask DisposeAsync() => await Cut();
}
