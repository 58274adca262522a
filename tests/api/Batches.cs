using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

public class Batches
{
    private const string Now = "2026-03-01T10:00:00Z";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_bad_line_never_stops_the_rest_and_every_line_has_its_result_in_order(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        var huge = new string('x', 2 << 20);
        string[] lines =
        [
            "\ufeff" + Line(id, "r1"),
            "{broken",
            "",
            Line("nobody", "r2"),
            Line(id, "r1"),
            Line(id, "r1", amount: "6"),
            huge,
            Line(id, "r3", amount: "1e400"),
            Line(id, "r4"),
            "\"\\ud800\"",
            "null",
            "[]",
            Line(id, "r5"),
        ];
        var results = await Send(club.Admin, string.Join('\n', lines));

        results
            .Select(result => $"{result["line"]} {result["status"]} {result["body"]!["code"]}".Trim())
            .ShouldBe([
                "1 201",
                "2 400 malformed_json",
                "4 404 unknown_member",
                "5 200",
                "6 409 operation_conflict",
                "7 413 body_too_large",
                "8 400 invalid_field",
                "9 201",
                "10 400 malformed_json",
                "11 400 malformed_json",
                "12 400 malformed_json",
                "13 201",
            ]);
        ((long)(await club.Admin.Balance(id))["active"]!).ShouldBe(15);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_members_lines_are_taken_in_the_order_of_the_file(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Admin.Put(
            "/v1/programme",
            new
            {
                programme = new
                {
                    earning = new
                    {
                        rules = new[]
                        {
                            new
                            {
                                code = "first",
                                when = new { firstPurchase = true },
                                add = 1000,
                            },
                        },
                    },
                },
            }
        );
        var members = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => club.Admin.Enrol($"e{i}")));
        var cards = await Task.WhenAll(members.Select(async id => (string)(await club.Admin.Get($"/v1/members/{id}")).Json["cardCode"]!));
        // Each member's lines name them by id and by card in turn: the order must hold all the same.
        var lines = Enumerable
            .Range(0, 20)
            .SelectMany(round =>
                Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        Line(members[i], $"r{round}-{i}")
                            .Replace(round % 2 == 1 ? $"\"member\":\"{members[i]}\"" : "\u0000", $"\"card\":\"{cards[i]}\"")
                    )
            );
        var results = await Send(club.Admin, string.Join('\n', lines));

        results.Count.ShouldBe(1000);
        results.Take(50).ShouldAllBe(result => (long)result["body"]!["points"]!["earned"]! == 1005);
        results.Skip(50).ShouldAllBe(result => (long)result["body"]!["points"]!["earned"]! == 5);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_until_all_is_sent_gets_all_answers()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var id = await club.Admin.Enrol();
        // Refusals are longer than their lines: some 30 MB of answers that wait for the client.
        const int count = 100_000;
        var body = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, count).Select(i => $"{{\"store\":\"s{i}\"}}\n")) + Line(id, "last")
        );

        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(club.Address.Host, club.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/purchases/batch HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer {ClubApplication.AdminKey}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n"
            )
        );
        await stream.WriteAsync(body);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }
        var (lines, last) = (0, "");
        while (await reader.ReadLineAsync() is { } line)
        {
            (lines, last) = (lines + 1, line);
        }

        lines.ShouldBe(count + 1);
        last.ShouldContain("\"status\":201");
    }

    [Fact]
    public async Task A_result_comes_as_soon_as_its_line_is_done()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var id = await club.Admin.Enrol();
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(club.Address.Host, club.Address.Port);
        await using var stream = socket.GetStream();
        using var reader = new StreamReader(stream);
        async Task Chunk(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes($"{text.Length:x}\r\n{text}\r\n"));
        async Task<string> Result()
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("{\"line\"", StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new EndOfStreamException();
        }

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/purchases/batch HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ClubApplication.AdminKey}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
        );
        for (var i = 1; i <= 3; i++)
        {
            await Chunk(Line(id, $"r{i}") + "\n");
            (await Result()).ShouldStartWith($"{{\"line\":{i},\"status\":201");
        }
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    internal static string Line(string member, string receipt, string at = Now, string amount = "5") =>
        $$"""{"store":"s1","receipt":"{{receipt}}","at":"{{at}}","member":"{{member}}","lines":[{"line":1,"sku":"x","quantity":1,"amount":{{amount}}}]}""";

    internal static async Task<List<JsonNode>> Send(HttpClient client, string body)
    {
        var reply = await client.Say(HttpMethod.Post, "/v1/purchases/batch", body, "application/x-ndjson");
        reply.Status.ShouldBe(200);
        return [.. reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
