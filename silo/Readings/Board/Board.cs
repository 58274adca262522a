using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>
/// Follower of the journal for the board: each round reads the entries since the last. The sum is kept in one document together with its
/// position, so nothing is counted twice or left out; it can be rebuilt from scratch at any time.
/// </summary>
public sealed class Board : IBoard, IDisposable
{
    /// <summary>Beyond this number of transactions of several processes the board is rebuilt from scratch, streaming.</summary>
    private const int MostNews = 50_000;

    /// <summary>A rebuilt sum of fewer entries is not saved at once: the next start rebuilds it as quickly as it reads.</summary>
    private const int FewEntries = 50;

    /// <summary>From this number of entries on the sum is saved before the hour is over, to shorten the next start.</summary>
    private const int ManyEntries = 20_000;

    private static readonly TimeSpan SaveAgain = TimeSpan.FromHours(1),
        SaveMany = TimeSpan.FromMinutes(5),
        Retry = TimeSpan.FromSeconds(2);

    private readonly IJournal journal;
    private readonly ProgrammeCache shelf;
    private readonly ClubClock clock;
    private readonly TimeProvider machine;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly DocumentStore<BoardState> kept;
    private BoardSum? sum;
    private string format = "";
    private IReadOnlyDictionary<Guid, long> position = new Dictionary<Guid, long>();
    private DateTimeOffset saved;
    private long unsaved;

    public Board(IJournal journal, ProgrammeCache shelf, ClubClock clock, TimeProvider machine)
    {
        (this.journal, this.shelf, this.clock, this.machine) = (journal, shelf, clock, machine);
        kept = new(journal, machine, "board", BoardState.None);
    }

    /// <summary>Identifies the method of counting, including the time zone, which decides the days.</summary>
    private string Format => "1 " + Zone.Id;

    private TimeZoneInfo Zone => shelf.Book.InForceAt(clock.Now).Programme.TimeZone;

    public async Task<BoardView?> Read(DateOnly from, DateOnly to, CancellationToken cancel = default)
    {
        // Continues by itself if this reader does not wait.
        var work = Task.Run(() => CatchUp(CancellationToken.None), CancellationToken.None);
        if (await Task.WhenAny(work, Task.Delay(Retry, cancel)) != work)
        {
            return null;
        }

        await work;
        await turn.WaitAsync(cancel);
        try
        {
            return View(from, to);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Adds the entries since the last round, of all processes.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (sum is null)
            {
                await kept.Load(cancel);
                if (kept.State.Format == Format)
                {
                    (sum, position, format, saved) = (BoardSum.Read(kept.State, Zone), kept.State.Position, Format, machine.GetUtcNow());
                }
            }
            for (var more = true; more;)
            {
                if (sum is null || format != Format || await journal.News(position, MostNews, IsCounted, cancel) is not { } news)
                {
                    await FromScratch(cancel);
                    return;
                }
                // A sum that an exception left half done is dropped.
                var going = sum;
                sum = null;
                foreach (var entry in news.Entries)
                {
                    Add(going, entry);
                }

                (sum, position, unsaved, more) = (going, news.Position, unsaved + news.Entries.Count, news.More);
                if (unsaved > 0 && machine.GetUtcNow() >= saved + (unsaved >= ManyEntries ? SaveMany : SaveAgain))
                {
                    await Save();
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task FromScratch(CancellationToken cancel)
    {
        var (what, going, counted) = (Format, new BoardSum(Zone), 0L);
        sum = null;
        var after = await journal.Everything(
            entry =>
            {
                if (!IsCounted(entry.Stream))
                {
                    return;
                }

                Add(going, entry);
                counted++;
            },
            cancel
        );
        (sum, position, format, unsaved, saved) = (going, after, what, counted, machine.GetUtcNow());
        if (counted >= FewEntries)
        {
            await Save();
        }
    }

    private async Task Save()
    {
        sum!.Forget(Days.Of(clock.Now, Zone));
        // Another process may have saved first: its sum stays saved, and this process continues with its own in memory.
        await kept.TryWrite("board", machine.GetUtcNow(), sum.Write(format, position));
        (saved, unsaved) = (machine.GetUtcNow(), 0);
    }

    private static bool IsCounted(string stream) =>
        MemberIds.IsValid(stream) || stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal);

    private static void Add(BoardSum sum, JournalEntry entry)
    {
        if (entry.Stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal))
        {
            sum.Add(SalesWithoutCard.Read(entry.Data));
        }
        else if (EntryCodec.Plain(entry.Data) is { } purchase)
        {
            sum.Add(entry.Stream, purchase);
        }
        else
        {
            sum.Add(entry.Stream, EntryCodec.Decode(entry.Data));
        }
    }

    private BoardView View(DateOnly from, DateOnly to)
    {
        var (members, active, outstanding) = (0L, 0L, 0L);
        foreach (var (_, counts) in sum!.Days.TakeWhile(day => day.Key < from.DayNumber))
        {
            Sum(counts);
        }

        var days = new List<BoardDay>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var counts = sum.Days.GetValueOrDefault(day.DayNumber) ?? new();
            Sum(counts);
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

        void Sum(BoardSum.Counts counts) =>
            (members, active, outstanding) = (
                members + counts.Joined - counts.Left,
                active + counts.Active,
                outstanding + counts.Issued - counts.Spent - counts.Expired - counts.TakenBack
            );
    }

    public void Dispose() => turn.Dispose();
}
