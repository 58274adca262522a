using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>The club of one service: its members, and what the service has acknowledged, to be compared with what it says in the end.</summary>
internal sealed class Club : IDisposable
{
    /// <summary>A rule on lines, one factor, lots that expire, two tiers of the same factor.</summary>
    public const string Programme = """
        {"name": "Bench", "currency": "EUR", "timeZone": "Europe/Madrid",
         "earning": {"points": 1, "per": 1.00, "rounding": "floor", "rules": [{"code": "bakery", "when": {"category": ["bakery"]}, "multiply": 2}]},
         "expiry": {"kind": "afterActivation", "months": 12},
         "tiers": {"by": "points", "levels": [{"code": "basic", "name": "Basic", "from": 0, "multiply": 1.0}, {"code": "silver", "name": "Silver", "from": 500, "multiply": 1.0}]}}
        """;

    private readonly HttpClient http;
    private readonly List<string> members = [];
    private long[] acknowledged = [];

    public Club(ServiceProcess service)
    {
        http = new() { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}"), Timeout = TimeSpan.FromMinutes(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.AdminKey);
        Receipts = new(members);
    }

    public IReadOnlyList<string> Members => members;
    public Receipts Receipts { get; private set; }
    public long Entries { get; private set; }

    public void Acknowledge(Receipts.Expected receipt)
    {
        acknowledged[receipt.Member] += receipt.Earned;
        Entries++;
    }

    public async Task Open(int count)
    {
        using var programme = await http.PutAsync("/v1/programme", new StringContent($$"""{"programme": {{Programme}}}""", Encoding.UTF8, "application/json"));
        if (!programme.IsSuccessStatusCode) throw new WrongAnswerException($"PUT /v1/programme: {await programme.Content.ReadAsStringAsync()}");
        members.AddRange(await Enrol(count, "m"));
        acknowledged = new long[count];
        Receipts = new(members);
    }

    /// <summary>New members, who are not among those that random receipts go to.</summary>
    public async Task<string[]> Enrol(int count, string prefix)
    {
        var ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancel) =>
        {
            var person = new { operationId = $"enrol-{prefix}-{i}", firstName = "Ana", lastName = $"Lopez {i}", email = $"{prefix}{i}@example.org", language = "es", consents = new { email = true } };
            using var answer = await http.PostAsJsonAsync("/v1/members", person, cancel);
            var body = await answer.Content.ReadAsStringAsync(cancel);
            if ((int)answer.StatusCode != 201) throw new WrongAnswerException($"POST /v1/members: {body}");
            ids[i] = (string)JsonNode.Parse(body)!["id"]!;
        });
        return ids;
    }

    /// <summary>Lines a second of one body sent to the batch endpoint, from the first byte sent to the last byte read; every result checked.</summary>
    public Task<double> Batch(int lines) => Batch(Receipts, Enumerable.Repeat((int?)null, lines), Acknowledge);

    /// <summary>Gives members their histories, oldest first, all side by side.</summary>
    public Task<double> Histories(IReadOnlyList<string> whose, IReadOnlyList<int> entries) =>
        Batch(new(whose, first: 5_000_000_000), Enumerable.Range(0, entries.Max()).SelectMany(n => Enumerable.Range(0, whose.Count).Where(who => n < entries[who])).Select(who => (int?)who), _ => { });

    private async Task<double> Batch(Receipts receipts, IEnumerable<int?> whose, Action<Receipts.Expected> right)
    {
        var expected = new List<Receipts.Expected>();
        using var body = new MemoryStream();
        var line = new byte[Receipts.Length + 1];
        line[^1] = (byte)'\n';
        foreach (var member in whose)
        {
            expected.Add(receipts.Write(line, member));
            body.Write(line);
        }
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/purchases/batch") { Content = content };
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode) throw new WrongAnswerException($"batch: {await answer.Content.ReadAsStringAsync()}");
        using var results = new MemoryStream();
        await answer.Content.CopyToAsync(results);
        var time = Stopwatch.GetElapsedTime(start);
        Check(results.GetBuffer().AsSpan(0, (int)results.Length), expected, right);
        return expected.Count / time.TotalSeconds;
    }

    private static void Check(ReadOnlySpan<byte> results, List<Receipts.Expected> expected, Action<Receipts.Expected> right)
    {
        var seen = new bool[expected.Count];
        var count = 0;
        for (; !results.IsEmpty; count++)
        {
            var end = results.IndexOf((byte)'\n');
            var result = results[..(end < 0 ? results.Length : end)];
            results = results[(end < 0 ? results.Length : end + 1)..];
            var statusAt = result.IndexOf("\"status\":"u8);
            if (!Utf8Parser.TryParse(result[8..], out int number, out _) || number < 1 || number > seen.Length || seen[number - 1]
                || statusAt < 0 || !Utf8Parser.TryParse(result[(statusAt + 9)..], out int status, out _))
                throw new WrongAnswerException($"batch: not one result a line: {Encoding.UTF8.GetString(result)}");
            seen[number - 1] = true;
            if (Receipts.Fault(expected[number - 1], status, result) is { } fault) throw new WrongAnswerException(fault);
            right(expected[number - 1]);
        }
        if (count != seen.Length) throw new WrongAnswerException($"batch: {count} results for {seen.Length} lines");
    }

    /// <summary>Asks for every member's balance and compares it with the sum of what was acknowledged.</summary>
    public async Task<long> CompareBalances()
    {
        for (var i = 0; i < members.Count; i++)
        {
            var member = JsonNode.Parse(await http.GetStringAsync($"/v1/members/{members[i]}"))!;
            var active = (long)member["balance"]!["active"]!;
            if (active != acknowledged[i]) throw new WrongAnswerException($"member {members[i]}: balance {active}, acknowledged {acknowledged[i]}");
        }
        return acknowledged.Sum();
    }

    /// <summary>Milliseconds to read one member.</summary>
    public async Task<double> Read(string id)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync($"/v1/members/{id}");
        var body = await answer.Content.ReadAsStringAsync();
        var time = Stopwatch.GetElapsedTime(start);
        return answer.IsSuccessStatusCode ? time.TotalMilliseconds : throw new WrongAnswerException(body);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>The service answered something that is not so.</summary>
internal sealed class WrongAnswerException(string what) : Exception(what);
