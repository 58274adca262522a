using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>What the till's own script makes of an amount: it is what was typed, or refused, in the club's decimals.</summary>
[Collection(nameof(Chromium))]
public class AmountsAtTheTill(Chromium chromium)
{
    /// <summary>Typed, and the amount that is sent (null: refused) as it is shown.</summary>
    private static readonly (string Language, string Currency, (string Typed, string? Sent, string? Shown)[] Rows)[] Tills =
    [
        (
            "es",
            "EUR",
            [
                ("12,50", "12.5", "12,50 €"),
                ("12.5", "12.5", "12,50 €"),
                ("1.234,50", "1234.5", "1234,50 €"),
                ("1.500", null, null),
                ("1,505", null, null),
                ("12.", null, null),
                ("7", "7", "7,00 €"),
            ]
        ),
        ("en", "EUR", [("1,234.50", "1234.5", "€1,234.50"), ("1,500", null, null), ("0.05", "0.05", "€0.05")]),
        ("en", "JPY", [("1500", "1500", "JP¥1,500"), ("1,500", null, null), ("1.5", null, null)]),
        (
            "es",
            "KWD",
            [("1,234", "1.234", "1,234 KWD"), ("1.234", null, null), ("2,1155", null, null), ("1.234,567", "1234.567", "1234,567 KWD")]
        ),
        // CLDR, and with it the browser, gives the rupee no decimals.
        ("en", "PKR", [("12.50", "12.5", "PKR 12.50")]),
    ];

    [BrowserFact]
    public async Task An_amount_is_what_was_typed_or_is_refused()
    {
        await using var shop = await Shop.Open(now: null);
        foreach (var (language, currency, rows) in Tills)
        {
            await shop.Club.Programme(new { currency });
            await using var till = await chromium.Visit(shop.Club.Address, language);
            await till.OpenTill(shop.Club);
            await till.Page.GotoAsync("/till");
            await till.Page.WaitForSelectorAsync("html[data-ready]");
            var read = await till.Page.EvaluateAsync<string?[][]>(
                """
                async texts => {
                  const main = document.querySelector('script[src*="till/main.js"]').src;
                  const { typedAmount, cents, amountOf, moneyText } = await import(main.replace('main.js', 'words.js'));
                  return texts.map(text => {
                    const amount = typedAmount(text);
                    return amount === null ? [null, null] : [String(amountOf(cents(amount))), moneyText(cents(amount)).replaceAll('\u00a0', ' ')];
                  });
                }
                """,
                rows.Select(row => row.Typed).ToArray()
            );
            read.Zip(rows, (got, row) => (row.Typed, got[0], got[1])).ShouldBe(rows, $"{language} {currency}");
            till.Faults.ShouldBeEmpty();
        }
    }
}
