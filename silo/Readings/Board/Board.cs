using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>The club by day: members, points, purchases, receipts without a card.</summary>
internal sealed class Board(IJournal journal, ProgrammeCache programmes, ClubClock clock, TimeProvider machine)
    : JournalFollower<BoardSum, BoardState>(journal, machine, "board", BoardState.None),
        IBoard
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Includes the time zone, which decides the days.</summary>
    protected override string Format => "1 " + Zone.Id;

    private TimeZoneInfo Zone => programmes.Book.InForceAt(clock.Now).Programme.TimeZone;

    public async Task<BoardView?> Read(DateOnly from, DateOnly to, CancellationToken cancel = default)
    {
        // Goes on by itself if this reader does not want to wait.
        var work = Task.Run(() => CatchUp(CancellationToken.None), CancellationToken.None);
        if (await Task.WhenAny(work, Task.Delay(LongestWait, cancel)) != work)
        {
            return null;
        }

        await work;
        return await Look(sum => View(sum, from, to), cancel);
    }

    protected override bool Follows(string stream) =>
        MemberIds.IsValid(stream) || stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal);

    protected override BoardSum Begin() => new(Zone);

    protected override BoardSum Resume(BoardState state) => BoardSum.Read(state, Zone);

    protected override void Add(BoardSum reading, JournalEntry entry)
    {
        if (entry.Stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal))
        {
            reading.Add(SalesWithoutCard.Read(entry.Data));
        }
        else if (EntryCodec.Plain(entry.Data) is { } purchase)
        {
            reading.Add(entry.Stream, purchase);
        }
        else
        {
            reading.Add(entry.Stream, EntryCodec.Decode(entry.Data));
        }
    }

    protected override BoardState Keep(BoardSum reading, string format, IReadOnlyDictionary<Guid, long> position)
    {
        reading.Forget(Days.Of(clock.Now, Zone));
        return reading.Write(format, position);
    }

    private static BoardView View(BoardSum sum, DateOnly from, DateOnly to)
    {
        var (members, active, outstanding) = (0L, 0L, 0L);
        foreach (var (_, counts) in sum.Days.TakeWhile(day => day.Key < from.DayNumber))
        {
            Carry(counts);
        }

        var days = new List<BoardDay>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var counts = sum.Days.GetValueOrDefault(day.DayNumber) ?? new();
            Carry(counts);
            days.Add(
                new(
                    day,
                    counts.Joined,
                    members,
                    active,
                    counts.Issued,
                    counts.Spent,
                    counts.Expired,
                    counts.TakenBack,
                    outstanding,
                    counts.Purchases,
                    counts.Sales,
                    counts.WithoutCard,
                    counts.SalesWithoutCard
                )
            );
        }

        return new([.. days]);

        void Carry(BoardSum.Counts counts)
        {
            members += counts.Joined - counts.Left;
            active += counts.Active;
            outstanding += counts.Issued - counts.Spent - counts.Expired - counts.TakenBack;
        }
    }
}
