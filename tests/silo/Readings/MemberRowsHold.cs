using System.Globalization;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Commands;
using LoyaltyClub.Readings;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Readings;

/// <summary>
/// The row of a member says what the member's grain and their receipts say, however the journal was read: at once, in pieces, by two
/// followers, or from its beginning.
/// </summary>
public class MemberRowsHold(ITestOutputHelper output)
{
    private const string Programme = """
        {
          "currency": "EUR", "timeZone": "Europe/Madrid",
          "earning": {"rules": [{"code": "basket", "when": {"minimumSpend": 20}, "add": 5}]},
          "tiers": {"levels": [{"code": "basic", "from": 0}, {"code": "silver", "from": 60}, {"code": "gold", "from": 200}]},
          "rewards": [{"code": "coffee", "cost": 10}]
        }
        """;

    private static readonly string[] Categories = ["coffee", "bread", ""];

    [Theory]
    [InlineData(StoreKind.Sqlite, 1)]
    [InlineData(StoreKind.Sqlite, 2)]
    [InlineData(StoreKind.Postgres, 3)]
    [InlineData(StoreKind.Postgres, 4)]
    public async Task A_row_is_what_the_member_and_the_receipts_say_after_anything(StoreKind kind, int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        await club.Programme(JsonNode.Parse(Programme)!);
        var life = new Life(club, new Random(seed));
        for (var step = 0; step < 120; step++)
        {
            await life.Step(step);
            if (step % 25 == 24)
            {
                // Two followers at once: the cluster's own, and another that knows nothing of it.
                using var another = Another(club);
                await Task.WhenAll(another.Follow(default), club.Admin.Post("/v1/members/search", new { limit = 1 }));
                await life.ShouldHold(step);
            }
        }

        await life.ShouldHold(120);
        var followed = await Dump(club);
        await club.Services.GetRequiredService<MemberTables>().Clear();
        await life.ShouldHold(-1);
        (await Dump(club)).ShouldBe(followed, "built anew it is the same, to the last receipt");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_command_empties_the_rows_beside_the_service_which_builds_them_again(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        var ana = await club.Admin.EnrolWith("e1", 20);
        await club.Admin.Buy(ana, "r1", (1, 5));
        (await Found()).ShouldBe([ana]);
        var said = new StringWriter();
        (await RebuildMembers.Run([$"--Club:Store={club.Store.Setting}"], said, said)).ShouldBe(0, said.ToString());
        (await Found()).ShouldBe([ana]);
        (await club.Admin.Post("/v1/members/search", new { })).Number("items.0.spend").ShouldBe(5);
        (await RebuildMembers.Run(["--Club:Store=nowhere"], said, said)).ShouldBe(1);

        async Task<string?[]> Found() =>
            [.. (await club.Admin.Post("/v1/members/search", new { })).Json["items"]!.AsArray().Select(item => item.Text("id"))];
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_progress_that_cannot_be_read_begins_anew_and_nothing_counts_twice(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        var ana = await club.Admin.EnrolWith("e1", 20);
        await club.Admin.Buy(ana, "r1", (1, 5));
        (await club.Admin.Post("/v1/members/search", new { })).Number("items.0.spend").ShouldBe(5);
        await club.Store.Sql("update readings set progress = '{\"of\": \"another release\", \"position\": 7}'");
        await club.Admin.Buy(ana, "r2", (1, 3));
        (await club.Admin.Post("/v1/members/search", new { })).Number("items.0.spend").ShouldBe(8);
    }

    [Fact]
    public void The_lag_is_the_time_since_the_rows_were_complete()
    {
        var machine = new Machine();
        var lag = new RowsLag(machine);
        lag.Seconds.ShouldBe(0, "a process that keeps no rows is not behind");
        lag.Set(0, machine.GetUtcNow(), null);
        machine.Advance(TimeSpan.FromSeconds(40));
        lag.Seconds.ShouldBe(0, "nothing was written since");
        lag.Set(3, machine.GetUtcNow(), null);
        lag.Seconds.ShouldBe(40);
        machine.Advance(TimeSpan.FromSeconds(5));
        lag.Set(1, machine.GetUtcNow(), 0.5);
        (lag.Seconds, lag.Age.Rebuilt).ShouldBe((45, 0.5));
        lag.Set(0, machine.GetUtcNow(), null);
        lag.Seconds.ShouldBe(0);
    }

    private sealed class Machine : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public void Advance(TimeSpan time) => now += time;

        public override DateTimeOffset GetUtcNow() => now;
    }

    private static MemberRows Another(ClubApplication club) => ActivatorUtilities.CreateInstance<MemberRows>(club.Services);

    /// <summary>Everything in the tables but the progress, and receipts that came and went.</summary>
    private static async Task<string[]> Dump(ClubApplication club)
    {
        var together = club.Store.Kind == StoreKind.Postgres ? "string_agg({0}, '|' order by {0})" : "group_concat({0}, '|' order by {0})";
        var parts = new List<string>();
        foreach (
            var (row, table) in new[]
            {
                (
                    "member || ' ' || version || ' ' || status || ' ' || tier || ' ' || active || ' ' || pending || ' ' || visits || ' ' || spend "
                        + "|| ' ' || first_day || ' ' || last_day || ' ' || birthday || ' ' || by_email || ' ' || address || coalesce(merged_into, '')",
                    "member_rows"
                ),
                ("member || ' ' || sort_name || ' ' || coalesce(email, '')", "member_contacts"),
                ("word || ' ' || member", "member_words"),
                (
                    "owner || ' ' || member || ' ' || day || ' ' || store || ' ' || category || ' ' || receipts || ' ' || spend",
                    "member_days"
                ),
            }
        )
        {
            parts.Add((string)(await club.Store.Sql($"select {string.Format(CultureInfo.InvariantCulture, together, row)} from {table}"))!);
        }

        return [.. parts.SelectMany(part => part.Split('|'))];
    }

    /// <summary>Members to whom things happen, and what their receipts must add up to.</summary>
    private sealed class Life(ClubApplication club, Random random)
    {
        private readonly List<string> members = [];
        private readonly Dictionary<string, string> mergedInto = [];
        private readonly HashSet<string> erased = [];
        private readonly List<Sold> sold = [];

        public async Task Step(int step)
        {
            var living = members.Where(member => !mergedInto.ContainsKey(member) && !erased.Contains(member)).ToArray();
            switch (living.Length < 3 ? 0 : random.Next(12))
            {
                case 0:
                    await Enrol(step);
                    break;
                case <= 5:
                    await Buy(step, Any(living));
                    break;
                case <= 7:
                    await Return(step);
                    break;
                case 8:
                    await club.Admin.Patch(
                        $"/v1/members/{Any(living)}",
                        new
                        {
                            operationId = $"p{step}",
                            lastName = $"Núñez {step}",
                            consents = new { email = random.Next(2) == 0 },
                        }
                    );
                    break;
                case 9:
                    await Merge(step, living);
                    break;
                case 10 when mergedInto.Count > 0:
                    await Split(step);
                    break;
                case 10:
                    await club.Admin.Post(
                        $"/v1/members/{Any(living)}/adjustments",
                        new
                        {
                            operationId = $"a{step}",
                            points = random.Next(1, 40),
                            reason = "sorry",
                        }
                    );
                    break;
                default:
                    if (random.Next(4) == 0 && living.Length > 4)
                    {
                        var gone = Any(living);
                        (await club.Admin.Delete($"/v1/members/{gone}")).Status.ShouldBe(200);
                        erased.Add(gone);
                    }

                    break;
            }
        }

        /// <summary>Compares what a search finds with the grains and with the receipts.</summary>
        public async Task ShouldHold(int step)
        {
            var found = (await club.Admin.Post("/v1/members/search", new { sort = "joined" })).Json["items"]!
                .AsArray()
                .ToDictionary(item => item.Text("id")!);
            var living = members.Where(member => !mergedInto.ContainsKey(member) && !erased.Contains(member)).ToArray();
            found.Keys.ShouldBe(living, ignoreOrder: true, $"step {step}");
            foreach (var (id, row) in found)
            {
                var member = (await club.Admin.Get($"/v1/members/{id}")).Json;
                (row.Text("tier"), row.Number("balance"), row.Number("pending")).ShouldBe(
                    (member.Text("tier.code"), member.Number("balance.active"), member.Number("balance.pending")),
                    $"step {step}, {id}"
                );
                var own = sold.Where(sale => Owner(sale.Member) == id).ToArray();
                var left = own.Where(sale => sale.Left.Any(line => line.Quantity > 0)).ToArray();
                (row.Number("visits"), row.Number("spend"), row.Text("lastPurchase")).ShouldBe(
                    (
                        left.Length,
                        own.Sum(sale => sale.Left.Sum(line => line.Amount)),
                        left.Length == 0 ? null : left.Max(sale => sale.Day)
                    ),
                    $"step {step}, {id}"
                );
            }

            foreach (var category in Categories.Where(category => category.Length > 0))
            {
                var bought = (
                    await club.Admin.Post(
                        "/v1/members/search",
                        new
                        {
                            where = new
                            {
                                field = "spend",
                                op = "atLeast",
                                value = 15,
                                category,
                            },
                        }
                    )
                ).Json["items"]!.AsArray().Select(item => item.Text("id")!);
                bought.ShouldBe(
                    living.Where(id =>
                        sold.Where(sale => Owner(sale.Member) == id)
                            .Sum(sale => sale.Left.Where(line => line.Category == category).Sum(line => line.Amount)) >= 15
                    ),
                    ignoreOrder: true,
                    $"step {step}, {category}"
                );
            }
        }

        private async Task Enrol(int step)
        {
            var reply = await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = $"e{step}",
                    firstName = $"Ana {step}",
                    email = $"ana{step}@example.org",
                    birthday = random.Next(2) == 0 ? "1980-03-05" : null,
                    joinedAt = "2026-01-01T00:00:00Z",
                    openingBalance = new { points = random.Next(0, 30) },
                }
            );
            reply.Status.ShouldBe(201, reply.Body);
            members.Add(reply.Text("id")!);
        }

        private async Task Buy(int step, string member)
        {
            var day = $"2026-02-{random.Next(1, 28):00}";
            var lines = Enumerable
                .Range(1, random.Next(1, 4))
                .Select(line => new Line(line, random.Next(1, 4), random.Next(1, 3_000) / 100m, Categories[random.Next(Categories.Length)]))
                .ToArray();
            var reply = await club.Admin.Post(
                "/v1/purchases",
                new
                {
                    store = "s1",
                    receipt = $"r{step}",
                    at = $"{day}T11:00:00Z",
                    member,
                    lines = lines.Select(line => new
                    {
                        line = line.Number,
                        sku = "x",
                        quantity = line.Quantity,
                        amount = line.Amount,
                        category = line.Category.Length > 0 ? line.Category : null,
                    }),
                }
            );
            reply.Status.ShouldBe(201, reply.Body);
            sold.Add(new(member, $"r{step}", day, lines));
        }

        private async Task Return(int step)
        {
            var open = sold.Where(sale => !erased.Contains(Owner(sale.Member)) && sale.Left.Any(line => line.Quantity > 0)).ToArray();
            if (open.Length == 0)
            {
                return;
            }

            var sale = open[random.Next(open.Length)];
            var back =
                random.Next(3) == 0 ? [] : sale.Left.Where(line => line.Quantity > 0).Take(1).Select(line => (line.Number, 1m)).ToArray();
            var reply = await club.Admin.Return(sale.Receipt, $"b{step}", back);
            reply.Status.ShouldBe(201, reply.Body);
            sale.Left =
            [
                .. sale.Lines.Select(
                    (line, at) =>
                    {
                        var left =
                            back.Length == 0
                                ? 0
                                : sale.Left[at].Quantity - back.Where(one => one.Number == line.Number).Sum(one => one.Item2);
                        return line with
                        {
                            Quantity = left,
                            Amount =
                                left == line.Quantity
                                    ? line.Amount
                                    : decimal.Round(line.Amount * left / line.Quantity, 2, MidpointRounding.AwayFromZero),
                        };
                    }
                ),
            ];
        }

        private async Task Merge(int step, string[] living)
        {
            var (into, from) = (Any(living), Any(living));
            if (into != from && (await club.Admin.Post($"/v1/members/{into}/merge", new { operationId = $"m{step}", from })).Status == 201)
            {
                mergedInto[from] = into;
            }
        }

        private async Task Split(int step)
        {
            var (from, into) = mergedInto.ElementAt(random.Next(mergedInto.Count));
            if ((await club.Admin.Post($"/v1/members/{into}/unmerge", new { operationId = $"u{step}", from })).Status == 201)
            {
                mergedInto.Remove(from);
            }
        }

        private string Owner(string member) => mergedInto.TryGetValue(member, out var into) ? Owner(into) : member;

        private string Any(string[] of) => of[random.Next(of.Length)];

        private sealed record Line(int Number, decimal Quantity, decimal Amount, string Category);

        private sealed record Sold(string Member, string Receipt, string Day, Line[] Lines)
        {
            public Line[] Left { get; set; } = Lines;
        }
    }
}
