using System.Text;

namespace LoyaltyClub.Bench.Load;

/// <summary>POST /v1/purchases: every request another receipt, of a random member.</summary>
internal sealed class PurchaseTraffic(Club club) : ITraffic
{
    private readonly byte[] head = Encoding.ASCII.GetBytes(
        $"POST /v1/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ServiceProcess.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: {club.Receipts.Length}\r\n\r\n");
    private readonly Receipts.Expected[] asked = new Receipts.Expected[1024];

    public int Next(int connection, Span<byte> request)
    {
        head.CopyTo(request);
        asked[connection] = club.Receipts.Write(request[head.Length..]);
        return head.Length + club.Receipts.Length;
    }

    public string? Fault(int connection, int status, ReadOnlySpan<byte> body)
    {
        var fault = Receipts.Fault(ref asked[connection], status, body);
        if (fault is null) club.Acknowledge(asked[connection]);
        return fault;
    }
}

/// <summary>GET /v1/members/{id} of a random member.</summary>
internal sealed class ReadTraffic(IReadOnlyList<string> members) : ITraffic
{
    private readonly byte[][] requests = [.. members.Select(id => Encoding.ASCII.GetBytes(
        $"GET /v1/members/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ServiceProcess.AdminKey}\r\n\r\n"))];
    private readonly byte[][] beginnings = [.. members.Select(id => Encoding.ASCII.GetBytes($$"""{"id":"{{id}}",""" ))];
    private readonly int[] asked = new int[1024];
    private readonly Random random = new(Receipts.Seed);

    public int Next(int connection, Span<byte> request)
    {
        var member = asked[connection] = random.Next(requests.Length);
        requests[member].CopyTo(request);
        return requests[member].Length;
    }

    public string? Fault(int connection, int status, ReadOnlySpan<byte> body) =>
        status == 200 && body.StartsWith(beginnings[asked[connection]]) ? null : $"member {members[asked[connection]]}: status {status}: {Encoding.UTF8.GetString(body)}";
}
