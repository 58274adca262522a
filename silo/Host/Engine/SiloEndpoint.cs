using System.Net;
using System.Net.Sockets;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// The address by which the other silos of the cluster reach this silo. Without a setting: the loopback if the database is on this
/// machine, because then every process is; otherwise the address from which this machine reaches the database. The port is the first
/// free port from 11111, so that a killed process returns at its old address, which replaces its old entry in the cluster.
/// </summary>
/// <remarks>Two processes that look for a free port at the same time would find the same port: a UDP socket with the same number, which
/// carries no data, reserves it until the process ends, however it ends.</remarks>
internal sealed class SiloEndpoint : IDisposable
{
    private const int FirstPort = 11_111,
        Ports = 1_000;
    private readonly Socket? reservation;

    private SiloEndpoint(IPAddress address, int port, Socket? reservation) =>
        (Address, Port, this.reservation) = (address, port, reservation);

    public IPAddress Address { get; }

    public int Port { get; }

    /// <param name="database">The host of the database's connection string.</param>
    /// <exception cref="ArgumentException">The setting is not an address, or no port is free.</exception>
    public static SiloEndpoint Of(Settings settings, string? database)
    {
        var address =
            settings.SiloAddress is not { } text ? AddressTowards(database)
            : IPAddress.TryParse(text, out var parsed) ? parsed
            : throw new ArgumentException("Club:SiloAddress must be an IP address by which the other processes reach this one.");
        if (settings.SiloPort is { } chosen)
        {
            return new(address, chosen, null);
        }

        for (var port = FirstPort; port < FirstPort + Ports; port++)
        {
            if (Reserve(address, port) is { } reservation)
            {
                return new(address, port, reservation);
            }
        }

        throw new ArgumentException(
            $"No port from {FirstPort} to {FirstPort + Ports - 1} is free for the cluster; name one as Club:SiloPort."
        );
    }

    private static Socket? Reserve(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            // Another program may listen there.
            using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>The local address of packets to a host; sends nothing.</summary>
    private static IPAddress AddressTowards(string? host)
    {
        if (string.IsNullOrEmpty(host) || host.StartsWith('/') || host.StartsWith('@'))
        {
            return IPAddress.Loopback; // a Unix socket
        }

        try
        {
            var target = Dns.GetHostAddresses(host.Split(',')[0]).OrderBy(found => found.AddressFamily).First();
            using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(target, 1);
            var from = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return IPAddress.IsLoopback(from) || from.Equals(target) ? IPAddress.Loopback : from;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }

    public void Dispose() => reservation?.Dispose();
}
