using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains.Members;

namespace LoyaltyClub.Grains.Board;

/// <summary>
/// Adds up entries by day. What an entry adds follows from the entry alone, and for who is active and who has left from the
/// entries before it in its stream; so it does not matter in which order streams come.
/// </summary>
internal sealed class BoardSum(TimeZoneInfo zone)
{
    /// <summary>Days for which a purchase makes its member active, its own included.</summary>
    public const int ActiveDays = 90;

    /// <summary>Days after which a member who is not active any more is forgotten here. A receipt that comes later than that after all may count its days twice.</summary>
    private const int KeptDays = 100;

    private readonly Dictionary<string, (int From, int To)> active = new(StringComparer.Ordinal);
    private readonly HashSet<string> merged = new(StringComparer.Ordinal);

    public SortedDictionary<int, Counts> Days { get; } = [];

    /// <summary>One more entry of a member.</summary>
    public void Add(string member, Entry entry)
    {
        var today = Domain.Programmes.Days.Of(entry.Recorded, zone).DayNumber;
        switch (entry)
        {
            case Enrolled enrolled:
                On(Domain.Programmes.Days.Of(enrolled.JoinedAt, zone).DayNumber).Joined++;
                break;
            case Purchased { Purchase: var purchase } bought:
                var day = On(Domain.Programmes.Days.Of(purchase.At, zone).DayNumber);
                day.Purchases++;
                day.Sales += purchase.Total;
                Cover(member, bought.Day.DayNumber, bought.Day.DayNumber + ActiveDays - 1);
                break;
            case MergedAway:
                merged.Add(member);
                Leave(member, today);
                return; // what leaves here comes in there: between members nothing is issued or spent
            case Erased when !merged.Contains(member):
                Leave(member, today);
                break;
            case MergedIn { Handed.LastPurchase: { } last } when last.DayNumber + ActiveDays - 1 > today:
                Cover(member, today + 1, last.DayNumber + ActiveDays - 1);
                break;
            case CameBack back:
                merged.Remove(member);
                On(today).Left--;
                if (back.Handed.LastPurchase is { } before && before.DayNumber + ActiveDays - 1 > today)
                    Cover(member, today + 1, before.DayNumber + ActiveDays - 1);
                break;
        }
        foreach (var line in Statement.Of(entry, default, zone))
        {
            var on = On(Domain.Programmes.Days.Of(line.At, zone).DayNumber);
            switch (line.Kind)
            {
                case "earned": on.Issued += line.Points; break;
                case "adjusted" when line.Points > 0: on.Issued += line.Points; break;
                case "adjusted" or "reversed": on.TakenBack -= line.Points; break;
                case "redeemed" or "released" or "restored": on.Spent -= line.Points; break;
                case "expired": on.Expired -= line.Points; break;
                case "activated" or "transferred" or "merged": break;
                default: throw new InvalidOperationException($"The board does not know lines of kind {line.Kind}.");
            }
        }
    }

    /// <summary>A receipt without a card, or, negative, one that got a card after all.</summary>
    public void Add(SalesWithoutCard.Line line)
    {
        var day = On(Domain.Programmes.Days.Of(line.At, zone).DayNumber);
        day.WithoutCard += Math.Sign(line.Count);
        day.SalesWithoutCard += Math.Sign(line.Count) * line.Amount;
    }

    /// <summary>Forgets who has not been active for long.</summary>
    public void Forget(DateOnly today)
    {
        foreach (var (member, _) in active.Where(one => one.Value.To < today.DayNumber - KeptDays).ToArray())
            active.Remove(member);
    }

    public BoardState Write(string format, IReadOnlyDictionary<Guid, long> position) =>
        new(format, new(position), new(Days), active.ToDictionary(one => one.Key, one => new[] { one.Value.From, one.Value.To }), [.. merged]);

    public static BoardSum Read(BoardState state, TimeZoneInfo zone)
    {
        var sum = new BoardSum(zone);
        foreach (var (day, counts) in state.Days)
            sum.Days.Add(day, counts);
        foreach (var (member, run) in state.Active)
            sum.active.Add(member, (run[0], run[1]));
        sum.merged.UnionWith(state.Merged);
        return sum;
    }

    private Counts On(int day)
    {
        if (!Days.TryGetValue(day, out var counts))
            Days.Add(day, counts = new());
        return counts;
    }

    /// <summary>The member is active from a day to a day. What was so already is not counted again; what lies before the present run without touching it came too late to count.</summary>
    private void Cover(string member, int from, int to)
    {
        var known = active.TryGetValue(member, out var run);
        if (!known || from > run.To + 1)
        {
            Count(from, to);
            active[member] = (from, to);
            return;
        }
        if (to < run.From - 1)
            return;
        if (from < run.From)
            Count(from, run.From - 1);
        if (to > run.To)
            Count(run.To + 1, to);
        active[member] = (Math.Min(from, run.From), Math.Max(to, run.To));
    }

    private void Leave(string member, int today)
    {
        On(today).Left++;
        if (active.Remove(member, out var run) && run.To > today)
        {
            var from = Math.Max(today + 1, run.From);
            On(from).Active--;
            On(run.To + 1).Active++;
        }
    }

    private void Count(int from, int to)
    {
        On(from).Active++;
        On(to + 1).Active--;
    }

    /// <summary>What one day adds; of the active how many more or fewer they are than the day before.</summary>
    internal sealed class Counts
    {
        public long Joined { get; set; }
        public long Left { get; set; }
        public long Active { get; set; }
        public long Issued { get; set; }
        public long Spent { get; set; }
        public long Expired { get; set; }
        public long TakenBack { get; set; }
        public long Purchases { get; set; }
        public decimal Sales { get; set; }
        public long WithoutCard { get; set; }
        public decimal SalesWithoutCard { get; set; }
    }
}

/// <summary>The board as it is kept, so that a start goes on and does not count from scratch.</summary>
/// <param name="Format">Of what is counted and how; another one is counted from scratch.</param>
/// <param name="Position">Up to where in the journal this counts.</param>
/// <param name="Active">First and last day number of each member's present run of active days.</param>
internal sealed record BoardState(string Format, Dictionary<Guid, long> Position, SortedDictionary<int, BoardSum.Counts> Days, Dictionary<string, int[]> Active, string[] Merged)
{
    public static readonly BoardState None = new("", [], [], [], []);
}
