namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What a receipt earns, what comes back of it, and its stamps.</summary>
internal sealed partial class NaiveModel
{
    private sealed class Bought
    {
        public required Rules Rules;
        public required DateTimeOffset At;
        public required DateTime Wall;
        public required Line[] Lines;
        public required decimal[] Left;
        public required Lot Lot;
        public required bool First;
        public required string[] Stopped;
        public required decimal Factor;
        public required long Room;
        public long Earned, Worth, Paid;
        public decimal Spend;
        public HashSet<string> Gave = [];
        public List<(Lot Lot, long Points)> From = [];
        public List<Voucher> Used = [];
        public DateOnly Day => DateOnly.FromDateTime(Wall);
        public bool Counts => !Array.TrueForAll(Left, left => left == 0);
    }

    private sealed class Voucher
    {
        public required string Card;
        public required DateOnly Last;
        public bool Used, TakenBack;
    }

    private sealed class Stamps
    {
        public decimal Count;
        public int Completed;
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is left of the lines, and of that what may earn.</summary>
    private static List<Line> Remaining(Bought buy)
    {
        var lines = new List<Line>();
        for (var i = 0; i < buy.Lines.Length; i++)
            if (buy.Left[i] > 0)
                lines.Add(buy.Lines[i] with { Quantity = buy.Left[i], Amount = Math.Round(buy.Lines[i].Amount * buy.Left[i] / buy.Lines[i].Quantity, 2, MidpointRounding.AwayFromZero) });
        return lines;
    }

    private static List<Line> Eligible(Bought buy) =>
        Remaining(buy).FindAll(line => line.Amount > 0 && !buy.Rules.Excluded.Any(category => Same(category, line.Category)));

    /// <summary>What the remaining lines earn in the circumstances of the decision, and the rules with a limit that gave something.</summary>
    private static (long Points, HashSet<string> Gave) Earn(Bought buy)
    {
        var (rules, lines, gave) = (buy.Rules, Eligible(buy), new HashSet<string>());
        var running = decimal.Floor(lines.Sum(line => line.Amount) / rules.Per) * rules.Points;
        foreach (var factors in new[] { false, true })
            foreach (var rule in rules.Extra.Where(rule => (rule.Multiply is not null && rule.Category is null) == factors))
            {
                var mine = lines.FindAll(line => rule.Category is null || Same(rule.Category, line.Category));
                var spend = mine.Sum(line => line.Amount);
                if (mine.Count == 0 || spend < rule.MinimumSpend || (rule.First && !buy.First) || buy.Stopped.Contains(rule.Code) || !InHours(rule, buy.Wall.Hour))
                    continue;
                var before = running;
                if (factors)
                    running *= rule.Multiply!.Value;
                else
                    running += rule.Add
                        ?? (rule.Points is { } own ? decimal.Floor(spend / (rule.Per ?? rules.Per)) * own : decimal.Floor(spend / rules.Per) * rules.Points * (rule.Multiply!.Value - 1));
                if (running != before && rule.Times > 0)
                    gave.Add(rule.Code);
            }
        running = Math.Max(0, running * buy.Factor);
        running = rules.Rounding == "floor" ? decimal.Floor(running) : rules.Rounding == "ceiling" ? decimal.Ceiling(running) : Math.Round(running, MidpointRounding.AwayFromZero);
        return (Math.Min((long)running, buy.Room), gave);
    }

    private static bool InHours(Rule rule, int hour) => rule is not { From: { } from, To: { } to }
        || (from < to ? from <= hour && hour < to : from <= hour || hour < to);

    private bool UsedUp(Rule rule, DateOnly day)
    {
        for (var first = day.AddDays(1 - rule.Days); rule.Times > 0 && first <= day; first = first.AddDays(1))
            if (receipts.Values.Count(buy => buy.Gave.Contains(rule.Code) && buy.Day >= first && buy.Day < first.AddDays(rule.Days)) >= rule.Times)
                return true;
        return false;
    }

    public bool Buy(DateTimeOffset now, DateTimeOffset at, string receipt, Line[] lines, long payPoints = 0, params int[] use)
    {
        Begin(now);
        var (rules, day, total) = (InForce(at), DayOf(at), lines.Sum(line => line.Amount));
        if (receipts.ContainsKey(receipt) || at < joined || at > now.AddMinutes(10) || (InForce(now).LateDays is { } late && at < now.AddDays(-late)))
            return false;
        if (payPoints > 0 && (rules.PayWith is not { } pay || payPoints < pay.Minimum || payPoints % pay.MultipleOf != 0
            || payPoints * pay.Value > total * pay.MaximumShare || payPoints > Active))
            return false;
        if (use.Any(index => index >= vouchers.Count || !Good(vouchers[index], day)) || use.Distinct().Count() < use.Length)
            return false;
        var buy = new Bought
        {
            Rules = rules, At = at, Wall = TimeZoneInfo.ConvertTime(at, zone).DateTime, Lines = lines, Left = [.. lines.Select(line => line.Quantity)],
            Lot = LotOf(rules, day, rules.PendingDays),
            First = receipts.Values.All(other => !other.Counts),
            Stopped = [.. rules.Extra.Where(rule => UsedUp(rule, day)).Select(rule => rule.Code)],
            Factor = rules.Levels.Single(level => level.Code == TierOn(day, rules).Level).Multiply,
            Room = rules.CapPerDay is { } cap ? Math.Max(0, cap - receipts.Values.Where(other => other.Day == day).Sum(other => other.Worth)) : long.MaxValue,
            Paid = payPoints, From = Take(Spendable(), payPoints), Used = [.. use.Select(index => vouchers[index])],
        };
        (buy.Earned, buy.Gave) = Earn(buy);
        (buy.Worth, buy.Spend) = (buy.Earned, Eligible(buy).Sum(line => line.Amount));
        (earned, redeemed) = (earned + buy.Earned, redeemed + payPoints);
        if (lastPurchase is null || lastPurchase < day)
            lastPurchase = day;
        Come(buy.Lot, buy.Earned);
        foreach (var voucher in buy.Used)
            voucher.Used = true;
        foreach (var card in rules.Cards)
            Stamp(card, StampsOf(buy, card));
        receipts.Add(receipt, buy);
        return true;
    }

    /// <param name="back">Indexes of lines and how much of them; null is all that is left.</param>
    /// <returns>Null if it is refused.</returns>
    public Returned? Return(DateTimeOffset now, string receipt, (int Line, decimal Quantity)[]? back = null)
    {
        Begin(now);
        if (!receipts.TryGetValue(receipt, out var buy))
            return null;
        back ??= [.. buy.Left.Select((left, index) => (index, left)).Where(line => line.left > 0)];
        if (back.Any(one => one.Quantity <= 0 || one.Line >= buy.Left.Length || back.Where(other => other.Line == one.Line).Sum(other => other.Quantity) > buy.Left[one.Line]))
            return null;
        var (worth, stamps, paidBack) = (buy.Worth, buy.Rules.Cards.Select(card => StampsOf(buy, card)).ToArray(), PaidBack(buy));
        foreach (var (line, quantity) in back)
            buy.Left[line] -= quantity;
        var (points, gave) = Earn(buy);
        (buy.Worth, buy.Spend) = (Math.Min(buy.Earned, points), Eligible(buy).Sum(line => line.Amount));
        buy.Gave.IntersectWith(gave);

        var (restored, restoredExpired, toTake) = (PaidBack(buy) - paidBack, 0L, worth - buy.Worth);
        redeemed -= restored;
        for (var rest = restored; rest > 0;)
        {
            var (lot, paid) = buy.From[^1];
            var part = Math.Min(rest, paid);
            restoredExpired += Put(lot, part);
            rest -= part;
            buy.From.RemoveAt(buy.From.Count - 1);
            if (part < paid)
                buy.From.Add((lot, paid - part));
        }

        if (toTake < 0)
        {
            // Fewer lines earn more: the points come back, unless they would have ended.
            toTake = End(buy.Lot) < today ? 0 : toTake;
            (reversed, buy.Lot.Left) = (reversed + toTake, buy.Lot.Left - toTake);
        }
        var missing = Math.Max(0, toTake);
        missing -= Reverse([buy.Lot], missing);
        var forgiven = Math.Min(missing, buy.Lot.Gone);
        (buy.Lot.Gone, missing) = (buy.Lot.Gone - forgiven, missing - forgiven);
        missing -= Reverse(Spendable(), missing);
        missing -= Reverse(lots.Where(lot => lot.Active > today).OrderBy(lot => (lot.Earned, lot.Active, lot.Fixed ?? DateOnly.MaxValue, lot.Idle)), missing);
        var owed = buy.Rules.Allow ? missing : 0;
        debt += owed;

        if (!buy.Counts)
        {
            buy.Used.ForEach(voucher => voucher.Used = false);
            buy.Used.Clear();
        }
        foreach (var (card, before) in buy.Rules.Cards.Zip(stamps))
            Unstamp(card, before - StampsOf(buy, card));
        return new(toTake, restored, restoredExpired, owed);
    }

    private long Reverse(IEnumerable<Lot> inOrder, long points)
    {
        var taken = Take(inOrder, points).Sum(part => part.Points);
        reversed += taken;
        return taken;
    }

    private static long PaidBack(Bought buy)
    {
        var (total, left) = (buy.Lines.Sum(line => line.Amount), Remaining(buy).Sum(line => line.Amount));
        return !buy.Counts ? buy.Paid : total == 0 ? 0 : (long)decimal.Floor(buy.Paid * (total - left) / total);
    }

    // ---- Stamps and vouchers

    private static bool Good(Voucher voucher, DateOnly on) => !voucher.Used && !voucher.TakenBack && voucher.Last >= on;

    private static decimal StampsOf(Bought buy, Card card)
    {
        var lines = Eligible(buy).FindAll(line => card.Category is null || Same(card.Category, line.Category));
        return card.By switch { "visit" => Math.Min(1, lines.Count), "item" => decimal.Floor(lines.Sum(line => line.Quantity)), _ => lines.Sum(line => line.Amount) };
    }

    private void Stamp(Card card, decimal gained)
    {
        var stamps = cards.TryGetValue(card.Code, out var known) ? known : cards[card.Code] = new();
        stamps.Count += gained;
        for (var issued = 0; gained > 0 && issued < 100 && stamps.Count >= card.Size && (card.Repeats || stamps.Completed == 0); issued++)
        {
            stamps.Count -= card.Size;
            stamps.Completed++;
            vouchers.Add(new() { Card = card.Code, Last = today.AddDays(card.ValidDays) });
        }
    }

    private void Unstamp(Card card, decimal lost)
    {
        var stamps = cards[card.Code];
        stamps.Count -= lost;
        while (lost > 0 && stamps.Count < 0 && vouchers.FindLast(voucher => voucher.Card == card.Code && Good(voucher, today)) is { } youngest)
        {
            youngest.TakenBack = true;
            stamps.Count += card.Size;
            stamps.Completed--;
        }
    }

    /// <param name="index">Of all vouchers ever issued, in order.</param>
    public bool Use(DateTimeOffset now, int index)
    {
        Begin(now);
        return index < vouchers.Count && Good(vouchers[index], today) && (vouchers[index].Used = true);
    }
}
