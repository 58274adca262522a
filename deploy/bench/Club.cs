using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// The club of one service: its members, and the acknowledged points, to be compared with the balances at the end.
/// </summary>
internal sealed class Club : IDisposable
{
    /// <summary>The most lines of one body; longer input is split.</summary>
    private const int MostLines = 100_000;

    private readonly HttpClient http;
    private readonly ClubKind kind;
    private readonly List<string> members = [],
        cards = [];
    private long[] acknowledged = [];

    public Club(ServiceProcess service, ClubKind kind)
    {
        this.kind = kind;
        http = new() { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}"), Timeout = TimeSpan.FromMinutes(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.AdminKey);
        Receipts = ReceiptsOf(members);
    }

    public IReadOnlyList<string> Members => members;

    /// <summary>The members' printed cards.</summary>
    public IReadOnlyList<string> Cards => cards;
    public Receipts Receipts { get; private set; }
    public long Entries { get; private set; }

    /// <summary>Rules that contributed and vouchers issued, for answers that are not predicted.</summary>
    public long RulesThatGave { get; private set; }
    public long Vouchers { get; private set; }

    public void Acknowledge(Receipts.Expected receipt)
    {
        acknowledged[receipt.Member] += receipt.Earned;
        Entries++;
        RulesThatGave += receipt.Rules;
        Vouchers += receipt.Voucher ? 1 : 0;
    }

    public Receipts ReceiptsOf(IReadOnlyList<string> whose, long first = 1) => new(whose, kind.Assortment, kind.Predicted, first);

    /// <param name="joinedAt">Now if it is null.</param>
    public async Task Open(int count, DateTimeOffset? joinedAt = null)
    {
        await PutProgramme();
        var joined = await Join(count, "m", joinedAt);
        members.AddRange(joined.Select(who => who.Id));
        cards.AddRange(joined.Select(who => who.Card));
        acknowledged = new long[count];
        Receipts = ReceiptsOf(members);
    }

    public Task PutProgramme() => Send(HttpMethod.Put, "/v1/programme", $$"""{"programme": {{kind.Programme}}}""");

    /// <summary>Sets a sandbox's clock, which runs the closes of the nights that it passes.</summary>
    public Task SetClock(DateTimeOffset now) =>
        Send(HttpMethod.Post, "/v1/clock", $$"""{"now": "{{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}Z"}""");

    /// <summary>Runs the nightly close and returns its counts.</summary>
    public async Task<JsonNode> Close() => JsonNode.Parse(await Send(HttpMethod.Post, "/v1/close", "{}"))!;

    /// <summary>Entries that the service's process has written to the journal.</summary>
    public async Task<long> Written()
    {
        await Task.Delay(1_000); // the counter may be some hundred milliseconds old
        var line = (await http.GetStringAsync("/metrics"))
            .Split('\n')
            .First(line => line.StartsWith("loyaltyclub_journal_entries_total", StringComparison.Ordinal));
        return long.Parse(
            line[(line.IndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).First(text => char.IsAsciiDigit(text[0])),
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Enrols members that get no random receipts.</summary>
    public async Task<string[]> Enrol(int count, string prefix) => [.. (await Join(count, prefix, null)).Select(who => who.Id)];

    private async Task<(string Id, string Card)[]> Join(int count, string prefix, DateTimeOffset? joinedAt)
    {
        var joined = new (string, string)[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, cancel) =>
            {
                var person = new
                {
                    operationId = $"enrol-{prefix}-{i}",
                    firstName = "Ana",
                    lastName = $"Lopez {i}",
                    email = $"{prefix}{i}@example.org",
                    language = "es",
                    consents = new { email = true },
                    joinedAt,
                };
                using var answer = await http.PostAsJsonAsync("/v1/members", person, cancel);
                var body = await answer.Content.ReadAsStringAsync(cancel);
                if ((int)answer.StatusCode != 201)
                {
                    throw new WrongAnswerException($"POST /v1/members: {body}");
                }

                var member = JsonNode.Parse(body)!;
                joined[i] = ((string)member["id"]!, (string)member["cardCode"]!);
            }
        );
        return joined;
    }

    /// <summary>
    /// Lines a second of one body sent to the batch endpoint, from the first byte sent to the last byte read; every result checked.
    /// </summary>
    public Task<double> Batch(int lines) => Batch(Receipts, Enumerable.Repeat(default(Bought), lines), Acknowledge);

    /// <summary>Records purchases of every member, one at each of the times, oldest first.</summary>
    public async Task Buy(IReadOnlyList<DateTimeOffset> times)
    {
        foreach (
            var lines in times.SelectMany(at => Enumerable.Range(0, members.Count).Select(who => new Bought(who, at))).Chunk(MostLines)
        )
        {
            await Batch(Receipts, lines, Acknowledge);
        }
    }

    /// <summary>Records purchases of given members, in order.</summary>
    public async Task Buy(Receipts receipts, IEnumerable<Bought> purchases)
    {
        foreach (var lines in purchases.Chunk(MostLines))
        {
            await Batch(receipts, lines, _ => { });
        }
    }

    private async Task<double> Batch(Receipts receipts, IEnumerable<Bought> purchases, Action<Receipts.Expected> right)
    {
        var expected = new List<Receipts.Expected>();
        using var body = new MemoryStream();
        var line = new byte[receipts.Length + 1];
        line[^1] = (byte)'\n';
        foreach (var (member, at) in purchases)
        {
            expected.Add(receipts.Write(line, member, at));
            body.Write(line);
        }
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/purchases/batch") { Content = content };
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            throw new WrongAnswerException($"batch: {await answer.Content.ReadAsStringAsync()}");
        }

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
            if (
                !Utf8Parser.TryParse(result[8..], out int number, out _)
                || number < 1
                || number > seen.Length
                || seen[number - 1]
                || statusAt < 0
                || !Utf8Parser.TryParse(result[(statusAt + 9)..], out int status, out _)
            )
            {
                throw new WrongAnswerException($"batch: not one result a line: {Encoding.UTF8.GetString(result)}");
            }

            seen[number - 1] = true;
            var receipt = expected[number - 1];
            if (Receipts.Fault(ref receipt, status, result) is { } fault)
            {
                throw new WrongAnswerException(fault);
            }

            right(receipt);
        }
        if (count != seen.Length)
        {
            throw new WrongAnswerException($"batch: {count} results for {seen.Length} lines");
        }
    }

    /// <summary>Compares every member's balance with the sum of the acknowledged purchases.</summary>
    public async Task<long> CompareBalances()
    {
        for (var i = 0; i < members.Count; i++)
        {
            var member = JsonNode.Parse(await http.GetStringAsync($"/v1/members/{members[i]}"))!;
            var active = (long)member["balance"]!["active"]!;
            if (active != acknowledged[i])
            {
                throw new WrongAnswerException($"member {members[i]}: balance {active}, acknowledged {acknowledged[i]}");
            }
        }
        return acknowledged.Sum();
    }

    /// <summary>The time to read one member, and the length of the answer.</summary>
    public async Task<(double Milliseconds, int Characters)> Read(string id)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync($"/v1/members/{id}");
        var body = await answer.Content.ReadAsStringAsync();
        var time = Stopwatch.GetElapsedTime(start);
        return answer.IsSuccessStatusCode ? (time.TotalMilliseconds, body.Length) : throw new WrongAnswerException(body);
    }

    public void Dispose() => http.Dispose();

    private async Task<string> Send(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body : throw new WrongAnswerException($"{method} {path}: {body}");
    }
}

/// <param name="Member">Index of the member; null for a random member.</param>
/// <param name="At">The instant of the sale; null for now.</param>
internal readonly record struct Bought(int? Member, DateTimeOffset? At);

/// <summary>A wrong answer of the service.</summary>
internal sealed class WrongAnswerException(string what) : Exception(what);
