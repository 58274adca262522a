using System.Text.Json.Nodes;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The member's card in the browser: who gets which, and a receipt that is claimed later.</summary>
public class Cards
{
    private static readonly string[] Addresses =
    [
        "/card",
        "/card/print",
        "/card/key",
        "/card/now",
        "/card/card.svg",
        "/card/card.png",
        "/card/voucher/V0000000000000",
    ];

    [Fact]
    public async Task Only_who_is_signed_in_has_a_card_and_only_their_own()
    {
        await using var club = await Arranged.Club();
        var anna = await club.Member("anna@example.org", "Xanna", 200);
        var berta = await club.Member("berta@example.org", "Xberta", 200);
        using var nobody = new Browser(club);
        using var hers = new Browser(club);
        foreach (var address in Addresses)
        {
            (await nobody.Open(address) is var page && (page.Status == 401 || page.Address.StartsWith("/sign-in?back="))).ShouldBeTrue(
                address
            );
        }

        await hers.SignIn(club, "anna@example.org");
        foreach (var address in Addresses[..^1])
        {
            (await hers.Open(address)).Status.ShouldBe(200, address);
        }

        (await hers.Open("/card")).Html.ShouldContain("Xanna");
        var card = (await club.Admin.Get($"/v1/members/{anna}")).Text("cardCode");
        JsonNode.Parse((await hers.Open("/card/key")).Html)!.Text("card").ShouldBe(card);
        (await hers.Open("/card")).Html.ShouldNotContain(JsonNode.Parse((await hers.Open("/card/key")).Html)!.Text("key")!);
        (await club.Admin.Post("/v1/scans", new { code = JsonNode.Parse((await hers.Open("/card/now")).Html)!.Text("rotating") }))
            .Text("memberId")
            .ShouldBe(anna);

        async Task<string> Voucher(string member) =>
            (
                await club.Admin.Post(
                    $"/v1/members/{member}/redemptions",
                    new
                    {
                        operationId = "v " + member,
                        reward = "coffee",
                        capture = true,
                    }
                )
            ).Text("voucher.code")!;
        (await hers.Open("/card/voucher/" + await Voucher(anna))).Text.ShouldContain("Un café");
        (await hers.Open("/card/voucher/" + await Voucher(berta))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_key_of_a_device_makes_the_codes_that_the_club_reads()
    {
        await using var club = await Arranged.Club();
        var anna = await club.Member("anna@example.org", "Xanna", 200);
        using var browser = new Browser(club);
        await browser.SignIn(club, "anna@example.org");
        var told = JsonNode.Parse((await browser.Open("/card/key")).Html)!;

        // As Member/Card/card.js does it.
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var step = (long)told["now"]! / 30_000;
        var text =
            "R"
            + told.Text("card")
            + string.Concat(Enumerable.Range(0, 7).Reverse().Select(place => letters[(int)(step >> (5 * place) & 31)]));
        var mac = System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromBase64String(told.Text("key")!),
            System.Text.Encoding.ASCII.GetBytes(text)
        );
        var bits = new System.Numerics.BigInteger(mac.AsSpan(0, 10), isUnsigned: true, isBigEndian: true);
        text += string.Concat(Enumerable.Range(0, 16).Reverse().Select(place => letters[(int)(bits >> (5 * place) & 31)]));
        (await club.Admin.Post("/v1/scans", new { code = text })).Text("kind").ShouldBe("rotating");

        await club.Admin.Post($"/v1/members/{anna}/card", new { operationId = "c" });
        (await club.Admin.Post("/v1/scans", new { code = text })).Code.ShouldBe("card_replaced");
    }

    private static async Task<HttpClient> Till(ClubApplication club)
    {
        var till = new HttpClient { BaseAddress = club.Address };
        till.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var key = (await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Text("key")!;
        await till.PostAsync("/till/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key }));
        return till;
    }

    [Theory]
    [InlineData("2025-12-02T00:00:00Z", "7 points were added")] // the membership began on 1 January
    [InlineData("2025-12-01T23:59:59Z", "older than your membership")]
    public async Task A_receipt_without_a_card_is_claimed_up_to_thirty_days_before_joining(string at, string answer)
    {
        await using var club = await Arranged.Club();
        await club.Member("anna@example.org", "Xanna", 0);
        using var till = await Till(club);
        var claim = await till.Post(
            "/till/api/claims",
            new
            {
                receipt = "T-1",
                at,
                lines = new[]
                {
                    new
                    {
                        name = "Pan",
                        quantity = 1,
                        amount = 7,
                    },
                },
            }
        );
        using var hers = new Browser(club);
        await hers.SignIn(club, "anna@example.org");
        (await hers.Send(new Uri(claim.Text("url")!).PathAndQuery)).Text.ShouldContain(answer);
    }

    [Fact]
    public async Task A_receipt_is_claimed_once_by_whoever_is_first_and_a_made_up_one_never()
    {
        await using var club = await Arranged.Club();
        var anna = await club.Member("anna@example.org", "Xanna", 0);
        await club.Member("berta@example.org", "Xberta", 0);
        using var till = await Till(club);
        object Sale(string receipt, int lines) =>
            new
            {
                receipt,
                at = Arranged.Now,
                lines = Enumerable
                    .Range(0, lines)
                    .Select(i => new
                    {
                        name = $"Pan {i}",
                        category = i % 2 == 0 ? "a" : "b",
                        quantity = 1,
                        amount = 2.5,
                    }),
            };

        var claim = await till.Post("/till/api/claims", Sale("T-1", 12));
        var address = new Uri(claim.Text("url")!).PathAndQuery;
        using var nobody = new Browser(club);
        (await nobody.Open(address)).Text.ShouldContain("30 points from today");
        using var hers = new Browser(club);
        await hers.SignIn(club, "anna@example.org");
        (await hers.Open(address)).Text.ShouldContain("€30.00");
        (await club.Admin.Balance(anna))["active"]!.GetValue<long>().ShouldBe(0);
        (await hers.Send(address)).Text.ShouldContain("30 points were added");
        (await hers.Send(address)).Text.ShouldContain("30 points were added");
        (await club.Admin.Balance(anna))["active"]!.GetValue<long>().ShouldBe(30);
        using var other = new Browser(club);
        await other.SignIn(club, "berta@example.org");
        (await other.Send(address)).Text.ShouldContain("already");
        (await hers.Open(address[..^3] + "AAA")).Status.ShouldBe(404);
        (await hers.Open("/card/claim/nonsense")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_card_is_an_app_with_pictures_and_a_worker_for_all_of_the_site()
    {
        await using var club = await Arranged.Club();
        using var browser = new Browser(club);
        var manifest = JsonNode.Parse((await browser.Open("/manifest.webmanifest")).Html)!;
        (manifest.Text("name"), manifest.Text("start_url"), manifest.Text("display")).ShouldBe(
            ("Club <La Ribera> & Co", "/card", "standalone")
        );
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            (await browser.Open(icon.Text("src")!)).Message.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        }

        var worker = await browser.Open("/sw.js");
        (worker.Message.Content.Headers.ContentType!.MediaType, worker.Message.Headers.CacheControl!.NoCache).ShouldBe(
            ("text/javascript", true)
        );
    }
}
