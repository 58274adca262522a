using System.Globalization;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>A property over random receipts: the seed is drawn anew and printed; LOYALTYCLUB_TEST_SEED runs it again.</summary>
public class ReceiptNumbersAtRandom(ITestOutputHelper output)
{
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    /// <summary>Both sides of midnight at new year, and where the clocks of Madrid change.</summary>
    private static readonly DateTimeOffset[] Midnights =
    [
        new(2025, 12, 30, 23, 0, 0, default),
        new(2025, 12, 31, 23, 0, 0, default),
        new(2026, 3, 28, 23, 0, 0, default),
        new(2026, 3, 29, 22, 0, 0, default),
    ];

    private sealed record Sale(string Store, string Number, DateTimeOffset At, int Member, int Amount)
    {
        /// <summary>Any offset: it is the same instant.</summary>
        public string AtOffset(int hours) => At.ToOffset(TimeSpan.FromHours(hours)).ToString("O", CultureInfo.InvariantCulture);
    }

    [Theory, InlineData("forever"), InlineData("yearly"), InlineData("daily")]
    public async Task Each_number_of_a_period_counts_exactly_once_whatever_order_or_retries(string setting)
    {
        var seed = Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"LOYALTYCLUB_TEST_SEED={seed}, {setting}");
        var random = new Random(seed);
        await using var club = await ReceiptNumbers.Club(StoreKind.Sqlite, setting);
        string[] members = [await club.Admin.Enrol("e0", "2025-01-01T00:00:00Z"), await club.Admin.Enrol("e1", "2025-01-01T00:00:00Z")];
        var counted = new Dictionary<(string Store, string Period, string Number), Sale>();
        var sent = new List<Sale>();
        for (var i = 0; i < 200; i++)
        {
            var sale = sent.Count > 0 && random.Next(3) == 0 ? sent[random.Next(sent.Count)] : Drawn(random);
            sent.Add(sale);
            var first = counted.TryAdd(Key(sale), sale) ? null : counted[Key(sale)];
            var reply = await Send(sale);
            reply.Status.ShouldBe(first is null ? 201 : first == sale ? 200 : 409, $"{sale} after {first}: {reply.Body}");
        }

        await Counts();
        foreach (var later in Settings.Where(other => other != setting))
        {
            // What is recorded stays recorded once, whatever the setting becomes.
            await ReceiptNumbers.Set(club, later);
            foreach (var sale in counted.Values.OrderBy(_ => random.Next()))
            {
                (await Send(sale)).Again.ShouldBeTrue($"{sale} under {later}");
            }
        }

        await Counts();
        await ReceiptNumbers.IsWhole(club);

        (string, string, string) Key(Sale sale) => (sale.Store, sale.Store == "s1" ? Period(setting, sale.At) : "", sale.Number);

        Task<Reply> Send(Sale sale) =>
            club.Admin.Post(
                "/v1/purchases",
                new
                {
                    store = sale.Store,
                    receipt = sale.Number,
                    at = sale.AtOffset(random.Next(-3, 10)),
                    member = members[sale.Member],
                    lines = new[]
                    {
                        new
                        {
                            line = 1,
                            sku = "a",
                            quantity = 1,
                            amount = sale.Amount,
                        },
                    },
                }
            );

        async Task Counts()
        {
            for (var i = 0; i < members.Length; i++)
            {
                var earned = counted.Values.Where(sale => sale.Member == i).Sum(sale => sale.Amount);
                (await club.Admin.Points(members[i])).ShouldBe($"{earned} 0 0 0");
            }
        }
    }

    private static readonly string[] Settings = ["daily", "yearly", "forever"];

    /// <summary>A second store has no setting.</summary>
    private static Sale Drawn(Random random) =>
        new(
            random.Next(5) == 0 ? "s2" : "s1",
            random.Next(1, 6).ToString(CultureInfo.InvariantCulture),
            Midnights[random.Next(Midnights.Length)].AddSeconds(random.Next(-2, 2)),
            random.Next(2),
            random.Next(1, 4)
        );

    private static string Period(string setting, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Madrid);
        return setting switch
        {
            "daily" => local.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "yearly" => local.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => "",
        };
    }
}
