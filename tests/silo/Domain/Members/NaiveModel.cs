using static System.MidpointRounding;
using Terms = (System.DateOnly Earned, System.DateOnly Active, System.DateOnly Last, int Idle);

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// The ledger once more, from the promises and without the domain's code: a heap of points that go from one state to another.
/// First it is told the time, and writes down at once what falls due, so that closes cannot make a difference.
/// </summary>
internal sealed class NaiveModel(TimeZoneInfo zone, NaiveModel.Rules[] versions, DateTimeOffset joined)
{
    // What it knows of a programme, in the words of the document. A rule gives at most Times times in any Days days, 0 is no limit;
    // From and To are hours, the second one after the last and perhaps past midnight.
    public sealed record Rules(
        DateTimeOffset From,
        Earning Earning,
        Expiry Expiry,
        Tiers Tiers,
        Card[] Cards,
        Pay? PayWith,
        int? LateDays,
        bool Allow
    );

    public sealed record Earning(
        decimal Points,
        decimal Per,
        string Rounding,
        string? Excluded,
        int PendingDays,
        Rule[] Rules,
        long? CapPerDay
    );

    public sealed record Rule(
        string Code,
        decimal? Multiply = null,
        long? Add = null,
        decimal? Points = null,
        decimal? Per = null,
        string? Category = null,
        decimal MinimumSpend = 0,
        int From = 0,
        int To = 24,
        bool First = false,
        int Times = 0,
        int Days = 1
    );

    public sealed record Expiry(string Kind, int Months, int Month, int Day);

    public sealed record Tiers(string By, string Window, int Months, string Falls, int GraceDays, Level[] Levels);

    public sealed record Level(string Code, decimal From, decimal Multiply);

    public sealed record Card(string Code, string By, decimal Size, bool Repeats, int ValidDays, string? Category);

    public sealed record Pay(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare);

    public sealed record Line(string? Category, decimal Quantity, decimal Amount);

    public sealed record Returned(long Reversed, long Restored, long RestoredExpired, long Debt);

    public sealed record Seen(
        long Active,
        long Pending,
        long Reserved,
        long Debt,
        long Earned,
        long Redeemed,
        long Expired,
        long Reversed,
        DateOnly? NextExpiry,
        long NextPoints,
        string Tier,
        DateOnly? TierUntil,
        string Stamps,
        int GoodVouchers
    );

    /// <param name="Source">bought, given, or back: fewer lines earn more.</param>
    /// <param name="State">here, expired, forgiven, reversed, redeemed, by hand, ended; or the receipt that they paid, or their
    /// reservation.</param>
    private sealed record Part(string Source, Terms Terms, string State)
    {
        public long Points { get; set; }
    }

    /// <summary>A receipt, with the circumstances of its decision; it never earns more than Most.</summary>
    private sealed record Bought(
        Rules Rules,
        DateTime Wall,
        Line[] Lines,
        bool First,
        Rule[] Stopped,
        decimal Factor,
        long Most,
        long Paid,
        Terms Terms
    )
    {
        public decimal[] Left { get; set; } = [.. Lines.Select(line => line.Quantity)];
        public Worth Now { get; set; } = null!;
        public DateOnly Day { get; } = DateOnly.FromDateTime(Wall);
        public bool Counts => Left.Any(left => left > 0);
    }

    /// <summary>What remains of a receipt; with the limited rules that gave something, and the stamps of each card.</summary>
    private sealed record Worth(long Points, string[] Gave, decimal Money, decimal Spend, decimal[] Stamps);

    /// <param name="State">good, used, taken back, or the receipt with which it was used.</param>
    private sealed record Voucher(string Card, DateOnly Last)
    {
        public string State { get; set; } = "good";

        public bool IsGood(DateOnly on) => State == "good" && Last >= on;
    }

    private readonly List<Part> parts = [];
    private readonly Dictionary<string, Bought> receipts = [];
    private readonly Dictionary<string, DateTimeOffset> reservations = [];
    private readonly SortedDictionary<string, (decimal Count, int Completed)> cards = new(StringComparer.Ordinal);
    private readonly List<Voucher> vouchers = [];
    private DateTimeOffset now;
    private DateOnly today,
        lastPurchase;
    private long debt;

    private Rules InForce(DateTimeOffset at) => versions.Last(rules => rules.From <= at);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Time goes on: reservations run out, then points end.</summary>
    public NaiveModel At(DateTimeOffset instant)
    {
        (now, today) = (instant, DayOf(instant));
        foreach (var id in reservations.Keys.Where(id => reservations[id] <= now).ToArray())
        {
            Finish(id, "here");
        }

        Move(parts.Where(part => part.State == "here" && End(part.Terms) < today), long.MaxValue, "expired");
        parts.RemoveAll(part => part.Points == 0);
        return this;
    }

    private static Terms TermsOf(Rules rules, DateOnly day, int pendingDays)
    {
        var ((kind, months, month, on), active) = (rules.Expiry, day.AddDays(pendingDays));
        var last = kind switch
        {
            "afterActivation" => active.AddMonths(months),
            "calendar" => active,
            _ => DateOnly.MaxValue,
        };
        while (kind == "calendar" && (last.Month, last.Day) != (month, Math.Min(on, DateTime.DaysInMonth(last.Year, month))))
        {
            last = last.AddDays(1);
        }

        return (day, active, last, kind == "inactivity" ? months : 0);
    }

    private DateOnly End(Terms terms) =>
        terms.Idle == 0 ? terms.Last : (lastPurchase > terms.Active ? lastPurchase : terms.Active).AddMonths(terms.Idle);

    /// <summary>What is new pays the debt first.</summary>
    private void Come(string source, Terms terms, long points)
    {
        parts.Add(new(source, terms, "here") { Points = points });
        debt -= Move([parts[^1]], debt, "reversed");
    }

    private long Move(IEnumerable<Part> inOrder, long points, string to)
    {
        var rest = points;
        foreach (var part in inOrder.ToArray())
        {
            if (Math.Min(rest, part.Points) is > 0 and var some)
            {
                (rest, part.Points) = (rest - some, part.Points - some);
                parts.Add(part with { Points = some, State = to });
            }
        }

        return points - rest;
    }

    /// <summary>Active points, the ones that end first in front, then pending ones.</summary>
    private IEnumerable<Part> InOrder() =>
        parts
            .Where(part => part.State == "here")
            .OrderBy(part => part.Terms.Active > today ? (1, today, part.Terms) : (0, End(part.Terms), part.Terms));

    private IEnumerable<Part> Spendable() => InOrder().Where(part => part.Terms.Active <= today);

    private long Active => Spendable().Sum(part => part.Points);

    private long Sum(params string[] states) => parts.Where(part => states.Contains(part.State)).Sum(part => part.Points);

    private long From(string source) => parts.Where(part => part.Source == source).Sum(part => part.Points);

    public void Give(long points, DateOnly? last = null) =>
        Come("given", last is { } fixedLast ? (today, today, fixedLast, 0) : TermsOf(InForce(now), today, 0), points);

    public bool Reserve(string id, long points, DateTimeOffset until) =>
        points <= Active && reservations.TryAdd(id, until) && Move(Spendable(), points, id) > 0;

    /// <returns>False if it is not open: captured, released, or its time is up.</returns>
    public bool Finish(string id, string to) =>
        reservations.Remove(id) && Move(parts.Where(part => part.State == id), long.MaxValue, to) > 0;

    public bool Buy(DateTimeOffset at, string receipt, Line[] lines, long pays = 0, int? voucher = null)
    {
        var (rules, day, total) = (InForce(at), DayOf(at), lines.Sum(line => line.Amount));
        if (
            receipts.ContainsKey(receipt)
            || at < joined
            || at > now.AddMinutes(10)
            || (InForce(now).LateDays is { } late && at < now.AddDays(-late))
        )
        {
            return false;
        }

        if (
            pays > 0
            && (
                pays > Active
                || rules.PayWith is not var (value, minimum, multiple, share)
                || pays < minimum
                || pays % multiple != 0
                || pays * value > total * share
            )
        )
        {
            return false;
        }

        if (voucher is { } one && !Use(one, receipt, day))
        {
            return false;
        }
        // Any Days days in a row with this day among them may be full.
        var stopped = rules.Earning.Rules.Where(rule =>
            rule.Times > 0
            && Enumerable
                .Range(0, rule.Days)
                .Select(back => day.AddDays(-back))
                .Any(from =>
                    receipts.Values.Count(buy => buy.Now.Gave.Contains(rule.Code) && buy.Day >= from && buy.Day < from.AddDays(rule.Days))
                    >= rule.Times
                )
        );
        var room =
            rules.Earning.CapPerDay - receipts.Values.Where(other => other.Day == day).Sum(other => other.Now.Points) ?? long.MaxValue;
        var (first, factor) = (
            !receipts.Values.Any(other => other.Counts),
            rules.Tiers.Levels[Rank(rules, TierOn(day, rules).Level)].Multiply
        );
        var (wall, terms) = (TimeZoneInfo.ConvertTime(at, zone).DateTime, TermsOf(rules, day, rules.Earning.PendingDays));
        var buy = new Bought(rules, wall, lines, first, [.. stopped], factor, Math.Max(0, room), pays, terms);
        var worth = Weigh(buy);
        receipts[receipt] = buy with { Most = worth.Points, Now = worth };
        Move(Spendable(), pays, receipt);
        lastPurchase = day > lastPurchase ? day : lastPurchase;
        Come("bought", buy.Terms, worth.Points);
        foreach (var (card, stamps) in rules.Cards.Zip(worth.Stamps))
        {
            Stamp(card, stamps);
        }

        return true;
    }

    /// <summary>What the remaining lines are worth in the circumstances of the decision; never more than there was room for.</summary>
    private static Worth Weigh(Bought buy)
    {
        var ((rate, per, rounding, excluded, _, rules, _), gave, hour) = (buy.Rules.Earning, new List<string>(), buy.Wall.Hour);
        Line[] remaining =
        [
            .. buy.Lines.Zip(
                buy.Left,
                (line, left) => new Line(line.Category, left, Math.Round(line.Amount * left / line.Quantity, 2, AwayFromZero))
            ),
        ];
        var lines = Array.FindAll(remaining, line => line.Amount > 0 && (line.Category ?? "none") != excluded);
        var points = Math.Floor(lines.Sum(line => line.Amount) / per) * rate;
        // Factors on the whole receipt come after all that adds.
        foreach (var rule in rules.Except(buy.Stopped).OrderBy(rule => rule is { Multiply: not null, Category: null }))
        {
            var (mine, before) = (Array.FindAll(lines, line => (rule.Category ?? line.Category) == line.Category), points);
            var spend = mine.Sum(line => line.Amount);
            var inTime = rule.From < rule.To ? rule.From <= hour && hour < rule.To : rule.From <= hour || hour < rule.To;
            if (mine.Length > 0 && spend >= rule.MinimumSpend && (!rule.First || buy.First) && inTime)
            {
                points = rule switch
                {
                    { Add: { } add } => points + add,
                    { Points: { } own } => points + Math.Floor(spend / (rule.Per ?? per)) * own,
                    { Category: not null } => points + Math.Floor(spend / per) * rate * (rule.Multiply!.Value - 1),
                    _ => points * rule.Multiply!.Value,
                };
            }

            if (points != before && rule.Times > 0)
            {
                gave.Add(rule.Code);
            }
        }
        points = Math.Max(0, points * buy.Factor);
        points = rounding switch
        {
            "floor" => Math.Floor(points),
            "ceiling" => Math.Ceiling(points),
            _ => Math.Round(points, AwayFromZero),
        };
        var on = buy.Rules.Cards.Select(card => (card.By, Lines: lines.Where(line => (card.Category ?? line.Category) == line.Category)));
        var stamps = on.Select(card =>
            card.By == "visit" ? Math.Min(1, card.Lines.Count())
            : card.By == "item" ? Math.Floor(card.Lines.Sum(line => line.Quantity))
            : card.Lines.Sum(line => line.Amount)
        );
        return new(
            Math.Min((long)points, buy.Most),
            [.. gave],
            remaining.Sum(line => line.Amount),
            lines.Sum(line => line.Amount),
            [.. stamps]
        );
    }

    /// <param name="back">How much of each line; null is all that is left.</param>
    /// <returns>Null if it is refused.</returns>
    public Returned? Return(string receipt, decimal[]? back = null)
    {
        if (
            !receipts.TryGetValue(receipt, out var buy)
            || back?.Length > buy.Left.Length
            || buy.Left.Zip(back ?? []).Any(line => line.First < line.Second)
        )
        {
            return null;
        }

        buy.Left = [.. buy.Left.Zip(back ?? buy.Left, (left, gone) => left - gone)];
        var (had, has, total, expired) = (buy.Now, Weigh(buy), buy.Lines.Sum(line => line.Amount), Sum("expired"));
        buy.Now = has with { Gave = [.. had.Gave.Intersect(has.Gave)] };

        // What was paid goes back in proportion to the money, to the points taken last first; what has ended ends at once.
        var inAll =
            !buy.Counts ? buy.Paid
            : total == 0 ? 0
            : (long)Math.Floor(buy.Paid * (total - has.Money) / total);
        var restored = Move(parts.Where(part => part.State == receipt).Reverse(), inAll - buy.Paid + Sum(receipt), "here");
        At(now);
        expired = Sum("expired") - expired;

        // Where fewer lines earn more, points come back; where they have ended, only so that they can be taken back again.
        var (less, lot) = (had.Points - has.Points, End(buy.Terms) < today ? "ended" : "here");
        parts.Add(new(lot == "here" ? "back" : "", buy.Terms, lot) { Points = Math.Max(0, -less) });
        var missing = Math.Max(0, less);
        missing -= Move(parts.Where(part => part.State == "here" && part.Terms == buy.Terms), missing, "reversed");
        missing -= Move(parts.Where(part => part.State == "expired" && part.Terms == buy.Terms), missing, "forgiven");
        missing -= Move(parts.Where(part => part.State == "ended" && part.Terms == buy.Terms), missing, "nothing");
        missing -= Move(InOrder(), missing, "reversed");
        var owed = buy.Rules.Allow ? missing : 0;
        debt += owed;
        vouchers.FindAll(voucher => voucher.State == receipt && !buy.Counts).ForEach(voucher => voucher.State = "good");
        foreach (var (card, now, before) in buy.Rules.Cards.Zip(has.Stamps, had.Stamps))
        {
            Stamp(card, now - before);
        }

        return new(lot == "ended" ? Math.Max(0, less) : less, restored, expired, owed);
    }

    /// <summary>Full cards bring vouchers; where stamps are missing, the youngest of them go back.</summary>
    private void Stamp(Card card, decimal change)
    {
        var (count, completed) = cards.GetValueOrDefault(card.Code);
        count += change;
        for (var issued = 0; change > 0 && issued < 100 && count >= card.Size && (card.Repeats || completed == 0); issued++)
        {
            vouchers.Add(new(card.Code, today.AddDays(card.ValidDays)));
            (count, completed) = (count - card.Size, completed + 1);
        }
        while (change < 0 && count < 0 && vouchers.FindLast(voucher => voucher.Card == card.Code && voucher.IsGood(today)) is { } youngest)
        {
            (youngest.State, count, completed) = ("taken back", count + card.Size, completed - 1);
        }

        cards[card.Code] = (count, completed);
    }

    /// <param name="index">Of all vouchers ever issued, in order.</param>
    public bool Use(int index, string receipt = "used", DateOnly? on = null) =>
        vouchers[index].IsGood(on ?? today) && vouchers[index].Last >= today.AddDays(-60) && (vouchers[index].State = receipt) == receipt;

    /// <summary>Day by day from the first purchase; the level in a version's levels, and the last day of its period.</summary>
    private (string Level, DateOnly? Until) TierOn(DateOnly day, Rules asking)
    {
        var there = receipts
            .Values.Where(buy => buy.Counts)
            .GroupBy(buy => buy.Day, buy => buy.Rules)
            .ToDictionary(bought => bought.Key, bought => bought.Distinct().OrderBy(rules => rules.From));
        var (level, until) = (InForce(joined).Tiers.Levels[0].Code, (DateOnly?)null);
        for (var d = there.Keys.Append(day).Min(); d <= day; d = d.AddDays(1))
        {
            if (until is { } last && last < d)
            {
                // The version in force at the instant at which the next day begins.
                var judge = versions.Last(rules => rules.From == DateTimeOffset.MinValue || DayOf(rules.From.AddTicks(-1)) <= last);
                var (rank, reached, grace) = (Rank(judge, level), Reached(judge, last), last.AddDays(judge.Tiers.GraceDays));
                if (judge.Tiers.Falls == "never" || rank <= reached)
                {
                    Begins(judge, rank < 0 ? reached : rank, last, d);
                }
                else if (grace < d)
                {
                    Begins(judge, judge.Tiers.Falls == "oneDown" ? rank - 1 : Math.Min(rank, Reached(judge, grace)), grace, d);
                }
            }
            foreach (var rules in there.GetValueOrDefault(d) ?? Enumerable.Empty<Rules>())
            {
                if (Reached(rules, d) - Rank(rules, level) is var steps && (steps > 0 || (steps == 0 && until < d)))
                {
                    Begins(rules, Reached(rules, d), d, d);
                }
            }
        }
        return Rank(asking, level) < 0 ? (asking.Tiers.Levels[Reached(asking, day)].Code, null) : (level, until);

        // Months count from the day of the purchase, or from the last day before the period.
        void Begins(Rules rules, int rank, DateOnly from, DateOnly first) =>
            (level, until) = (
                rules.Tiers.Levels[rank].Code,
                rank == 0 || rules.Tiers.Window == "lifetime" ? null
                : rules.Tiers.Window == "rolling" ? from.AddMonths(rules.Tiers.Months)
                : Start(rules, first).AddYears(1).AddDays(-1)
            );
    }

    private static int Rank(Rules rules, string level) => Array.FindIndex(rules.Tiers.Levels, one => one.Code == level);

    /// <summary>The highest level that the window reaches which ends with a day.</summary>
    private int Reached(Rules rules, DateOnly day)
    {
        var first = Start(rules, day);
        var sum = receipts
            .Values.Where(buy => buy.Counts && buy.Day >= first && buy.Day <= day)
            .Sum(buy =>
                rules.Tiers.By switch
                {
                    "points" => buy.Now.Points,
                    "spend" => buy.Now.Spend,
                    _ => 1,
                }
            );
        return Math.Max(0, Array.FindLastIndex(rules.Tiers.Levels, level => level.From <= sum));
    }

    /// <summary>The first day of the window that ends with a day. Nobody here has joined on 29 February.</summary>
    private DateOnly Start(Rules rules, DateOnly day) =>
        rules.Tiers.Window switch
        {
            "rolling" => day.AddMonths(-rules.Tiers.Months).AddDays(1),
            "calendarYear" => new(day.Year, 1, 1),
            "anniversary" => Enumerable.Range(0, 20).Select(DayOf(joined).AddYears).Last(first => first <= day),
            _ => DateOnly.MinValue,
        };

    public Seen See()
    {
        var (next, (tier, until)) = (
            InOrder().Select(part => End(part.Terms)).Append(DateOnly.MaxValue).Min(),
            TierOn(today, InForce(now))
        );
        var stamps = cards
            .Where(card => card.Value.Count > 0 || card.Value.Completed > 0)
            .Select(card => $"{card.Key} {Math.Max(0, card.Value.Count):0.##} {card.Value.Completed}");
        return new(
            Active,
            Sum("here") - Active,
            Sum([.. reservations.Keys]),
            debt,
            From("bought"),
            Sum(["redeemed", .. receipts.Keys]),
            Sum("expired", "forgiven"),
            Sum("reversed") - From("back"),
            next == DateOnly.MaxValue ? null : next,
            InOrder().Where(part => End(part.Terms) == next && next < DateOnly.MaxValue).Sum(part => part.Points),
            tier,
            until,
            string.Join(", ", stamps),
            vouchers.Count(voucher => voucher.IsGood(today))
        );
    }
}
