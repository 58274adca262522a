using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Money has the decimals of ISO 4217 wherever it is shown, and points are worth what they pay.</summary>
public class MoneyShown
{
    private static readonly LoyaltyClub.Grains.Currencies Currencies = new();

    [Theory]
    [InlineData("en", "KWD", "1.235", "1.235 KWD")]
    [InlineData("es", "KWD", "1.235", "1,235 KWD")]
    [InlineData("en", "JPY", "1500", "1,500 JPY")]
    [InlineData("es", "EUR", "12.5", "12,50 €")]
    [InlineData("en", "EUR", "12.5", "€12.50")]
    [InlineData("en", "PKR", "12.5", "12.50 PKR")]
    [InlineData("en", "BIF", "12", "12 BIF")]
    public void It_has_the_decimals_of_its_currency(string language, string currency, string amount, string shown) =>
        Plain(new Words(language, Currencies).Money(decimal.Parse(amount, Invariant), currency)).ShouldBe(shown);

    [Theory]
    [InlineData("KWD", "0.005", "0.005 KWD")]
    [InlineData("KWD", "0.0005", "0.0005 KWD")]
    [InlineData("EUR", "0.005", "0.005 €")]
    [InlineData("EUR", "0.01", "€0.01")]
    [InlineData("JPY", "0.5", "0.5 JPY")]
    [InlineData("JPY", "5", "5 JPY")]
    public void What_a_programme_says_has_as_many_as_it_needs(string currency, string amount, string shown) =>
        Plain(new Words("en", Currencies).Exact(decimal.Parse(amount, Invariant), currency)).ShouldBe(shown);

    [Theory]
    [InlineData("KWD", 3)]
    [InlineData("JPY", 0)]
    [InlineData("PKR", 2)]
    [InlineData("eu", 2)]
    public void The_table_is_the_domains_and_a_code_half_typed_has_two(string code, int decimals)
    {
        Currencies.Decimals(code).ShouldBe(decimals);
        (Money.IsCurrency(code) ? Money.Decimals(code) : 2).ShouldBe(decimals);
    }

    /// <summary>101 points pay a receipt of two lines; what is left is worth, in favour of the shop, what it will pay.</summary>
    [Theory]
    [InlineData("KWD", "0.005", "1.235 2.115", "1.235 2.115 3.350 0.505 2.845", "2.845", 3, "0.525", "0.525 KWD")]
    [InlineData("EUR", "0.01", "2.50 3.20", "2.50 3.20 5.70 1.01 4.69", "4.69", 2, "1.07", "€1.07")]
    [InlineData("JPY", "0.5", "150 251", "150 251 401 50 351", "351", 0, "251", "251 JPY")]
    public async Task Paper_till_card_and_api_say_the_same(
        string currency,
        string value,
        string amounts,
        string paper,
        string payable,
        int decimals,
        string worth,
        string worthShown
    )
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Arranged.Now);
        await club.Programme(
            new
            {
                currency,
                earning = new { points = 1, per = 1 },
                payWithPoints = new
                {
                    value = decimal.Parse(value, Invariant),
                    minimum = 1,
                    multipleOf = 1,
                    maximumShare = 1.0,
                },
            }
        );
        var member = await club.Member("huda@example.org", "Huda", 203);
        // Each coin gives a point, so what is left is 105, 107 and 503 points.
        var lines = amounts.Split(' ').Select((amount, i) => (Number: i + 1, Amount: decimal.Parse(amount, Invariant))).ToArray();
        var bought = await club.Admin.Post(
            "/v1/purchases",
            new
            {
                store = "s1",
                receipt = "R1",
                at = Arranged.Now,
                member,
                payWithPoints = new { points = 101 },
                lines = lines.Select(line => new
                {
                    line = line.Number,
                    sku = "x",
                    quantity = 1,
                    amount = line.Amount,
                }),
            }
        );
        bought.Number("payable").ShouldBe(decimal.Parse(payable, Invariant), bought.Body);

        using var till = new Browser(club);
        var key = (await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Text("key")!;
        await till.Send("/till/sign-in", ("key", key));
        var printed = (await till.Open("/till/receipt/R1")).Text;
        Regex
            .Matches(Plain(printed), $@"(?<=€)[\d.,]+|[\d.,]+(?= {currency})")
            .Select(number => number.Value)
            .ShouldBe(paper.Split(' '), printed);
        JsonNode.Parse(Settings(await till.Open("/till")))!["decimals"]!.GetValue<int>().ShouldBe(decimals);

        using var hers = new Browser(club);
        Plain((await hers.SignIn(club, "huda@example.org")).Text).ShouldContain(worthShown);
        Plain((await hers.Open("/card")).Text).ShouldContain(worthShown);
        var told = JsonNode.Parse((await hers.Open("/card/key")).Html)!;
        (told.Number("worth"), told.Number("decimals")).ShouldBe((decimal.Parse(worth, Invariant), decimals));

        static string Settings(Page page) =>
            System.Net.WebUtility.HtmlDecode(Regex.Match(page.Html, "data-settings=\"([^\"]*)\"").Groups[1].Value);
    }

    [Theory]
    [InlineData("en", "KWD", "12345.6789", "12345.679")]
    [InlineData("es", "EUR", "12345.5", "12345,50")]
    [InlineData("en", "JPY", "12345", "12345")]
    public void In_a_file_it_is_a_number(string language, string currency, string amount, string written) =>
        new Words(language, Currencies).Amount(decimal.Parse(amount, Invariant), currency).ShouldBe(written);

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static string Plain(string text) => text.Replace('\u00A0', ' ');
}
