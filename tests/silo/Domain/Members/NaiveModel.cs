using static System.MidpointRounding;
using Terms = (System.DateOnly Earned, System.DateOnly Active, System.DateOnly Last, int Idle);

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// The ledger once more, from the promises and without the domain's code: a heap of points that go from one state to another.
/// First it is told the time, and writes down at once what falls due, so that closes cannot make a difference to points.
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
        long? CapPerDay,
        bool Net = false,
        bool OnPaid = true
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

    public sealed record Line(string? Category, decimal Quantity, decimal Amount, decimal Tax = 0);

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
        int GoodVouchers,
        decimal Carried
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
        decimal Most,
        long Paid,
        Terms Terms
    )
    {
        public decimal[] Left { get; set; } = [.. Lines.Select(line => line.Quantity)];
        public Worth Now { get; set; } = null!;

        /// <summary>Whole points that came with it and have not gone with a return of it.</summary>
        public long Points { get; set; }
        public DateOnly Day { get; } = DateOnly.FromDateTime(Wall);
        public bool Counts => Left.Zip(Lines).Any(line => line.First > 0 && line.Second.Amount >= 0);
    }

    /// <summary>What remains of a receipt; with the limited rules that gave something, and the stamps of each card.</summary>
    /// <param name="Exact">The points; with their fraction where fractions wait for the next receipt.</param>
    /// <param name="Money">What the remaining goods cost before what lowers the receipt.</param>
    private sealed record Worth(decimal Exact, string[] Gave, decimal Money, decimal Spend, decimal[] Stamps);

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
    private DateOnly lastPurchase; // the last that has not come back as a whole
    private long debt;
    private decimal carried; // of a point

    /// <summary>The day of the instant that it was told last.</summary>
    public DateOnly Today { get; private set; }

    private Rules InForce(DateTimeOffset at) => versions.Last(rules => rules.From <= at);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Time goes on: reservations run out, then points end.</summary>
    public NaiveModel At(DateTimeOffset instant)
    {
        (now, Today) = (instant, DayOf(instant));
        foreach (var id in reservations.Keys.Where(id => reservations[id] <= now).ToArray())
        {
            Finish(id, "here");
        }

        Move(parts.Where(part => part.State == "here" && End(part.Terms) < Today), long.MaxValue, "expired");
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
            .OrderBy(part => part.Terms.Active > Today ? (1, Today, part.Terms) : (0, End(part.Terms), part.Terms));

    private IEnumerable<Part> Spendable() => InOrder().Where(part => part.Terms.Active <= Today);

    private long Active => Spendable().Sum(part => part.Points);

    private long Sum(params string[] states) => parts.Where(part => states.Contains(part.State)).Sum(part => part.Points);

    private long From(string source) => parts.Where(part => part.Source == source).Sum(part => part.Points);

    public void Give(long points, DateOnly? last = null) =>
        Come("given", last is { } fixedLast ? (Today, Today, fixedLast, 0) : TermsOf(InForce(now), Today, 0), points);

    public bool Reserve(string id, long points, DateTimeOffset until) =>
        points <= Active && reservations.TryAdd(id, until) && Move(Spendable(), points, id) > 0;

    /// <returns>False if it is not open: captured, released, or its time is up.</returns>
    public bool Finish(string id, string to) =>
        reservations.Remove(id) && Move(parts.Where(part => part.State == id), long.MaxValue, to) > 0;

    public bool Buy(DateTimeOffset at, string receipt, Line[] lines, long pays = 0, int? voucher = null)
    {
        var (rules, day) = (InForce(at), DayOf(at));
        var payable = lines.Where(line => (line.Category ?? "none") != rules.Earning.Excluded).Sum(line => line.Amount);
        if (
            receipts.ContainsKey(receipt)
            || at < joined.AddHours(-2)
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
                || pays * value > payable * share
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
            rules.Earning.CapPerDay - receipts.Values.Where(other => other.Day == day).Sum(other => other.Points) ?? long.MaxValue;
        var (first, factor) = (
            !receipts.Values.Any(other => other.Counts),
            rules.Tiers.Levels[Rank(rules, TierOn(day, rules).Level)].Multiply
        );
        var (wall, terms) = (TimeZoneInfo.ConvertTime(at, zone).DateTime, TermsOf(rules, day, rules.Earning.PendingDays));
        var buy = new Bought(rules, wall, lines, first, [.. stopped], factor, Math.Max(0, room), pays, terms);
        var worth = Weigh(buy);
        carried += worth.Exact;
        var whole = (long)Math.Floor(carried);
        carried -= whole;
        receipts[receipt] = buy with { Most = worth.Exact, Now = worth, Points = whole };
        Move(Spendable(), pays, receipt);
        lastPurchase = day > lastPurchase ? day : lastPurchase;
        Come("bought", buy.Terms, whole);
        foreach (var (card, stamps) in rules.Cards.Zip(worth.Stamps))
        {
            Stamp(card, stamps);
            if (stamps > 0)
            {
                Fill(card);
            }
        }

        return true;
    }

    /// <summary>What the remaining lines are worth in the circumstances of the decision; never more than there was room for.</summary>
    private static Worth Weigh(Bought buy)
    {
        var (rate, per, rounding, excluded, _, rules, _, net, onPaid) = buy.Rules.Earning;
        var (gave, hour) = (new List<string>(), buy.Wall.Hour);
        Line[] remaining =
        [
            .. buy.Lines.Zip(
                buy.Left,
                (line, left) =>
                    new Line(
                        line.Category,
                        left,
                        Math.Round(line.Amount * left / line.Quantity, 2, AwayFromZero),
                        Math.Round(line.Tax * left / line.Quantity, 2, AwayFromZero)
                    )
            ),
        ];
        var money = remaining.Sum(line => Math.Max(0, line.Amount));

        // Of what points pay, each line has its part; the cents that do not divide fall to the later lines.
        var open = remaining.Where(line => (line.Category ?? "none") != excluded).Sum(line => line.Amount);
        var paid = onPaid ? 0 : Math.Floor((buy.Paid - Back(buy, money)) * (buy.Rules.PayWith?.Value ?? 0) * 100) / 100;
        var (seen, gone) = (0m, 0m);
        Line Spend(Line line)
        {
            var amount = net ? line.Amount - line.Tax : line.Amount;
            if (paid == 0 || (line.Category ?? "none") == excluded)
            {
                return line with { Amount = amount };
            }

            seen += amount;
            var part = (paid < open ? Math.Floor(seen * paid / open * 100) / 100 : seen) - gone;
            gone += part;
            return line with { Amount = amount - part };
        }

        var lines = Array.FindAll(
            Array.ConvertAll(remaining, Spend),
            line => line.Amount != 0 && (line.Category ?? "none") != excluded
        );
        var waits = rounding == "carry";
        decimal Parts(decimal spend, decimal of) => waits ? spend / of : Math.Floor(spend / of);
        var points = Math.Max(0, Parts(lines.Sum(line => line.Amount), per) * rate);
        // Factors on the whole receipt come after all that adds.
        foreach (var rule in rules.Except(buy.Stopped).OrderBy(rule => rule is { Multiply: not null, Category: null }))
        {
            var (mine, before) = (Array.FindAll(lines, line => (rule.Category ?? line.Category) == line.Category), points);
            var spend = mine.Sum(line => line.Amount);
            var inTime = rule.From < rule.To ? rule.From <= hour && hour < rule.To : rule.From <= hour || hour < rule.To;
            if (spend > 0 && spend >= rule.MinimumSpend && (!rule.First || buy.First) && inTime)
            {
                points = rule switch
                {
                    { Add: { } add } => points + add,
                    { Points: { } own } => points + Parts(spend, rule.Per ?? per) * own,
                    { Category: not null } => points + Parts(spend, per) * rate * (rule.Multiply!.Value - 1),
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
            "carry" => points,
            _ => Math.Round(points, AwayFromZero),
        };
        var on = buy.Rules.Cards.Select(card => (card.By, Lines: lines.Where(line => (card.Category ?? line.Category) == line.Category)));
        var stamps = on.Select(card =>
            card.By == "visit" ? Math.Min(1, card.Lines.Count(line => line.Amount > 0))
            : card.By == "item" ? Math.Floor(card.Lines.Where(line => line.Amount > 0).Sum(line => line.Quantity))
            : Math.Max(0, card.Lines.Sum(line => line.Amount))
        );
        return new(
            Math.Min(points, buy.Most),
            [.. gave],
            money,
            Math.Max(0, lines.Sum(line => line.Amount)),
            [.. stamps]
        );
    }

    /// <summary>Points that go back in all, of those that paid for it.</summary>
    private static long Back(Bought buy, decimal money) =>
        !buy.Counts ? buy.Paid
        : buy.Lines.Sum(line => Math.Max(0, line.Amount)) is > 0 and var total ? (long)Math.Floor(buy.Paid * (total - money) / total)
        : 0;

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
        lastPurchase = receipts.Values.Where(other => other.Counts).Select(other => other.Day).DefaultIfEmpty().Max();
        At(now);
        var (had, has, expired) = (buy.Now, Weigh(buy), Sum("expired"));
        buy.Now = has with { Gave = [.. had.Gave.Intersect(has.Gave)] };

        // What was paid goes back in proportion to the money, to the points taken last first; what has ended ends at once.
        var restored = Move(parts.Where(part => part.State == receipt).Reverse(), Back(buy, has.Money) - buy.Paid + Sum(receipt), "here");
        At(now);
        expired = Sum("expired") - expired;

        // Where fewer lines earn more, points come back; where they have ended, only so that they can be taken back again.
        carried -= had.Exact - has.Exact;
        var (less, lot) = (-(long)Math.Floor(carried), End(buy.Terms) < Today ? "ended" : "here");
        carried += less;
        buy.Points -= less;
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

    /// <summary>Where stamps are missing, the youngest vouchers go back; what a return adds to a card waits for <see cref="Fill"/>.</summary>
    private void Stamp(Card card, decimal change)
    {
        var (count, completed) = cards.GetValueOrDefault(card.Code);
        count += change;
        while (change < 0 && count < 0 && vouchers.FindLast(voucher => voucher.Card == card.Code && voucher.IsGood(Today)) is { } youngest)
        {
            (youngest.State, count, completed) = ("taken back", count + card.Size, completed - 1);
        }

        cards[card.Code] = (count, completed);
    }

    /// <summary>A full card brings vouchers: with a receipt that stamps it, or at night.</summary>
    private void Fill(Card card)
    {
        var (count, completed) = cards.GetValueOrDefault(card.Code);
        for (var issued = 0; issued < 100 && count >= card.Size && (card.Repeats || completed == 0); issued++)
        {
            vouchers.Add(new(card.Code, Today.AddDays(card.ValidDays)));
            (count, completed) = (count - card.Size, completed + 1);
        }

        cards[card.Code] = (count, completed);
    }

    /// <summary>The night writes nothing that <see cref="At"/> has not, but for cards that wait.</summary>
    public void Close() => Array.ForEach(InForce(now).Cards, Fill);

    /// <param name="index">Of all vouchers ever issued, in order.</param>
    public bool Use(int index, string receipt = "used", DateOnly? on = null) =>
        vouchers[index].IsGood(on ?? Today) && vouchers[index].Last >= Today.AddDays(-60) && (vouchers[index].State = receipt) == receipt;

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
            .Values.Where(buy => buy.Day >= first && buy.Day <= day)
            .Sum(buy =>
                rules.Tiers.By switch
                {
                    "points" => buy.Points,
                    "spend" => buy.Counts ? buy.Now.Spend : 0,
                    _ => buy.Counts ? 1 : 0,
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
            TierOn(Today, InForce(now))
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
            vouchers.Count(voucher => voucher.IsGood(Today)),
            carried
        );
    }
}
