using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>What the till's own script makes of an amount: it is what was typed, or refused, in the club's decimals.</summary>
[Collection(nameof(Chromium))]
public class AmountsAtTheTill(Chromium chromium)
{
    /// <summary>Typed quantities, and what is made of them; null: refused.</summary>
    private static readonly (string Language, (string Typed, double? Read)[] Rows)[] Quantities =
    [
        (
            "es",
            [("2", 2), ("0,345", 0.345), ("0.345", 0.345), ("1.500", null), ("1,5", 1.5), ("1,2345", null), ("12 50", null), ("-1", null)]
        ),
        ("en", [("1.500", 1.5), ("1,500", null), ("0.345", 0.345), ("1,234.5", 1234.5), ("12.34,5", null), ("", null)]),
    ];

    /// <summary>Typed points, and what is made of them; null: refused.</summary>
    private static readonly (string Language, (string Typed, double? Read)[] Rows)[] Points =
    [
        ("es", [("100", 100), ("1.500", 1500), ("1,5", null), ("1.50", null), ("10a", null), ("12.500.000", 12500000)]),
        ("en", [("1,500", 1500), ("1.500", null), ("1.5", null), ("-5", null)]),
    ];

    /// <summary>Price in cents, quantity, and the line in cents: half a cent up, nothing lost.</summary>
    private static readonly (long Price, double Quantity, long Line)[] Times =
    [
        (140, 2, 280),
        (199, 0.345, 69),
        (1, 0.5, 1),
        (1, 0.499, 0),
        (145, 1.1, 160),
        (100_000_000, 1, 100_000_000),
        (12_345_678, 12.345, 152_407_395),
    ];

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
                ("12 50", null, null),
                ("1.23,50", null, null),
                ("12,50 €", "12.5", "12,50 €"),
                ("1.234.567", "1234567", "1.234.567,00 €"),
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
            await till.Page.GoToTill();
            var read = await till.Page.EvaluateAsync<string?[][]>(
                """
                async texts => {
                  const main = document.querySelector('script[src*="till/main.js"]').src;
                  const { typed, cents, amountOf, moneyText } = await import(main.replace('main.js', 'words.js'));
                  return texts.map(text => {
                    const amount = typed(text);
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

    [BrowserFact]
    public async Task Quantities_and_points_are_what_was_typed_or_refused_and_a_price_times_a_quantity_loses_no_cent()
    {
        await using var shop = await Shop.Open(now: null);
        foreach (var ((language, quantities), (_, points)) in Quantities.Zip(Points))
        {
            await using var till = await chromium.Visit(shop.Club.Address, language);
            await till.OpenTill(shop.Club);
            await till.Page.GoToTill();
            async Task<double?[]> Read(string call, string[] texts) =>
                await till.Page.EvaluateAsync<double?[]>(
                    "async ([call, texts]) => { const main = document.querySelector('script[src*=\"till/main.js\"]').src; const { typed, typedPoints } = await import(main.replace('main.js', 'words.js')); return texts.map(text => call === 'points' ? typedPoints(text) : typed(text, 3)); }",
                    new object[] { call, texts }
                );
            (await Read("quantity", [.. quantities.Select(row => row.Typed)])).ShouldBe(quantities.Select(row => row.Read), language);
            (await Read("points", [.. points.Select(row => row.Typed)])).ShouldBe(points.Select(row => row.Read), language);
            if (language == "en")
            {
                (
                    await till.Page.EvaluateAsync<long[]>(
                        "async rows => { const main = document.querySelector('script[src*=\"till/main.js\"]').src; const { times } = await import(main.replace('main.js', 'words.js')); return rows.map(([price, quantity]) => times(price, quantity)); }",
                        Times.Select(row => new[] { row.Price, row.Quantity }).ToArray()
                    )
                ).ShouldBe(Times.Select(row => row.Line));
            }

            till.Faults.ShouldBeEmpty();
        }
    }
}
