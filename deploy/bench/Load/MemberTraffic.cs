using System.Text;

namespace LoyaltyClub.Bench.Load;

/// <summary>Read-only traffic: the same request for a random member.</summary>
internal sealed class MemberTraffic : ITraffic
{
    private readonly byte[][] requests,
        beginnings;
    private readonly int[] asked = new int[1024];
    private readonly Random random = new(Receipts.Seed);

    private MemberTraffic(IEnumerable<string> requests, IEnumerable<string> beginnings) =>
        (this.requests, this.beginnings) = ([.. requests.Select(Encoding.ASCII.GetBytes)], [.. beginnings.Select(Encoding.ASCII.GetBytes)]);

    /// <summary>GET /v1/members/{id}.</summary>
    public static MemberTraffic Reads(Club club) =>
        new(
            club.Members.Select(id =>
                $"GET /v1/members/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ServiceProcess.AdminKey}\r\n\r\n"
            ),
            club.Members.Select(id => $$"""{"id":"{{id}}",""")
        );

    /// <summary>POST /v1/scans of the printed card.</summary>
    public static MemberTraffic Scans(Club club) =>
        new(
            club.Cards.Select(card => $$"""{"code":"{{card}}"}""")
                .Select(body =>
                    $"POST /v1/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ServiceProcess.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
                ),
            club.Members.Select(id => $$"""{"memberId":"{{id}}",""")
        );

    public int Next(int connection, Span<byte> request)
    {
        var member = asked[connection] = random.Next(requests.Length);
        requests[member].CopyTo(request);
        return requests[member].Length;
    }

    public string? Fault(int connection, int status, ReadOnlySpan<byte> body)
    {
        var beginning = beginnings[asked[connection]];
        return status == 200 && body.StartsWith(beginning)
            ? null
            : $"expected 200 {Encoding.UTF8.GetString(beginning)}: {status} {Encoding.UTF8.GetString(body)}";
    }
}
