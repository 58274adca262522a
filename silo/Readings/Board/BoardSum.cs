using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Readings;

/// <summary>
/// Adds up entries by day. What an entry adds follows from the entry alone, and for who is active and who has left from the
/// entries before it in its stream; so it does not matter in which order streams come.
/// </summary>
internal sealed class BoardSum(TimeZoneInfo zone)
{
    /// <summary>Days for which a purchase makes its member active, its own included.</summary>
    public const int ActiveDays = 90;

    /// <summary>
    /// Days after which it is forgotten here that somebody was active: as late as a receipt may come unless the programme says more. One
    /// that comes later still may count days twice.
    /// </summary>
    private const int KeptDays = 400;

    /// <summary>
    /// The days on which each member is active: the last run of them, and for the few who have several the others. By the id's 60 bits,
    /// because there may be millions.
    /// </summary>
    private readonly Dictionary<ulong, (int From, int To)> active = [];
    private readonly Dictionary<ulong, (int From, int To)[]> earlier = [];
    private readonly HashSet<string> merged = new(StringComparer.Ordinal);

    public SortedDictionary<int, Counts> Days { get; } = [];

    /// <summary>As <see cref="Add(string, Entry)"/>, of a purchase that is no more than that.</summary>
    public void Add(string member, in PlainPurchase bought)
    {
        var day = On(Domain.Programmes.Days.Of(bought.At, zone).DayNumber);
        day.Purchases++;
        day.Sales += bought.Total;
        day.Issued += bought.Points;
        Cover(member, bought.Day.DayNumber, bought.Day.DayNumber + ActiveDays - 1);
    }

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

    /// <summary>The member is active from a day to a day; days on which they were so already are not counted again.</summary>
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

    /// <summary>From tomorrow on they are no member, and so not active.</summary>
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
/// <param name="Active">For each run of days on which a member is active 16 bytes: the id's bits, the first and the last day's
/// number.</param>
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
