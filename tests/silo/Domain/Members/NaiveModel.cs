using System.Globalization;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// The ledger once more, from the promises and without the domain's code: loops over all that happened. Every question moves
/// time on and writes down at once what fell due, so the clock must not go back, and closes cannot make a difference.
/// </summary>
internal sealed partial class NaiveModel
{
    /// <summary>All points of the same terms: a fixed last day, or months without a purchase. Gone are those that expired.</summary>
    private sealed class Lot
    {
        public DateOnly Earned, Active;
        public DateOnly? Fixed;
        public int Idle;
        public long Left, Gone;
    }

    private sealed record Hold(DateTimeOffset Until, List<(Lot Lot, long Points)> From);

    private readonly TimeZoneInfo zone;
    private readonly Rules[] versions;
    private readonly DateTimeOffset joined;
    private readonly List<Lot> lots = [];
    private readonly Dictionary<string, Bought> receipts = [];
    private readonly Dictionary<string, Hold> holds = [];
    private readonly SortedDictionary<string, Stamps> cards = new(StringComparer.Ordinal);
    private readonly List<Voucher> vouchers = [];
    private DateOnly today = DateOnly.MinValue;
    private DateOnly? lastPurchase;
    private long debt, earned, redeemed, expired, reversed, adjusted;

    /// <param name="opening">Points brought along at <paramref name="enrolled"/>, and their last day if it is not the programme's.</param>
    public NaiveModel(TimeZoneInfo zone, IEnumerable<Rules> versions, DateTimeOffset joined, DateTimeOffset enrolled, long opening = 0, DateOnly? openingEnds = null)
    {
        (this.zone, this.versions, this.joined) = (zone, [.. versions.OrderBy(rules => rules.From)], joined);
        Begin(enrolled);
        Put(openingEnds is { } last ? LotOf(today, today, last, 0) : LotOf(InForce(enrolled), today, 0), opening);
        adjusted = opening;
    }

    private Rules InForce(DateTimeOffset at) => versions.Last(rules => rules.From <= at);

    /// <summary>At the instant at which the next day begins.</summary>
    private Rules InForceAtTheEndOf(DateOnly day) => versions.Last(rules => rules.From == DateTimeOffset.MinValue || DayOf(rules.From.AddTicks(-1)) <= day);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static DateOnly Later(DateOnly day, int months)
    {
        var month = day.Year * 12 + day.Month - 1 + months;
        return OfYear(month / 12, month % 12 + 1, day.Day);
    }

    private static DateOnly OfYear(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    // ---- Lots

    private Lot LotOf(Rules rules, DateOnly day, int pendingDays)
    {
        var active = day.AddDays(pendingDays);
        DateOnly? last = null;
        if (rules.Expiry == "afterActivation")
        {
            last = Later(active, rules.Months);
            // The end of a month is the day before a first; of a quarter, before the first of January, April, July or October.
            while (rules.RoundUp > 0 && !(last.Value.AddDays(1) is { Day: 1 } first && (first.Month - 1) % rules.RoundUp == 0))
                last = last.Value.AddDays(1);
        }
        if (rules.Expiry == "calendar")
            for (last = active; last != OfYear(last.Value.Year, rules.Month, rules.Day);)
                last = last.Value.AddDays(1);
        return LotOf(day, active, last, rules.Expiry == "inactivity" ? rules.Months : 0);
    }

    private Lot LotOf(DateOnly day, DateOnly active, DateOnly? last, int idle)
    {
        if (lots.Find(lot => lot.Earned == day && lot.Active == active && lot.Fixed == last && lot.Idle == idle) is { } known)
            return known;
        lots.Add(new() { Earned = day, Active = active, Fixed = last, Idle = idle });
        return lots[^1];
    }

    private DateOnly End(Lot lot) => lot.Idle == 0
        ? lot.Fixed ?? DateOnly.MaxValue
        : Later(lastPurchase is { } last && last > lot.Active ? last : lot.Active, lot.Idle);

    /// <summary>Into the lot, and out of it again if that has ended.</summary>
    /// <returns>How many expired at once.</returns>
    private long Put(Lot lot, long points)
    {
        lot.Left += points;
        if (End(lot) >= today)
            return 0;
        (expired, lot.Gone, lot.Left) = (expired + lot.Left, lot.Gone + lot.Left, 0);
        return points;
    }

    /// <summary>What is new pays the debt first.</summary>
    private void Come(Lot lot, long points)
    {
        var pays = Math.Min(debt, points);
        (debt, reversed) = (debt - pays, reversed + pays);
        Put(lot, points - pays);
    }

    private Lot[] Spendable() =>
        [.. lots.Where(lot => lot.Active <= today).OrderBy(lot => (End(lot), lot.Earned, lot.Active, lot.Fixed ?? DateOnly.MaxValue, lot.Idle))];

    private static List<(Lot Lot, long Points)> Take(IEnumerable<Lot> inOrder, long points)
    {
        var parts = new List<(Lot, long)>();
        foreach (var lot in inOrder)
            if (Math.Min(points, lot.Left) is > 0 and var part)
            {
                (lot.Left, points) = (lot.Left - part, points - part);
                parts.Add((lot, part));
            }
        return parts;
    }

    private long Active => Spendable().Sum(lot => lot.Left);

    /// <summary>What time did: reservations run out, then lots.</summary>
    private void Begin(DateTimeOffset now)
    {
        if (DayOf(now) > today)
            today = DayOf(now);
        foreach (var id in holds.Where(hold => hold.Value.Until <= now).Select(hold => hold.Key).ToArray())
            GiveBack(id);
        foreach (var lot in lots)
            Put(lot, 0);
    }

    // ---- Redemptions and changes by hand

    public bool Adjust(DateTimeOffset now, long points)
    {
        Begin(now);
        if (-points > Active)
            return false;
        adjusted += points;
        if (points > 0)
            Come(LotOf(InForce(now), today, 0), points);
        else
            Take(Spendable(), -points);
        return true;
    }

    public bool Reserve(DateTimeOffset now, string id, long points, TimeSpan time)
    {
        Begin(now);
        if (points > Active)
            return false;
        holds.Add(id, new(now + time, Take(Spendable(), points)));
        return true;
    }

    /// <returns>False if it is not open: captured, released, or its time is up.</returns>
    public bool Capture(DateTimeOffset now, string id)
    {
        Begin(now);
        if (!holds.Remove(id, out var hold))
            return false;
        redeemed += hold.From.Sum(part => part.Points);
        return true;
    }

    public bool Release(DateTimeOffset now, string id)
    {
        Begin(now);
        return GiveBack(id);
    }

    private bool GiveBack(string id)
    {
        if (!holds.Remove(id, out var hold))
            return false;
        foreach (var (lot, points) in hold.From)
            Put(lot, points);
        return true;
    }

    public Seen See(DateTimeOffset now)
    {
        Begin(now);
        long active = Active, pending = lots.Sum(lot => lot.Left) - active, reserved = holds.Values.Sum(hold => hold.From.Sum(part => part.Points));
        if (earned - redeemed - expired - reversed + adjusted != active + pending + reserved)
            throw new InvalidOperationException("The model itself has lost or made points.");
        var next = lots.Where(lot => lot.Left > 0).Select(End).Append(DateOnly.MaxValue).Min();
        var ending = next == DateOnly.MaxValue ? 0 : lots.Where(lot => End(lot) == next).Sum(lot => lot.Left);
        var (tier, until) = TierOn(today, InForce(now));
        var full = cards.Where(card => card.Value.Count > 0 || card.Value.Completed > 0)
            .Select(card => string.Create(CultureInfo.InvariantCulture, $"{card.Key} {Math.Max(0, card.Value.Count):0.##} {card.Value.Completed}"));
        return new(active, pending, reserved, debt, earned, redeemed, expired, reversed, adjusted,
            next == DateOnly.MaxValue ? null : next, ending, tier, until, string.Join(", ", full), vouchers.Count(voucher => Good(voucher, today)));
    }
}
