using System.Text;

namespace LoyaltyClub.Bench.Load;

/// <summary>POST /v1/purchases: each request is another receipt of a random member.</summary>
internal sealed class PurchaseTraffic(Club club) : ITraffic
{
    private readonly byte[] head = Encoding.ASCII.GetBytes(
        $"POST /v1/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ServiceProcess.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: {club.Receipts.Length}\r\n\r\n"
    );
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
        if (fault is null)
        {
            club.Acknowledge(asked[connection]);
        }

        return fault;
    }
}
