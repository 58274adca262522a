using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

public class RewardPages
{
    private static string Wish(Page page, string reward) =>
        Regex
            .Match(page.Html, $"name=\"reward\" value=\"{reward}\">\\s*<input type=\"hidden\" name=\"wish\" value=\"([^\"]*)\"")
            .Groups[1]
            .Value;

    [Fact]
    public async Task Rewards_stand_where_they_belong()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org", points: 100);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        (await browser.Open("/rewards")).Text.ShouldMatch(
            "Yours now Un café 60 points Use now 60 points are set aside for 15 minutes. Then show your card at the till. Yes, show my card Not far Cesta 900 points 800 points missing For other levels Cena 50 points · for level Oro None left at the moment Bolsa"
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_chosen_reward_is_set_aside_counts_down_and_can_be_given_back(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        var id = await club.Member("ana@example.org", points: 100);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        var wish = Wish(await browser.Open("/rewards"), "coffee");

        var page = await browser.Send("/rewards/reserve", ("reward", "coffee"), ("wish", wish));
        // The card itself is what is shown; nothing is there to be read out.
        page.Address.ShouldBe("/card");
        page.Text.ShouldContain("Set aside: show this card at the till. Un café 15:00");
        page.Html.ShouldContain("data-left=\"900\"");
        page.Html.ShouldNotContain($"{id}-1");
        page = await browser.Open("/rewards");
        page.Text.ShouldContain("You have 40 points to spend.");
        page.Text.ShouldContain("Show your card at the till before the time is up.");
        page.Html.ShouldNotContain($"{id}-1");
        await browser.Send("/rewards/reserve", ("reward", "coffee"), ("wish", wish)); // a second tap
        ((long)(await club.Admin.Balance(id))["reserved"]!).ShouldBe(60);
        (await browser.Send("/rewards/reserve", ("reward", "coffee"), ("wish", Guid.NewGuid().ToString("N")))).Text.ShouldContain(
            "Your points are not enough for that any more."
        );

        (await browser.Send("/rewards/release", ("number", "1"))).Text.ShouldContain("You have 100 points to spend.");
        (await browser.Send("/rewards/release", ("number", "1"))).Status.ShouldBe(200);
        ((long)(await club.Admin.Balance(id))["active"]!).ShouldBe(100);
    }

    [Fact]
    public async Task What_the_cashier_takes_becomes_a_voucher_and_the_page_hears_of_it()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org", points: 100);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        var card = await browser.Send("/rewards/reserve", ("reward", "coffee"), ("wish", Wish(await browser.Open("/rewards"), "coffee")));
        var onCard = Regex.Match(card.Html, "hx-get=\"([^\"]*)\"").Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal);
        (await browser.Open(onCard, ("HX-Request", "true"))).Status.ShouldBe(204);
        var page = await browser.Open("/rewards");
        var live = Regex.Match(page.Html, "hx-get=\"([^\"]*)\"").Groups[1].Value;
        (await browser.Open(live, ("HX-Request", "true"))).Status.ShouldBe(204);

        (await club.Admin.Post($"/v1/redemptions/{id}-1/capture", new { operationId = "c" })).Status.ShouldBe(201);

        var news = await browser.Open(live, ("HX-Request", "true"));
        news.Text.ShouldContain("Your vouchers Un café");
        news.Text.ShouldNotContain("Show your card at the till");
        (await browser.Open(onCard, ("HX-Request", "true"))).Text.Trim().ShouldBe("");
    }

    [Fact]
    public async Task Nobody_gives_back_what_another_has_set_aside()
    {
        await using var club = await Arranged.Club();
        var anna = await club.Member("anna@example.org", points: 100);
        await club.Member("berta@example.org", points: 100);
        (
            await club.Admin.Post(
                $"/v1/members/{anna}/redemptions",
                new
                {
                    operationId = "r",
                    reward = "coffee",
                    capture = false,
                }
            )
        ).Status.ShouldBe(201);
        using var berta = new Browser(club);
        await berta.SignIn(club, "berta@example.org");

        foreach (var number in new[] { "1", $"{anna}-1", "-1", "99999999999" })
        {
            await berta.Send("/rewards/release", ("number", number));
        }

        await berta.Send("/rewards/reserve", ("reward", "dinner"), ("wish", Guid.NewGuid().ToString("N")));

        ((long)(await club.Admin.Balance(anna))["reserved"]!).ShouldBe(60);
        (await berta.Open("/rewards")).Text.ShouldContain("You have 100 points to spend.");
    }
}
