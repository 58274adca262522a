using System.Net;
using System.Net.Sockets;

namespace LoyaltyClub.Contracts;

/// <summary>The networks that limits count.</summary>
public static class Networks
{
    /// <summary>The network of a client: for IPv6 the first 64 bits, which one household has to itself.</summary>
    public static string Of(IPAddress? client) =>
        client switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } address => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            var address => address.ToString(),
        };
}
