using LoyaltyClub.Background;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Readings;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The board adds up to what the members' own statements say, however often it is looked at, and from scratch.</summary>
public class DeskBoard
{
    private static readonly DateOnly First = new(2025, 12, 1),
        Last = new(2027, 7, 31);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task It_equals_a_plain_pass_over_the_journal_after_everything_that_can_happen(StoreKind kind)
    {
        var seed = Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given)
            : Random.Shared.Next();
        Console.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var club = await Arranged.Club(kind, pendingDays: 2);
        var members = new List<string>();
        var receipts = new List<(string Receipt, DateTimeOffset At)>();
        var now = DateTimeOffset.Parse(Arranged.Now);
        for (var i = 0; i < 6; i++)
        {
            members.Add(await club.Member($"m{i}@example.org", points: 400));
        }

        (
            await club.Admin.Post(
                $"/v1/members/{members[0]}/redemptions",
                new
                {
                    operationId = "coffee",
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Status.ShouldBe(201);
        for (var step = 0; step < 140; step++)
        {
            var (member, other) = (members[random.Next(members.Count)], members[random.Next(members.Count)]);
            switch (random.Next(14))
            {
                case < 5:
                    var at = now.AddMinutes(-random.Next(1, 60 * 24 * 60));
                    var bought = await club.Admin.Buy(member, $"r{step}", at.ToString("O"), random.Next(1, 120));
                    if (bought.Status == 201)
                    {
                        receipts.Add(($"r{step}", at));
                    }

                    break;
                case 5 when receipts.Count > 0:
                    await club.Admin.Post(
                        "/v1/returns",
                        new
                        {
                            store = "s1",
                            receipt = receipts[random.Next(receipts.Count)].Receipt,
                            returnReceipt = $"b{step}",
                            at = now.ToString("O"),
                        }
                    );
                    break;
                case 6:
                    await club.Admin.Post(
                        $"/v1/members/{member}/redemptions",
                        new
                        {
                            operationId = $"o{step}",
                            reward = "coffee",
                            capture = random.Next(2) == 0,
                            ttlSeconds = 60,
                        }
                    );
                    break;
                case 7:
                    await club.Admin.Post(
                        $"/v1/members/{member}/adjustments",
                        new
                        {
                            operationId = $"o{step}",
                            points = random.Next(-40, 60) | 1,
                            reason = "by hand",
                        }
                    );
                    break;
                case 8:
                    await club.Admin.Transfer(member, other, $"o{step}", random.Next(1, 50));
                    break;
                case 9 when random.Next(3) == 0:
                    await club.Admin.Post($"/v1/members/{member}/merge", new { operationId = $"o{step}", from = other });
                    break;
                case 10 when random.Next(3) == 0:
                    await club.Admin.Post($"/v1/members/{member}/unmerge", new { operationId = $"o{step}", from = other });
                    break;
                case 11 when random.Next(4) == 0:
                    await club.Admin.Delete($"/v1/members/{member}");
                    break;
                case 12:
                    await Board(club).Read(First, Last);
                    break;
                default:
                    now = now.AddHours(random.Next(1, random.Next(4) == 0 ? 24 * 40 : 72));
                    if (now.Year < 2027 || now.Month < 6)
                    {
                        (await club.Admin.Post("/v1/clock", new { now = now.ToString("O") })).Status.ShouldBe(200);
                    }
                    else
                    {
                        now = now.AddDays(-30);
                    }

                    break;
            }
        }
        // Long enough for what the last receipts brought to end.
        (await club.Admin.Post("/v1/clock", new { now = "2027-07-20T12:00:00Z" })).Status.ShouldBe(200);
        await club
            .Services.GetRequiredService<OutboxDispatcher>()
            .Round(fault => throw new InvalidOperationException($"seed {seed}", fault), default);
        (await club.Admin.Post("/v1/close", new { })).Status.ShouldBe(200);

        var looked = (await Board(club).Read(First, Last))!.Days;
        var zone = club.Services.GetRequiredService<IClubFacts>().TimeZone;
        looked
            .Zip(await PlainPass(club, zone))
            .Where(pair => pair.First != pair.Second)
            .Select(pair => $"{pair.First} is not {pair.Second}")
            .ShouldBeEmpty($"seed {seed}");
        looked.Sum(day => day.Expired).ShouldBeGreaterThan(0, $"seed {seed}: nothing expired");
        looked.Sum(day => day.Spent).ShouldBeGreaterThan(0, $"seed {seed}: nothing was spent");

        // The points that are out are those of the members, as they see them.
        long outstanding = 0;
        foreach (var member in members)
        {
            if ((await club.Admin.Get($"/v1/members/{member}")) is { Status: 200 } view && (string)view.Json["id"]! == member)
            {
                outstanding += (long)view.Json["balance"]!["active"]! + (long)view.Json["balance"]!["pending"]!;
            }
        }

        looked[^1].Outstanding.ShouldBe(outstanding, $"seed {seed}");

        // Counted from scratch, and gone on with from what was kept of that, it is the same.
        await club.Store.Sql("delete from documents where stream = 'board'");
        (await Another(club).Read(First, Last))!.Days.ShouldBe(looked, $"seed {seed}: from scratch");
        (await club.Store.Count("documents where stream = 'board'")).ShouldBe(1, $"seed {seed}: kept");
        (await Another(club).Read(First, Last))!.Days.ShouldBe(looked, $"seed {seed}: gone on");
    }

    private static IBoard Board(ClubApplication club) => club.Services.GetRequiredService<IBoard>();

    private static Board Another(ClubApplication club) =>
        new(
            club.Services.GetRequiredService<IJournal>(),
            club.Services.GetRequiredService<ProgrammeCache>(),
            club.Services.GetRequiredService<ClubClock>(),
            TimeProvider.System
        );

    /// <summary>All entries of all members, each stream for itself, with sets of days and nothing kept.</summary>
    private static async Task<BoardDay[]> PlainPass(ClubApplication club, TimeZoneInfo zone)
    {
        var streams = new Dictionary<string, List<Entry>>();
        await club
            .Services.GetRequiredService<IJournal>()
            .Everything(entry =>
            {
                if (MemberIds.IsValid(entry.Stream))
                {
                    (streams.TryGetValue(entry.Stream, out var entries) ? entries : streams[entry.Stream] = []).Add(
                        EntryCodec.Decode(entry.Data)
                    );
                }
            });
        streams.Count.ShouldBe(6);
        var (lines, purchases, came, active, joined) = (
            new List<StatementLine>(),
            new List<Purchased>(),
            new List<(DateOnly Day, int Count)>(),
            new List<DateOnly>(),
            new List<DateOnly>()
        );
        foreach (var entries in streams.Values)
        {
            var (before, isMerged, days) = (default(Balance), false, new HashSet<DateOnly>());
            foreach (var entry in entries)
            {
                var today = DayOf(entry.Recorded);
                lines.AddRange(Statement.Movements(entry, before, zone).ConvertAll(StatementLines.Of));
                before = entry.After;
                if (entry is Purchased bought)
                {
                    purchases.Add(bought);
                    Fill(bought.Day, bought.Day.AddDays(89));
                }
                if (((entry as MergedIn)?.Handed ?? (entry as CameBack)?.Handed)?.LastPurchase is { } brought)
                {
                    Fill(today.AddDays(1), brought.AddDays(89));
                }

                if (entry is Enrolled enrolled)
                {
                    joined.Add(DayOf(enrolled.JoinedAt));
                    came.Add((joined[^1], 1));
                }
                if (entry is CameBack)
                {
                    came.Add((today, 1));
                }

                if (entry is MergedAway || (entry is Erased && !isMerged))
                {
                    came.Add((today, -1));
                    days.RemoveWhere(day => day > today);
                }
                isMerged = entry is MergedAway || (isMerged && entry is not CameBack);
            }
            active.AddRange(days);

            void Fill(DateOnly from, DateOnly to)
            {
                for (var day = from; day <= to; day = day.AddDays(1))
                {
                    days.Add(day);
                }
            }
        }
        var all = new List<BoardDay>();
        for (var day = First; day <= Last; day = day.AddDays(1))
        {
            long On(string kinds, Func<StatementLine, bool>? also = null) =>
                lines
                    .Where(line => DayOf(line.At) == day && kinds.Split(' ').Contains(line.Kind) && also?.Invoke(line) != false)
                    .Sum(line => line.Points);
            var mine = purchases.Where(bought => DayOf(bought.Purchase.At) == day).ToArray();
            all.Add(
                new(
                    day,
                    joined.Count(one => one == day),
                    came.Where(one => one.Day <= day).Sum(one => one.Count),
                    active.Count(one => one == day),
                    On("earned") + On("adjusted", line => line.Points > 0),
                    -On("redeemed released restored"),
                    -On("expired"),
                    -On("reversed") - On("adjusted", line => line.Points < 0),
                    lines.Where(line => DayOf(line.At) <= day && line.Kind is not ("merged" or "transferred")).Sum(line => line.Points),
                    mine.Length,
                    mine.Sum(bought => bought.Purchase.Total),
                    0,
                    0
                )
            );
        }
        return [.. all];

        DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }

    [Fact]
    public async Task Receipts_without_a_card_count_once_and_not_any_more_when_they_are_claimed()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var till = new Browser(club);
        await till.Send(
            "/till/sign-in",
            ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!)
        );
        using var client = club.ClientWith(null);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Add("Cookie", till.Cookies.GetCookieHeader(new(club.Address, "/till")));
        var sale = new
        {
            receipt = "w1",
            at = "2026-03-12T10:00:00Z",
            lines = new[]
            {
                new
                {
                    name = "Bread",
                    category = "bakery",
                    quantity = 1,
                    amount = 7.5,
                },
            },
        };
        var claim = (string)(await client.Post("/till/api/claims", sale)).Json["url"]!;
        await client.Post("/till/api/claims", sale);
        await client.Post("/till/api/claims", sale with { receipt = "w2" });
        var today = new DateOnly(2026, 3, 12);
        var day = (await Board(club).Read(today, today))!.Last;
        (day.WithoutCard, day.SalesWithoutCard, day.Purchases).ShouldBe((2, 15m, 0));

        using var ana = new Browser(club);
        await ana.SignIn(club, "ana@example.org");
        await ana.Send(new Uri(claim).PathAndQuery);
        await ana.Send(new Uri(claim).PathAndQuery);
        day = (await Board(club).Read(today, today))!.Last;
        (day.WithoutCard, day.SalesWithoutCard, day.Purchases, day.Sales).ShouldBe((1, 7.5m, 1, 7.5m));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Other_tills_tell_what_they_sell_without_a_card_and_each_receipt_counts_once(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        using var till = await club.ClientFor("till", "s1");
        var ana = await club.Member("ana@example.org");
        await club.Admin.Buy(ana, "r1", "2026-03-12T09:00:00Z", 20m);
        var sale = new
        {
            store = "s1",
            receipt = "w1",
            at = "2026-03-11T22:30:00+00:00",
            amount = 7.5m,
        };
        var told = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => till.Post("/v1/purchases/without-card", sale)));
        told.Count(reply => reply.Status == 201).ShouldBe(1);
        told.Where(reply => reply.Status != 201).ShouldAllBe(reply => reply.Status == 200 && reply.Again);
        told.Select(reply => reply.Body).Distinct().ShouldHaveSingleItem();
        // in Madrid it is the 12th
        (await till.Post("/v1/purchases/without-card", sale with { receipt = "w2", at = "2026-03-11T23:00:00Z" })).Status.ShouldBe(201);
        // another store's w1
        (await club.Admin.Post("/v1/purchases/without-card", sale with { store = "s2", at = "2026-03-11T23:00:00Z" })).Status.ShouldBe(201);

        (await till.Post("/v1/purchases/without-card", sale with { amount = 8m })).Code.ShouldBe("operation_conflict");
        (await till.Post("/v1/purchases/without-card", sale with { receipt = "r1" })).Code.ShouldBe("operation_conflict");
        (await till.Post("/v1/purchases/without-card", sale with { receipt = "w3", at = "2026-03-12T12:11:00Z" })).Code.ShouldBe(
            "at_out_of_range"
        );
        foreach (
            var (body, code) in new (object, string)[]
            {
                (
                    new
                    {
                        store = "s1",
                        receipt = "w4",
                        amount = 1,
                    },
                    "missing_field"
                ),
                (
                    new
                    {
                        store = "s1",
                        receipt = "w4",
                        at = Arranged.Now,
                    },
                    "missing_field"
                ),
                (sale with { amount = -1m }, "invalid_field"),
                (sale with { amount = 0.00001m }, "invalid_field"),
                (sale with { receipt = "" }, "invalid_field"),
                (
                    new
                    {
                        sale.store,
                        sale.receipt,
                        sale.at,
                        sale.amount,
                        member = ana,
                    },
                    "unknown_field"
                ),
                ("{", "malformed_json"),
            }
        )
        {
            (await till.Post("/v1/purchases/without-card", body)).Code.ShouldBe(code, body.ToString());
        }

        var days = (await Board(club).Read(new(2026, 3, 11), new(2026, 3, 12)))!.Days;
        days.Select(day => (day.WithoutCard, day.SalesWithoutCard, day.Purchases, day.Sales))
            .ShouldBe([(1, 7.5m, 0, 0m), (2, 15m, 1, 20m)]);
    }

    [Fact]
    public async Task A_look_reads_only_what_is_new()
    {
        await using var club = await Arranged.Club();
        var ana = await club.Member("ana@example.org");
        for (var i = 0; i < 30; i++)
        {
            await club.Admin.Buy(ana, $"r{i}", "2026-03-10T10:00:00Z", 5m);
        }

        var day = new DateOnly(2026, 3, 10);
        (await Board(club).Read(day, day))!.Last.Purchases.ShouldBe(30);
        // What was counted is not read again: without it in the journal the sum stays.
        await club.Store.Sql($"delete from journal where stream = '{ana}' and version between 2 and 20");
        await club.Admin.Buy(ana, "r30", "2026-03-10T10:00:00Z", 5m);
        (await Board(club).Read(day, day))!.Last.Purchases.ShouldBe(31);
    }

    [Fact]
    public async Task The_page_has_charts_with_a_table_beside_each_and_a_file()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        (await olga.Browser.Open("/desk")).Text.ShouldContain("Nobody has joined yet");
        var ana = await club.Member("ana@example.org", points: 400);
        await club.Admin.Buy(ana, "r1", "2026-03-10T10:00:00Z", 50m);
        var page = await olga.Browser.Open("/desk?days=7");
        foreach (var said in new[] { "Liability €4.75", "475 points", "100 % bought in 90 days", "€50.00", "Points issued 75" })
        {
            page.Text.ShouldContain(said);
        }

        page.Html.Split("role=\"img\"").Length.ShouldBe(5);
        page.Html.Split("<tbody>").Length.ShouldBe(5);
        page.Html.Split("<tr><th scope=\"row\">").Length.ShouldBe(4 * 7 + 1);
        page.Html.ShouldNotContain("NaN");
        (await olga.Browser.Open("/desk?days=365")).Html.Split("<tr><th scope=\"row\">").Length.ShouldBe(4 * 365 + 1);
        var file = await olga.Browser.Open("/desk/csv?days=30");
        file.Html.Split("\r\n").Length.ShouldBe(32);
        file.Html.ShouldContain("2026-03-10,0,1,1,75,0,0,0,475,4.75,1,50.00,0,0.00");
        using var spanish = await olga.Colleague("Marketing", "mario@example.org", "es");
        (await spanish.Browser.Open("/desk?days=nonsense")).Text.ShouldContain("Pasivo");
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0 }, 2)]
    [InlineData(new[] { 1, 2, 3 }, 4)]
    [InlineData(new[] { 7, 0, 0 }, 8)]
    [InlineData(new[] { 9, 0, 101 }, 200)]
    [InlineData(new[] { 12_345 }, 20_000)]
    public void A_chart_reaches_from_nothing_to_a_round_number_with_a_half(int[] values, int high)
    {
        var chart = new Chart(
            "",
            "",
            First,
            First,
            [new("", "one", [.. values.Select(value => (decimal)value)])],
            false,
            value => $"{value}"
        );
        chart.Axis.ShouldBe((0, high));
        chart.Paths().Single().Path.ShouldStartWith("M0 ");
    }
}
