namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// Earning and expiry once more, from the promises and without the domain's code: every purchase and gift is a lot of its
/// own, and everything is a loop over all of them. 1 point a full 1.00; instants are in minutes.
/// </summary>
internal sealed class NaiveModel(TimeZoneInfo zone, IReadOnlyList<NaiveModel.Rules> versions)
{
    /// <param name="Kind">none, afterActivation, calendar or inactivity.</param>
    /// <param name="RoundUp">1 for none or month ends every so many months: 1 month, 3 quarter, 12 year; 0 is none.</param>
    public sealed record Rules(DateTimeOffset From, int PendingDays, string Kind, int Months, int RoundUp, int Month, int Day);

    private sealed class Piece
    {
        public DateOnly Earned, Active;
        public DateOnly? Fixed;
        public int Idle;
        public long Left;
        public bool Gone;
    }

    private readonly List<Piece> pieces = [];
    private DateOnly? lastPurchase;
    private DateOnly latest = DateOnly.MinValue;

    public long Earned { get; private set; }
    public long Expired { get; private set; }

    private DateOnly Local(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private DateOnly Today(DateTimeOffset now) => Local(now) > latest ? Local(now) : latest;

    private Rules At(DateTimeOffset at) => versions.Last(rules => rules.From <= at);

    private static DateOnly Later(DateOnly day, int months)
    {
        var (year, month) = (day.Year, day.Month);
        for (; months > 0; months--)
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1);
        return new(year, month, Math.Min(day.Day, DateTime.DaysInMonth(year, month)));
    }

    private static DateOnly? LastDay(Rules rules, DateOnly active)
    {
        if (rules.Kind == "afterActivation")
        {
            var last = Later(active, rules.Months);
            // The end of a month is the day before a first; of a quarter, before the first of January, April, July or October.
            while (rules.RoundUp > 0 && !(last.AddDays(1) is { Day: 1 } first && (first.Month - 1) % rules.RoundUp == 0))
                last = last.AddDays(1);
            return last;
        }
        if (rules.Kind != "calendar")
            return null;
        var day = active;
        while (!(day.Month == rules.Month && (day.Day == rules.Day || (day.Day < rules.Day && day.AddDays(1).Month != day.Month))))
            day = day.AddDays(1);
        return day;
    }

    private DateOnly? End(Piece piece) =>
        piece.Idle == 0 ? piece.Fixed : Later(lastPurchase is { } last && last > piece.Active ? last : piece.Active, piece.Idle);

    /// <summary>An operation writes down what has ended until today.</summary>
    private DateOnly Begin(DateTimeOffset now)
    {
        latest = Today(now);
        foreach (var piece in pieces)
            if (!piece.Gone && End(piece) is { } end && end < latest)
            {
                Expired += piece.Left;
                (piece.Gone, piece.Left) = (true, 0);
            }
        return latest;
    }

    private static Piece New(Rules rules, DateOnly earned, int pendingDays, long points)
    {
        var active = earned.AddDays(pendingDays);
        return new() { Earned = earned, Active = active, Fixed = LastDay(rules, active), Idle = rules.Kind == "inactivity" ? rules.Months : 0, Left = points };
    }

    public void Buy(DateTimeOffset now, DateTimeOffset at, decimal amount)
    {
        var today = Begin(now);
        var (rules, day, points) = (At(at), Local(at), (long)decimal.Truncate(amount));
        if (lastPurchase is null || lastPurchase < day)
            lastPurchase = day;
        Earned += points;
        var piece = New(rules, day, rules.PendingDays, points);
        if (End(piece) < today)
            Expired += points;
        else
            pieces.Add(piece);
    }

    public void Give(DateTimeOffset now, long points) => pieces.Add(New(At(now), Begin(now), 0, points));

    /// <returns>False if there are too few, and then nothing is taken or written.</returns>
    public bool Take(DateTimeOffset now, long points)
    {
        if (See(now).Active < points)
            return false;
        var today = Begin(now);
        while (points > 0)
        {
            Piece? best = null;
            foreach (var piece in pieces)
                if (piece.Left > 0 && piece.Active <= today && (best is null || Before(piece, best)))
                    best = piece;
            best!.Left--;
            points--;
        }
        return true;
    }

    private bool Before(Piece one, Piece other)
    {
        var (end, otherEnd) = (End(one) ?? DateOnly.MaxValue, End(other) ?? DateOnly.MaxValue);
        if (end != otherEnd) return end < otherEnd;
        if (one.Earned != other.Earned) return one.Earned < other.Earned;
        if (one.Active != other.Active) return one.Active < other.Active;
        // The promises leave open which of these goes first: what ends on a fixed day does.
        return one.Idle < other.Idle;
    }

    public (long Active, long Pending, long Expired, DateOnly? Next, long Ending) See(DateTimeOffset now)
    {
        var today = Today(now);
        var seen = (Active: 0L, Pending: 0L, Expired, Next: (DateOnly?)null, Ending: 0L);
        foreach (var piece in pieces)
        {
            var end = End(piece);
            if (end < today) seen.Expired += piece.Left;
            else if (piece.Active <= today) seen.Active += piece.Left;
            else seen.Pending += piece.Left;
            if (piece.Left > 0 && end >= today && (seen.Next is null || end < seen.Next))
                seen.Next = end;
        }
        foreach (var piece in pieces)
            if (seen.Next is not null && End(piece) == seen.Next)
                seen.Ending += piece.Left;
        return seen;
    }
}
