using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;
using Rules = LoyaltyClub.Tests.Domain.Members.NaiveModel.Rules;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>The decider against a second opinion that shares no code with it.</summary>
public class NaiveModelTest(ITestOutputHelper output)
{
    /// <summary>Something that happens; receipts, redemptions and vouchers are counted back from the latest.</summary>
    public abstract record Step
    {
        /// <param name="Lines">Category, quantity and amount of each, such as "bakery 2 9.98; - 1 5".</param>
        /// <param name="Pay">Points that pay for a part of it.</param>
        /// <param name="Voucher">The voucher that is used with it; -1 is none.</param>
        public sealed record Buy(string Lines, TimeSpan Ago, long Pay, int Voucher) : Step;

        /// <param name="Line">-1 is everything that is left.</param>
        public sealed record Return(int Receipt, int Line, decimal Quantity) : Step;

        public sealed record Adjust(long Points) : Step;
        public sealed record Reserve(long Points, int Minutes) : Step;
        public sealed record Capture(int Redemption) : Step;
        public sealed record Release(int Redemption) : Step;
        public sealed record Use(int Voucher) : Step;
        public sealed record Wait(TimeSpan Time) : Step;
        public sealed record Close : Step;
    }

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_CASES"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var cases) ? cases : 5_000;

    [Fact]
    public void The_decider_agrees_with_a_naive_model_after_every_step() => ForAll.Sequences(Cases, output, Steps, (steps, random) =>
    {
        var both = new Both(random);
        both.Compare("at the start");
        foreach (var step in steps)
        {
            both.Apply(step);
            both.Compare(step.ToString());
        }
    });

    private static Step[] Steps(Random random) => [.. Enumerable.Range(0, random.Next(1, 31)).Select(_ => One(random))];

    private static Step One(Random random) => random.Next(30) switch
    {
        < 10 => new Step.Buy(string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Line(random))), Ago(random),
            random.OneIn(4) ? random.Next(1, 8) * 5 : 0, random.OneIn(5) ? random.Next(3) : -1),
        < 15 => new Step.Return(random.Next(4), random.Next(-1, 3), random.Of(0.5m, 1, 1, 2)),
        < 17 => new Step.Adjust(random.OneIn(3) ? random.Next(1, 40) : -random.Next(1, random.Of(40, 200))),
        < 19 => new Step.Reserve(random.Next(1, 30), random.Of(1, 15, 600, 60_000)),
        < 20 => new Step.Capture(random.Next(2)),
        < 21 => new Step.Release(random.Next(2)),
        < 22 => new Step.Use(random.Next(3)),
        < 29 => new Step.Wait(TimeSpan.FromMinutes(random.Next(4) switch { 0 => random.Of(1, 15, 600), 1 => random.Next(1_500), _ => random.Next(60_000) })),
        _ => new Step.Close(),
    };

    private static string Line(Random random) => string.Create(CultureInfo.InvariantCulture,
        $"{random.Of("-", "-", "bakery", "coffee", "gift-card")} {random.Of(1m, 1m, 2m, 3m, 0.5m, 1.333m)} {(decimal)random.Next(0, 4_000) / 100}");

    private static TimeSpan Ago(Random random) => TimeSpan.FromMinutes(random.Next(6) switch
    {
        0 => random.Next(300_000),
        1 => random.Next(3_000),
        2 => -random.Next(12),
        _ => 0,
    });

    /// <summary>A member and the model of one, who live through the same.</summary>
    private sealed class Both
    {
        private readonly ProgrammeBook book = ProgrammeBook.Empty;
        private readonly NaiveModel model;
        private readonly List<Purchased> receipts = [];
        private readonly List<Entry> entries = [];
        private readonly List<string> vouchers = [];
        private DateTimeOffset now;
        private MemberState state = MemberState.None;
        private ulong draw;
        private readonly string story;

        public Both(Random random)
        {
            var zone = random.Of(Histories.Zones);
            now = DateTimeOffset.UnixEpoch.AddYears(54).AddMinutes(random.Next(1_000_000));
            var cards = Cards(random);
            Rules[] versions = [Programme(random, DateTimeOffset.MinValue, cards), Programme(random, now.AddDays(random.Next(-100, 300)), cards), Programme(random, now.AddDays(random.Next(-100, 500)), cards)];
            foreach (var version in versions.OrderBy(version => version.From))
                book = book.With(version.From, Read(Json(version, zone)));
            var joined = new DateTimeOffset(2023, 2, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(60));
            (long, DateOnly?)? opening = random.OneIn(3) ? (random.Next(1, 50), random.OneIn(2) ? new DateOnly(2027, 12, 31) : null) : null;
            story = $"\njoined {joined:O}, at first {now:O}, opening {opening}\n{string.Join('\n', versions.OrderBy(version => version.From).Select(version => $"{version.From:O} {Json(version, zone)}"))}";
            Written(Decider.Enrol(state, joined, opening, [], null, Moment));
            model = new(TimeZoneInfo.FindSystemTimeZoneById(zone), versions, joined, now, opening?.Item1 ?? 0, opening?.Item2);
        }

        private Moment Moment => new(now, book) { Draw = draw };

        public void Apply(Step step)
        {
            draw++;
            switch (step)
            {
                case Step.Buy buy:
                    var lines = buy.Lines.Split("; ").Select(line => line.Split(' ')).Select(line => new NaiveModel.Line(line[0] == "-" ? null : line[0], Number(line[1]), Number(line[2]))).ToArray();
                    var id = $"r{draw}";
                    var voucher = buy.Voucher >= 0 ? vouchers.Count - 1 - buy.Voucher : -1;
                    var purchase = new Purchase("s1", null, id, now - buy.Ago, [.. lines.Select((line, index) => new ReceiptLine(index + 1, "sku", null, line.Category, null, line.Quantity, line.Amount))])
                    {
                        PayPoints = buy.Pay,
                        Vouchers = voucher < 0 ? [] : [vouchers[voucher]],
                    };
                    var bought = Decider.Purchase(state, purchase, null, null, Moment);
                    Agree(bought, model.Buy(now, now - buy.Ago, id, lines, buy.Pay, voucher < 0 ? [] : [voucher]), step);
                    if (bought.Entry is Purchased purchased)
                        receipts.Add(purchased);
                    break;
                case Step.Return back when receipts.Count > back.Receipt:
                    var receipt = receipts[^(1 + back.Receipt)];
                    var expired = Returns.Expired(receipt.Terms, entries);
                    var returned = Decider.Return(state, new("s1", receipt.Purchase.Receipt, $"b{draw}", now, back.Line < 0 ? [] : [new(back.Line + 1, back.Quantity)]), receipt, expired, Moment);
                    var answer = model.Return(now, receipt.Purchase.Receipt, back.Line < 0 ? null : [(back.Line, back.Quantity)]);
                    if (returned.Entry is Returned entry)
                        new NaiveModel.Returned(entry.Points, entry.Restored.Sum(), entry.ExpiredAtOnce, entry.Debt).ShouldBe(answer, $"{step} at {now:O}{story}");
                    Agree(returned, answer is not null, step);
                    break;
                case Step.Adjust adjust:
                    Agree(Decider.Adjust(state, adjust.Points, "by hand", Moment), model.Adjust(now, adjust.Points), step);
                    break;
                case Step.Reserve reserve:
                    var next = $"{state.Redemptions + 1}";
                    Agree(Redemptions.Redeem(state, new(null, reserve.Points, false, reserve.Minutes * 60, null), Moment), model.Reserve(now, next, reserve.Points, TimeSpan.FromMinutes(reserve.Minutes)), step);
                    break;
                case Step.Capture capture:
                    var taken = state.Redemptions - capture.Redemption;
                    Agree(Redemptions.Capture(state, taken, "it", Moment), model.Capture(now, $"{taken}"), step);
                    break;
                case Step.Release release:
                    var freed = state.Redemptions - release.Redemption;
                    Agree(Redemptions.Release(state, freed, "it", Moment), model.Release(now, $"{freed}"), step);
                    break;
                case Step.Use use when vouchers.Count > use.Voucher:
                    Agree(Redemptions.UseVoucher(state, vouchers[^(1 + use.Voucher)], "s1", null, Moment), model.Use(now, vouchers.Count - 1 - use.Voucher), step);
                    break;
                case Step.Return or Step.Use:
                    break;
                case Step.Wait wait:
                    now += wait.Time;
                    break;
                case Step.Close:
                    Written(Decider.Settle(state, Moment.Today(state), Moment));
                    break;
                default:
                    throw new InvalidOperationException($"No way to apply {step}.");
            }
        }

        /// <summary>What both see now must be the same.</summary>
        public void Compare(string what)
        {
            var today = Moment.Today(state);
            var settled = new Present(state, Moment).Member;
            var balance = Balance.At(now, today, state);
            var standing = TierTrack.On(today, state, book);
            var level = TierTrack.Level(standing, today, state, Moment.Programme).Code;
            var stamps = state.Stamps.Where(card => card.Count > 0 || card.Completed > 0).OrderBy(card => card.Card, StringComparer.Ordinal)
                .Select(card => string.Create(CultureInfo.InvariantCulture, $"{card.Card} {Math.Max(0, card.Count):0.##} {card.Completed}"));
            var naive = model.See(now);
            new NaiveModel.Seen(
                balance.Active, balance.Pending, balance.Reserved, balance.Debt,
                settled.Lifetime.Earned, settled.Lifetime.Redeemed, settled.Lifetime.Expired, settled.Lifetime.Reversed, naive.Adjusted,
                balance.NextExpiry?.On, balance.NextExpiry?.Points ?? 0, level, level == standing.Code ? standing.Until : null, string.Join(", ", stamps), state.Vouchers.Count(voucher => voucher.GoodOn(today)))
                .ShouldBe(naive, $"{what} at {now:O}{story}");
        }

        private void Agree(Decision decision, bool accepted, Step step)
        {
            (decision.Refusal is null).ShouldBe(accepted, $"{step} at {now:O}: {decision.Refusal}{story}");
            Written(decision);
        }

        private void Written(Decision decision)
        {
            if (decision.Entry is not { } entry)
                return;
            state = state.After(entry);
            entries.Add(entry);
            vouchers.AddRange(Voucher.IssuedBy(entry).Select(voucher => voucher.Code));
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static NaiveModel.Card[] Cards(Random random)
    {
        NaiveModel.Card[] all = [new("coffee", "item", random.Next(1, 5), true, random.Next(1, 60), "coffee"), new("spend", "spend", random.Next(10, 60), random.OneIn(2), 30), new("visit", "visit", random.Next(1, 4), random.OneIn(2), 30)];
        return [.. all.Where(_ => random.OneIn(2))];
    }

    private static Rules Programme(Random random, DateTimeOffset from, NaiveModel.Card[] cards)
    {
        NaiveModel.Rule[] rules =
        [
            new("bakery", Multiply: random.Of(2m, 1.5m, 0.5m), Category: "bakery"), new("big", Add: 25, MinimumSpend: 30), new("night", Multiply: 1.5m, From: 22, To: 2), new("day", Multiply: 2, From: 8, To: 18),
            new("once", Add: 40, Times: random.Next(1, 3), Days: random.Next(1, 30)), new("first", Multiply: 3, First: true), new("less", Multiply: 0, Category: "bakery", MinimumSpend: 20), new("half", Multiply: 0.5m, MinimumSpend: 40, Times: 2, Days: 4),
            new("more", Points: 1, Per: 2.50m, Category: "coffee", Times: 1, Days: 3),
        ];
        return new(from)
        {
            Points = random.Of(1m, 1m, 2m, 0.5m), Per = random.Of(1m, 1m, 2.50m), Rounding = random.Of("floor", "nearest", "ceiling"), Excluded = random.OneIn(2) ? ["gift-card"] : [],
            PendingDays = random.OneIn(2) ? 0 : random.Next(30), Extra = [.. rules.Where(_ => random.OneIn(3))], CapPerDay = random.OneIn(3) ? random.Next(100) : null, LateDays = random.OneIn(2) ? null : 60,
            Expiry = random.Of("none", "afterActivation", "calendar", "inactivity"), Months = random.Next(1, 5), RoundUp = random.Of(0, 1, 3, 12), Month = random.Of(2, 12, 6), Day = random.Of(28, 29, 30),
            Allow = random.OneIn(2), By = random.Of("points", "spend", "visits"), Window = random.Of("rolling", "calendarYear", "anniversary", "lifetime"), WindowMonths = random.Next(1, 6),
            Falls = random.Of("oneDown", "eligible", "never"), GraceDays = random.OneIn(2) ? 0 : random.Next(40),
            Levels = random.OneIn(4) ? [new("basic", 0, 1)] : [new("basic", 0, 1), new("silver", random.Next(2, 8), 1.25m), new("gold", random.Next(20, 60), random.Of(1.5m, 2m)), new("ruby", 90, 3)],
            Cards = cards, PayWith = random.OneIn(3) ? null : new(random.Of(0.01m, 0.5m), random.Of(1, 10), random.Of(1, 5, 10), random.Of(0.5m, 1m)),
        };
    }

    private static Programme Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (programme, faults) = ProgrammeReader.Read(document.RootElement);
        faults.ShouldBeEmpty(json);
        return programme;
    }

    private static string Json(Rules rules, string zone) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["timeZone"] = zone,
        ["latePurchaseDays"] = rules.LateDays,
        ["negativeBalance"] = rules.Allow ? "allow" : "clamp",
        ["earning"] = new { points = rules.Points, per = rules.Per, rounding = rules.Rounding, excludedCategories = rules.Excluded, pendingDays = rules.PendingDays, capPerDay = rules.CapPerDay, rules = rules.Extra.Select(Json) },
        ["expiry"] = new { kind = rules.Expiry, months = rules.Months, roundUp = rules.RoundUp switch { 1 => "month", 3 => "quarter", 12 => "year", _ => "none" }, on = $"{rules.Month:00}-{(rules.Month == 2 ? Math.Min(rules.Day, 29) : rules.Day):00}" },
        ["tiers"] = new { by = rules.By, window = new { kind = rules.Window, months = rules.WindowMonths }, downgrade = new { to = rules.Falls, graceDays = rules.GraceDays }, levels = rules.Levels.Select(level => new { code = level.Code, from = level.From, multiply = level.Multiply }) },
        ["stampCards"] = rules.Cards.Select(card => new { code = card.Code, by = card.By, size = card.Size, repeats = card.Repeats, reward = card.Code, category = card.Category is null ? [] : new[] { card.Category } }),
        ["rewards"] = rules.Cards.Select(card => new { code = card.Code, validDays = card.ValidDays }),
        ["payWithPoints"] = rules.PayWith is { } pay ? new { value = pay.Value, minimum = pay.Minimum, multipleOf = pay.MultipleOf, maximumShare = pay.MaximumShare } : null,
    });

    private static Dictionary<string, object> Json(NaiveModel.Rule rule)
    {
        var when = new Dictionary<string, object> { ["minimumSpend"] = rule.MinimumSpend, ["firstPurchase"] = rule.First };
        if (rule.Category is { } category) when["category"] = new[] { category };
        if (rule.From is { } from) when["from"] = $"{from:00}:00";
        if (rule.To is { } to) when["to"] = $"{to:00}:00";
        var json = new Dictionary<string, object> { ["code"] = rule.Code, ["when"] = when };
        if (rule.Multiply is { } multiply) json["multiply"] = multiply;
        if (rule.Add is { } add) json["add"] = add;
        if (rule.Points is { } points) json["points"] = points;
        if (rule.Per is { } per) json["per"] = per;
        if (rule.Times > 0) json["perMember"] = new { times = rule.Times, days = rule.Days };
        return json;
    }
}
