using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Templates;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A receipt without a card makes a member of its buyer.</summary>
public class ClaimsThatJoin
{
    private static async Task<string> Sold(ClubApplication club, string receipt, string at, decimal amount, object[]? lines = null)
    {
        var told = await club.Admin.Post(
            "/v1/purchases/without-card",
            new
            {
                store = "s1",
                receipt,
                at,
                amount,
                lines,
            }
        );
        told.Status.ShouldBe(201, told.Body);
        ((string?)told.Json["claim"]!["qr"]).ShouldBe((string?)told.Json["claim"]!["url"]);
        return new Uri((string)told.Json["claim"]!["url"]!).PathAndQuery;
    }

    private static string LinkTo(Page page, string address) =>
        System.Net.WebUtility.HtmlDecode(Regex.Match(page.Html, $"href=\"({Regex.Escape(address)}[^\"]*)\"").Groups[1].Value);

    private static Task<Page> Join(Browser browser, string address, string email) =>
        browser.Send(address, ("firstName", "Nora"), ("lastName", "Gil"), ("email", email), ("language", "en"));

    private static async Task<long> Active(ClubApplication club, string email) =>
        (long)(await club.Admin.Get("/v1/members?email=" + email)).Json["balance"]!["active"]!;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_points_wait_for_who_joins_and_count_once(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        var claim = await Sold(club, "w1", "2026-03-12T09:00:00+01:00", 30m);
        using var nora = new Browser(club);

        var landing = await nora.Open(claim);
        landing.Status.ShouldBe(200);
        landing.Text.ShouldContain("30 points from today's visit wait for you");
        var joined = await Join(nora, LinkTo(landing, "/join"), "nora@example.org");

        joined.Address.ShouldBe(claim);
        joined.Text.ShouldContain("30 points were added to your card.");
        (await Active(club, "nora@example.org")).ShouldBe(30);
        var purchase = (await club.Admin.Get("/v1/purchases/s1/w1")).Json;
        DateTimeOffset.Parse((string)purchase["at"]!).ShouldBe(DateTimeOffset.Parse("2026-03-12T08:00:00Z"));
        // Opened or pressed again it counts no second time, and it is nobody else's.
        (await nora.Send(claim)).Text.ShouldContain("30 points were added");
        (await nora.Open(claim)).Text.ShouldContain("30 points were added");
        using var other = new Browser(club);
        var late = await other.Open(claim);
        late.Text.ShouldContain("have been claimed already");
        LinkTo(late, "/join").ShouldBe("");
        await club.Member("ana@example.org");
        await other.SignIn(club, "ana@example.org");
        (await other.Send(claim)).Text.ShouldContain("have been claimed already");
        (await Active(club, "nora@example.org")).ShouldBe(30);
        (await Active(club, "ana@example.org")).ShouldBe(100);
        var board = await club.Services.GetRequiredService<IBoard>().Read(new(2026, 3, 12), new(2026, 3, 12));
        (board!.Last.WithoutCard, board.Last.Purchases).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Where_numbers_begin_again_each_days_claim_is_its_own()
    {
        await using var club = await Arranged.Club();
        // Printed before the store said that its numbers begin again.
        var before = await Sold(club, "17", "2026-03-10T09:00:00+01:00", 10m);
        (await club.Admin.Put("/v1/stores/s1", new { name = "La Ribera", receiptNumbers = "daily" })).Status.ShouldBe(200);
        var today = await Sold(club, "17", "2026-03-12T09:00:00+01:00", 30m);
        await club.Member("ana@example.org");
        using var ana = new Browser(club);
        await ana.SignIn(club, "ana@example.org");
        foreach (var claim in new[] { today, before, today, before })
        {
            (await ana.Send(claim)).Text.ShouldContain("points were added");
        }

        (await Active(club, "ana@example.org")).ShouldBe(140);
        var board = await club.Services.GetRequiredService<IBoard>().Read(new(2026, 3, 10), new(2026, 3, 12));
        board!.Last.WithoutCard.ShouldBe(0);
    }

    [Fact]
    public async Task The_points_wait_through_a_code_by_mail_and_through_signing_in()
    {
        await using var club = await Arranged.Club();
        await using var server = new MailServer();
        await club.SetUpMail(server);
        await club.Member("ana@example.org");

        using var nora = new Browser(club);
        var first = await Sold(club, "w1", "2026-03-11T09:00:00+01:00", 30m);
        var landing = await nora.Open(first);
        landing.Text.ShouldContain("30 points from your visit wait for you");
        var code = await Join(nora, LinkTo(landing, "/join"), "nora@example.org");
        code.Address.ShouldStartWith("/sign-in/code?joined=true&back=");
        var done = await nora.Send(code.Address, ("code", (await server.Next("nora@example.org")).Code));
        (done.Address, await Active(club, "nora@example.org")).ShouldBe((first, 30));

        using var ana = new Browser(club);
        var second = await Sold(club, "w2", "2026-03-12T09:00:00+01:00", 12m);
        code = await ana.Send(LinkTo(await ana.Open(second), "/sign-in"), ("email", "ana@example.org"));
        done = await ana.Send(code.Address, ("code", (await server.Next("ana@example.org")).Code));
        done.Address.ShouldBe(second);
        done.Text.ShouldContain("12 points were added to your card.");
        (await Active(club, "ana@example.org")).ShouldBe(112);

        // From joining one can still go to signing in, and the other way round.
        using var third = new Browser(club);
        var next = await Sold(club, "w3", "2026-03-12T09:30:00+01:00", 5m);
        var signIn = await third.Open(LinkTo(await third.Open(next), "/sign-in"));
        var join = await third.Open(LinkTo(signIn, "/join"));
        LinkTo(join, "/sign-in").ShouldBe(LinkTo(await third.Open(next), "/sign-in"));
    }

    /// <summary>Thirty days before joining is in time, a minute more is too old; the words say which.</summary>
    [Theory]
    [InlineData("2026-02-10T12:00:00Z", "25 points from your visit wait for you", "25 points were added")]
    [InlineData("2026-02-10T11:59:00Z", "too old to count for somebody who joins now", "is older than your membership")]
    public async Task A_receipt_waits_thirty_days(string at, string waiting, string joined)
    {
        await using var club = await Arranged.Club();
        var claim = await Sold(club, "w1", at, 25m);
        using var nora = new Browser(club);
        var landing = await nora.Open(claim);
        landing.Text.ShouldContain(waiting);
        var page = await Join(nora, "/join?back=" + Uri.EscapeDataString(claim), "nora@example.org");
        (page.Text.Contains(joined) ? page : await nora.Send(claim)).Text.ShouldContain(joined);
    }

    [Fact]
    public async Task A_till_that_prints_its_own_paper_gets_a_claim_that_says_what_was_sold()
    {
        await using var club = await Arranged.Club();
        using var till = await club.ClientFor("till", "s1");
        object Line(int line, string sku, string? category, decimal amount) =>
            new
            {
                line,
                sku,
                category,
                quantity = 1,
                amount,
            };
        object Sale(string receipt, decimal amount, object[]? lines) =>
            new
            {
                store = "s1",
                receipt,
                at = "2026-03-12T10:00:00Z",
                amount,
                lines,
            };

        object[] lines = [Line(1, "bread-1", "bakery", 30.5m), Line(2, "cup", null, 12m)];
        var told = await till.Post("/v1/purchases/without-card", Sale("w1", 42.5m, lines));
        var again = await till.Post("/v1/purchases/without-card", Sale("w1", 42.5m, lines));
        (told.Status, again.Status, again.Again).ShouldBe((201, 200, true));
        again.Json["claim"]!.ToJsonString().ShouldBe(told.Json["claim"]!.ToJsonString());

        using var nora = new Browser(club);
        var claim = new Uri((string)told.Json["claim"]!["url"]!).PathAndQuery;
        // 42 for the money and 25 of the rule for big baskets.
        (await nora.Open(claim)).Text.ShouldContain("67 points from today's visit");
        await Join(nora, "/join?back=" + Uri.EscapeDataString(claim), "nora@example.org");
        var kept = (await club.Admin.Get("/v1/purchases/s1/w1")).Json["lines"]!.AsArray();
        kept.Select(line => ((string?)line!["sku"], (string?)line["category"], (decimal)line["amount"]!))
            .ShouldBe([("bread-1", "bakery", 30.5m), ("cup", null, 12m)]);

        (await till.Post("/v1/purchases/without-card", Sale("w2", 42.5m, [Line(1, "x", null, 42m)]))).Code.ShouldBe("invalid_field");
        (await till.Post("/v1/purchases/without-card", Sale("w2", 42.5m, []))).Code.ShouldBe("invalid_field");
        (await till.Post("/v1/purchases/without-card", Sale("w3", 0m, null))).Json["claim"].ShouldBeNull();
        // Above eight lines the QR code has the sums of the categories.
        var many = Enumerable.Range(1, 20).Select(line => Line(line, "sku" + line, line % 2 == 0 ? "bakery" : "drinks", 1m)).ToArray();
        var sums = await till.Post("/v1/purchases/without-card", Sale("w4", 20m, many));
        await nora.Send(new Uri((string)sums.Json["claim"]!["url"]!).PathAndQuery);
        (await club.Admin.Get("/v1/purchases/s1/w4")).Json["lines"]!.AsArray().Count.ShouldBe(2);
    }

    /// <summary>What a claim says is sealed: a changed one is none, and one of another club neither.</summary>
    [Fact]
    public async Task A_claim_of_nobodys_is_none()
    {
        await using var club = await Arranged.Club();
        using var nora = new Browser(club);
        var claim = await Sold(club, "w1", "2026-03-12T10:00:00Z", 30m);
        foreach (
            var address in new[] { claim[..^1] + (claim[^1] == 'A' ? 'B' : 'A'), "/card/claim/x", "/card/claim/" + new string('a', 5_000) }
        )
        {
            var page = await nora.Open(address);
            page.Status.ShouldBe(404, address);
            page.Text.ShouldContain("no receipt of the club");
            (await Join(nora, "/join?back=" + Uri.EscapeDataString(address), $"n{address.Length}@example.org")).Status.ShouldBeLessThan(
                500
            );
            nora.Cookies.GetAllCookies().ToList().ForEach(cookie => cookie.Expired = true);
        }

        (await club.Admin.Get("/v1/purchases/s1/w1")).Status.ShouldBe(404);
    }
}
