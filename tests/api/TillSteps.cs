using System.Globalization;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>What tills and the office do, in one line each; numbers and words of answers by their path.</summary>
internal static class TillSteps
{
    public const string Now = "2026-03-01T10:00:00Z";

    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? node?.AsArray().ElementAtOrDefault(index)
                : node?[name];
        }

        return node;
    }

    public static decimal Number(this JsonNode? node, string path) =>
        (decimal)(node.At(path) ?? throw new InvalidOperationException($"No {path} in {node?.ToJsonString()}"));

    public static string? Text(this JsonNode? node, string path) => (string?)node.At(path);

    public static decimal Number(this Reply reply, string path) => reply.Json.Number(path);

    public static string? Text(this Reply reply, string path) => reply.Json.Text(path);

    /// <summary>Puts a programme, in force from the beginning while nothing has been bought.</summary>
    public static async Task Programme(this ClubApplication club, object programme)
    {
        var reply = await club.Admin.Put("/v1/programme", new { programme });
        reply.Status.ShouldBe(200, reply.Body);
    }

    /// <summary>Sets the sandbox's clock.</summary>
    public static async Task Clock(this HttpClient admin, string now)
    {
        var reply = await admin.Post("/v1/clock", new { now });
        reply.Status.ShouldBe(200, reply.Body);
    }

    /// <summary>Enrols somebody who joined long ago and brings points that do not end.</summary>
    public static async Task<string> EnrolWith(this HttpClient admin, string operationId, long points)
    {
        var reply = await admin.Post(
            "/v1/members",
            new
            {
                operationId,
                firstName = "Ana",
                joinedAt = "2026-01-01T00:00:00Z",
                openingBalance = new { points },
            }
        );
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Text("id")!;
    }

    /// <summary>A purchase of several lines, numbered from 1, at the club's first instant.</summary>
    public static Task<Reply> Buy(this HttpClient till, string member, string receipt, params (decimal Quantity, decimal Amount)[] lines) =>
        till.Post(
            "/v1/purchases",
            new
            {
                store = "s1",
                receipt,
                at = Now,
                member,
                lines = lines.Select(
                    (line, index) =>
                        new
                        {
                            line = index + 1,
                            sku = $"sku{index}",
                            quantity = line.Quantity,
                            amount = line.Amount,
                        }
                ),
            }
        );

    /// <summary>A receipt of one line, of who has the card or the id.</summary>
    public static object Receipt(
        string receipt,
        string? member = null,
        string? card = null,
        decimal amount = 7,
        long? points = null,
        string[]? vouchers = null,
        string at = Now,
        decimal? tax = null
    ) =>
        new
        {
            store = "s1",
            receipt,
            at,
            member,
            card,
            lines = new[]
            {
                new
                {
                    line = 1,
                    sku = "x",
                    quantity = 1,
                    amount,
                    tax,
                },
            },
            payWithPoints = points is null ? null : new { points },
            vouchers,
        };

    /// <summary>A return of lines; none is everything.</summary>
    public static Task<Reply> Return(
        this HttpClient till,
        string receipt,
        string returnReceipt,
        params (int Line, decimal Quantity)[] lines
    ) => till.Say(HttpMethod.Post, "/v1/returns", ReturnLine(receipt, returnReceipt, lines).Replace("\"kind\":\"return\",", ""));

    /// <summary>A return as a line of a batch.</summary>
    public static string ReturnLine(string receipt, string returnReceipt, params (int Line, decimal Quantity)[] lines)
    {
        var back = new JsonObject
        {
            ["kind"] = "return",
            ["store"] = "s1",
            ["receipt"] = receipt,
            ["returnReceipt"] = returnReceipt,
            ["at"] = Now,
        };
        if (lines.Length > 0)
        {
            back["lines"] = new JsonArray([.. lines.Select(line => new JsonObject { ["line"] = line.Line, ["quantity"] = line.Quantity })]);
        }

        return back.ToJsonString();
    }

    public static Task<Reply> Redeem(
        this HttpClient till,
        string member,
        string operationId,
        long points,
        bool capture = true,
        int? ttlSeconds = null
    ) =>
        till.Post(
            $"/v1/members/{member}/redemptions",
            new
            {
                operationId,
                points,
                capture,
                ttlSeconds,
            }
        );

    public static Task<Reply> RedeemReward(
        this HttpClient till,
        string member,
        string operationId,
        string reward,
        bool capture = true,
        int? ttlSeconds = null
    ) =>
        till.Post(
            $"/v1/members/{member}/redemptions",
            new
            {
                operationId,
                reward,
                capture,
                ttlSeconds,
            }
        );

    public static Task<Reply> Capture(this HttpClient till, string? redemption, string operationId) =>
        till.Post($"/v1/redemptions/{redemption}/capture", new { operationId });

    public static Task<Reply> Release(this HttpClient till, string? redemption, string operationId) =>
        till.Post($"/v1/redemptions/{redemption}/release", new { operationId });

    public static Task<Reply> Transfer(this HttpClient admin, string from, string to, string operationId, long points) =>
        admin.Post(
            $"/v1/members/{from}/transfers",
            new
            {
                operationId,
                to,
                points,
            }
        );

    public static Task<Reply> Adjust(this HttpClient admin, string member, string operationId, long points) =>
        admin.Post(
            $"/v1/members/{member}/adjustments",
            new
            {
                operationId,
                points,
                reason = "by hand",
            }
        );

    public static Task<Reply> Merge(this HttpClient admin, string into, string from, string operationId) =>
        admin.Post($"/v1/members/{into}/merge", new { operationId, from });

    public static async Task<JsonNode> Member(this HttpClient admin, string member) => (await admin.Get($"/v1/members/{member}")).Json;

    /// <summary>"active pending reserved debt".</summary>
    public static async Task<string> Points(this HttpClient admin, string member)
    {
        var balance = await admin.Balance(member);
        return $"{balance["active"]} {balance["pending"]} {balance["reserved"]} {balance["debt"]}";
    }

    /// <summary>Every line of the statement as "kind points", after proving that the lines add up, each one and all together.</summary>
    public static async Task<string[]> Statement(this HttpClient admin, string member)
    {
        var (lines, after) = (new List<JsonNode>(), "");
        do
        {
            var page = (await admin.Get($"/v1/members/{member}/statement?limit=500{after}")).Json;
            lines.AddRange(page["items"]!.AsArray()!);
            after = page["next"] is { } next ? $"&after={next}" : "";
        } while (after.Length > 0);
        var sum = 0m;
        foreach (var line in lines)
        {
            sum += line.Number("points");
            (line.Number("balance") + line.Number("pending")).ShouldBe(sum, line.ToJsonString());
        }
        var balance = await admin.Balance(member);
        sum.ShouldBe(balance.Number("active") + balance.Number("pending"));
        if (lines.Count > 0)
        {
            lines[^1].Number("balance").ShouldBe(balance.Number("active"));
        }

        return [.. lines.Select(line => $"{line["kind"]} {line["points"]}")];
    }

    /// <summary>Asks until it holds, for what happens by itself; fails after 20 seconds.</summary>
    /// <param name="seen">What there was instead, for who reads that it failed.</param>
    public static async Task Eventually(Func<Task<bool>> holds, Func<string>? seen = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse(seen?.Invoke());
        }
    }
}
