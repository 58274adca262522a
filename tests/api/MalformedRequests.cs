using System.Net.Sockets;
using System.Text;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>Requests as an attacker or a broken till sends them, over plain sockets.</summary>
[Collection(nameof(Alone))]
public class MalformedRequests(ITestOutputHelper output)
{
    private const int Count = 20_000,
        SideBySide = 32;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Twenty_thousand_malformed_requests_get_no_500_write_nothing_and_take_bounded_memory(StoreKind kind)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var store = await FreshStore.Make(kind);
        await using var service = new ServiceProcess(store);
        await service.Start();
        await service.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        var member = await service.Admin.Enrol();
        await service.Admin.Buy(member, "good", "2026-03-01T10:00:00Z", 10m);
        var entries = await store.Count("journal");

        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (i, _) =>
            {
                var request = Malformed(new Random(seed + i), member);
                var status = await Send(service.Address, request);
                statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
                if (status is 500 or (>= 200 and < 300))
                {
                    throw new InvalidOperationException(
                        $"Request {i} (seed {seed}) got {status}: {Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(600, request.Length)))}"
                    );
                }
            }
        );

        foreach (var (status, count) in statuses.OrderBy(pair => pair.Key))
        {
            output.WriteLine(status == 0 ? $"connection closed: {count}" : $"{status}: {count}");
        }

        output.WriteLine($"resident memory at most {service.PeakMemory >> 20} MB");
        (service.PeakMemory ?? 0).ShouldBeLessThan(300L << 20);
        (await store.Count("journal")).ShouldBe(entries);
        ((long)(await service.Admin.Balance(member))["active"]!).ShouldBe(10);
        (await service.Admin.Buy(member, "after", "2026-03-01T10:00:00Z", 10m)).Status.ShouldBe(201);
    }

    /// <summary>Kestrel has no number for these sizes and says so by a plain fault of reading.</summary>
    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFFFFFFFFFF")]
    public async Task A_chunk_larger_than_numbers_go_is_a_bad_request_wherever_a_body_is_read(string size)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var key = (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!;
        using var browser = new Portal.Browser(club);
        (await browser.Send("/till/sign-in", ("key", key))).Address.ShouldBe("/till");
        var cookies = string.Join("; ", browser.Cookies.GetCookies(new Uri(club.Address, "/till")).Select(cookie => cookie.ToString()));
        foreach (var path in (string[])["/v1/scans", "/v1/purchases", "/v1/purchases/batch", "/till/api/find", "/sign-in", "/join"])
        {
            var form = path is "/sign-in" or "/join";
            var batch = path == "/v1/purchases/batch";
            var media =
                form ? "application/x-www-form-urlencoded"
                : batch ? "application/x-ndjson"
                : "application/json";
            var status = await Send(
                club.Address,
                Encoding.ASCII.GetBytes(
                    $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ClubApplication.AdminKey}\r\n"
                        + $"Sec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\nContent-Type: {media}\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n"
                )
            );
            status.ShouldBe(path.StartsWith("/till", StringComparison.Ordinal) ? 422 : 400, path);
        }
    }

    private static byte[] Malformed(Random random, string member)
    {
        var good =
            $$"""{"store":"s1","receipt":"r{{random.Next()}}","at":"2026-03-01T10:00:00Z","member":"{{member}}","lines":[{"line":1,"sku":"x","quantity":1,"amount":5}]}""";
        var paths = new[]
        {
            "/v1/purchases",
            "/v1/purchases/preview",
            "/v1/members",
            $"/v1/members/{member}/adjustments",
            "/v1/programme",
            "/v1/keys",
            "/v1/clock",
        };
        return random.Next(14) switch
        {
            0 => Request(good[..random.Next(1, good.Length)]),
            1 => Request(Flipped(good, random, '{', '}', '"', ':', ',', '[', ']')),
            2 => Request(
                good.Replace(
                    "5}",
                    Pick(
                        random,
                        "-5",
                        "5.001",
                        "1e400",
                        "-0.0001",
                        "99999999999",
                        "\"5\"",
                        "null",
                        "true",
                        "[]",
                        "{}",
                        "NaN",
                        "0x10",
                        "05",
                        "4.4e-16",
                        "1e-400"
                    ) + "}"
                )
            ),
            3 => Request(
                good.Replace(
                    "\"quantity\":1",
                    "\"quantity\":" + Pick(random, "-1", "0.0001", "1e30", "\"x\"", "null", "[1]", "-0.5", "1000001")
                )
            ),
            4 => Request(
                good.Replace("\"line\":1", "\"line\":" + Pick(random, "1.5", "-1", "99999999999999999999", "\"1\"", "null", "1e9"))
            ),
            5 => Request(
                good.Replace(
                    "2026-03-01T10:00:00Z",
                    Pick(
                        random,
                        "2026-03-01",
                        "yesterday",
                        "2026-13-01T10:00:00Z",
                        "9999-12-31T23:59:59Z",
                        "0000-00-00T00:00:00Z",
                        "2026-03-01T10:00:00",
                        "2026-03-01T10:00:00+99:00",
                        ""
                    )
                )
            ),
            6 => Bytes(random, good),
            7 => Request(good.Replace("\"store\"", Pick(random, "\"Store\"", "\"stor\"", "\"store\":\"a\",\"store\"", "\"__proto__\""))),
            8 => Request(new string('[', random.Next(100, 100_000))),
            9 => Request(
                good.Replace(
                    "\"s1\"",
                    Pick(random, "\"\"", "\"\\u0000\"", "\"\\ud800\"", "5", "null", $"\"{new string('x', 5_000)}\"", "\"\\q\"")
                )
            ),
            10 => random.Next(40) == 0
                ? Request("{\"store\":\"" + new string('x', 10 << 20) + "\"}")
                : Request(good.Replace(member, Pick(random, "nobody", "", "../../etc", "000000000000", "' or 1=1 --"))),
            11 => Headers(random, good),
            12 => Request(
                Pick(
                    random,
                    "null",
                    "[]",
                    "5",
                    "\"x\"",
                    "true",
                    "",
                    " ",
                    "{}",
                    "{\"programme\":[]}",
                    "{\"programme\":{\"earning\":5}}",
                    "{\"points\":1e99}"
                ),
                Pick(random, paths)
            ),
            _ => Request(
                good.Replace(
                    "}]",
                    "},"
                        + Pick(random, "null", "5", "{}", "{\"line\":1,\"sku\":\"x\",\"quantity\":1,\"amount\":1}", "{\"line\":2}", "[]")
                        + "]"
                )
            ),
        };
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    /// <summary>One of the characters that hold the JSON together is lost.</summary>
    private static string Flipped(string good, Random random, params char[] structure)
    {
        var places = Enumerable.Range(0, good.Length).Where(i => structure.Contains(good[i])).ToArray();
        return good.Remove(places[random.Next(places.Length)], 1);
    }

    /// <summary>Bytes that are no UTF-8, in a text.</summary>
    private static byte[] Bytes(Random random, string good)
    {
        var bytes = Encoding.UTF8.GetBytes(good);
        bytes[good.IndexOf("s1", StringComparison.Ordinal)] = (byte)random.Next(0x80, 0x100);
        return Request(bytes, "/v1/purchases", "");
    }

    private static byte[] Headers(Random random, string good) =>
        Request(
            Encoding.UTF8.GetBytes(good),
            "/v1/purchases",
            Pick(
                random,
                "Idempotency-Key: a\r\nIdempotency-Key: b\r\nX: y\r\nAuthorization: twice\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Content-Type: text/html\r\n",
                "Expect: nonsense\r\nContent-Type: x/y\r\n",
                $"X-Long: {new string('x', 40_000)}\r\n",
                "Bad Header: x\r\n",
                "Host: a\r\nHost: b\r\n",
                ": empty\r\n",
                "Content-Encoding: gzip\r\nContent-Type: a/b\r\n"
            )
        );

    private static byte[] Request(string body, string path = "/v1/purchases") => Request(Encoding.UTF8.GetBytes(body), path, "");

    private static byte[] Request(byte[] body, string path, string header) =>
        [
            .. Encoding.ASCII.GetBytes(
                $"{(path.EndsWith("programme") ? "PUT" : "POST")} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ClubApplication.AdminKey}\r\n{header}"
                    + $"{(header.Contains("Content-Type") ? "" : "Content-Type: application/json\r\n")}Content-Length: {body.Length}\r\n\r\n"
            ),
            .. body,
        ];

    /// <summary>The answer's status, or 0 if the server closed the connection without one.</summary>
    private static async Task<int> Send(Uri server, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var start = new byte[32];
        try
        {
            var sending = stream.WriteAsync(request).AsTask();
            var read = await stream.ReadAtLeastAsync(start, 12, throwOnEndOfStream: false);
            await Task.WhenAny(sending);
            return read >= 12 ? int.Parse(Encoding.ASCII.GetString(start, 9, 3)) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
