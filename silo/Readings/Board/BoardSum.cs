using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Readings;

/// <summary>
/// Adds up entries by day. An entry's contribution follows from the entry and, for active and former members, from the entries before it
/// in its stream, so the order of streams does not matter.
/// </summary>
internal sealed class BoardSum(TimeZoneInfo zone)
{
    /// <summary>Days for which a purchase makes its member active, its own day included.</summary>
    public const int ActiveDays = 90;

    /// <summary>
    /// Days after which a member's activity is dropped: the latest that a receipt may arrive by default. A receipt that arrives later may
    /// count days twice.
    /// </summary>
    private const int KeptDays = 400;

    /// <summary>
    /// The active days of each member: the last run of days, and earlier runs for the few members who have several. Keyed by the id's 60
    /// bits, because there may be millions of members.
    /// </summary>
    private readonly Dictionary<ulong, (int From, int To)> active = [];
    private readonly Dictionary<ulong, (int From, int To)[]> earlier = [];
    private readonly HashSet<string> merged = new(StringComparer.Ordinal);

    public SortedDictionary<int, Counts> Days { get; } = [];

    /// <summary>As <see cref="Add(string, Entry)"/>, for a purchase without side effects.</summary>
    public void Add(string member, in PlainPurchase bought)
    {
        var day = On(Domain.Programmes.Days.Of(bought.At, zone).DayNumber);
        day.Purchases++;
        day.Sales += bought.Total;
        day.Issued += bought.Points;
        Cover(member, bought.Day.DayNumber, bought.Day.DayNumber + ActiveDays - 1);
    }

    /// <summary>Adds an entry of a member.</summary>
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
                return; // a transfer leaves one member and reaches another: nothing is issued or spent
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
                {
                    Cover(member, today + 1, before.DayNumber + ActiveDays - 1);
                }

                break;
        }
        foreach (var line in Statement.Movements(entry, default, zone))
        {
            var on = On(Domain.Programmes.Days.Of(line.At, zone).DayNumber);
            switch (line.Kind)
            {
                case MovementKind.Earned:
                    on.Issued += line.Points;
                    break;
                case MovementKind.Adjusted when line.Points > 0:
                    on.Issued += line.Points;
                    break;
                case MovementKind.Adjusted or MovementKind.Reversed:
                    on.TakenBack -= line.Points;
                    break;
                case MovementKind.Redeemed or MovementKind.Released or MovementKind.Restored:
                    on.Spent -= line.Points;
                    break;
                case MovementKind.Expired:
                    on.Expired -= line.Points;
                    break;
                case MovementKind.Activated or MovementKind.Transferred or MovementKind.Merged:
                    break;
                default:
                    throw new InvalidOperationException($"The board does not know lines of kind {line.Kind}.");
            }
        }
    }

    /// <summary>Adds a receipt without a card; negative if the receipt was claimed for a card later.</summary>
    public void Add(SalesWithoutCard.Line line)
    {
        var day = On(Domain.Programmes.Days.Of(line.At, zone).DayNumber);
        day.WithoutCard += Math.Sign(line.Count);
        day.SalesWithoutCard += Math.Sign(line.Count) * line.Amount;
    }

    /// <summary>Drops members who have not been active for long.</summary>
    public void Forget(DateOnly today)
    {
        foreach (var (member, _) in active.Where(one => one.Value.To < today.DayNumber - KeptDays).ToArray())
        {
            Set(member, []);
        }
    }

    public BoardState Write(string format, IReadOnlyDictionary<Guid, long> position)
    {
        using var runs = new MemoryStream();
        using var bytes = new BinaryWriter(runs);
        foreach (var member in active.Keys)
        {
            foreach (var (from, to) in Runs(member))
            {
                bytes.Write(member);
                bytes.Write(from);
                bytes.Write(to);
            }
        }

        return new(format, new(position), new(Days), runs.ToArray(), [.. merged]);
    }

    public static BoardSum Read(BoardState state, TimeZoneInfo zone)
    {
        var sum = new BoardSum(zone);
        foreach (var (day, counts) in state.Days)
        {
            sum.Days.Add(day, counts);
        }

        using var bytes = new BinaryReader(new MemoryStream(state.Active));
        while (bytes.BaseStream.Position < state.Active.Length)
        {
            var member = bytes.ReadUInt64();
            sum.Set(member, [.. sum.Runs(member), (bytes.ReadInt32(), bytes.ReadInt32())]);
        }
        sum.merged.UnionWith(state.Merged);
        return sum;
    }

    private (int From, int To)[] Runs(ulong member) =>
        !active.TryGetValue(member, out var last) ? []
        : earlier.TryGetValue(member, out var others) ? [.. others, last]
        : [last];

    /// <param name="runs">In their order.</param>
    private void Set(ulong member, (int From, int To)[] runs)
    {
        if (runs.Length > 0)
        {
            active[member] = runs[^1];
        }
        else
        {
            active.Remove(member);
        }

        if (runs.Length > 1)
        {
            earlier[member] = runs[..^1];
        }
        else
        {
            earlier.Remove(member);
        }
    }

    private Counts On(int day)
    {
        if (!Days.TryGetValue(day, out var counts))
        {
            Days.Add(day, counts = new());
        }

        return counts;
    }

    /// <summary>Counts a member as active from one day to another; days that are counted already are skipped.</summary>
    private void Cover(string id, int from, int to)
    {
        var member = MemberIds.Bits(id);
        if (active.TryGetValue(member, out var last) && last.From <= from && last.To >= to)
        {
            return; // another purchase of the day
        }

        var (next, whole, apart) = (from, (From: from, To: to), new List<(int From, int To)>());
        foreach (var run in Runs(member))
        {
            if (run.To < from - 1 || run.From > to + 1)
            {
                apart.Add(run);
                continue;
            }
            if (run.From > next)
            {
                Count(next, run.From - 1, 1);
            }

            next = Math.Max(next, run.To + 1);
            whole = (Math.Min(whole.From, run.From), Math.Max(whole.To, run.To));
        }
        if (next <= to)
        {
            Count(next, to, 1);
        }

        Set(member, [.. apart.Append(whole).Order()]);
    }

    /// <summary>Ends a membership: from the next day on it counts neither as member nor as active.</summary>
    private void Leave(string id, int today)
    {
        On(today).Left++;
        var member = MemberIds.Bits(id);
        var runs = Runs(member);
        foreach (var run in runs.Where(run => run.To > today))
        {
            Count(Math.Max(today + 1, run.From), run.To, -1);
        }

        Set(member, [.. runs.Where(run => run.From <= today).Select(run => (run.From, Math.Min(run.To, today)))]);
    }

    private void Count(int from, int to, int by)
    {
        On(from).Active += by;
        On(to + 1).Active -= by;
    }

    /// <summary>The sums of one day; for active members the difference from the day before.</summary>
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

/// <summary>The board as it is saved, so that a start continues instead of rebuilding it.</summary>
/// <param name="Format">The method of counting; a sum of another method is rebuilt.</param>
/// <param name="Position">The position in the journal up to which this counts.</param>
/// <param name="Active">16 bytes for each run of a member's active days: the id's bits, the numbers of the first and the last
/// day.</param>
internal sealed record BoardState(
    string Format,
    Dictionary<Guid, long> Position,
    SortedDictionary<int, BoardSum.Counts> Days,
    byte[] Active,
    string[] Merged
) : IKeptReading
{
    public static readonly BoardState None = new("", [], [], [], []);
}
