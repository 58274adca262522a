using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>A reading as it is saved, so that a start continues instead of rebuilding it.</summary>
internal interface IKeptReading
{
    /// <summary>The method of the reading; a reading of another method is rebuilt.</summary>
    string Format { get; }

    /// <summary>The position in the journal: for each writer the number of its last transaction.</summary>
    Dictionary<Guid, long> Position { get; }
}

/// <summary>
/// Base of the followers of the journal. Each round reads the entries since the last, in order, every entry once. The reading is saved in
/// one document together with its position, so nothing is counted twice or left out; it can be rebuilt from scratch at any time. Decisions
/// about points never depend on a reading.
/// </summary>
/// <typeparam name="TReading">The reading in memory.</typeparam>
/// <typeparam name="TKept">The reading as a document.</typeparam>
/// <param name="name">The document's stream.</param>
internal abstract class JournalFollower<TReading, TKept>(IJournal journal, TimeProvider machine, string name, TKept nothing) : IDisposable
    where TReading : class
    where TKept : class, IKeptReading
{
    /// <summary>Beyond this number of transactions of several processes the reading is rebuilt from scratch, streaming.</summary>
    private const int MostNews = 50_000;

    /// <summary>A rebuilt reading of fewer entries is not saved at once: the next start rebuilds it as quickly as it reads.</summary>
    private const int FewEntries = 50;

    /// <summary>From this number of entries on the reading is saved before the hour is over, to shorten the next start.</summary>
    private const int ManyEntries = 20_000;

    private static readonly TimeSpan SaveAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan SaveMany = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly DocumentStore<TKept> kept = new(journal, machine, name, nothing);
    private TReading? reading;
    private string format = "";
    private IReadOnlyDictionary<Guid, long> position = new Dictionary<Guid, long>();
    private DateTimeOffset saved;
    private long unsaved;

    /// <summary>The method of the reading now; the reading is rebuilt when it changes.</summary>
    protected abstract string Format { get; }

    protected abstract bool Follows(string stream);

    /// <summary>The reading as it was last saved, of whatever format.</summary>
    protected TKept Saved => kept.State;

    /// <summary>An empty reading.</summary>
    protected abstract TReading Begin();

    /// <summary>Continues a saved reading of the same format.</summary>
    protected abstract TReading Resume(TKept state);

    protected abstract void Add(TReading reading, JournalEntry entry);

    /// <summary>The reading as it is to be saved.</summary>
    protected abstract TKept Keep(TReading reading, string format, IReadOnlyDictionary<Guid, long> position);

    /// <summary>Runs a function on the reading so far, under its lock.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CatchUp"/> has not completed yet.</exception>
    protected async Task<T> Look<T>(Func<TReading, T> look, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            return look(reading ?? throw new InvalidOperationException($"The reading {name} has not begun."));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Reads the entries since the last round, of all processes.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (reading is null)
            {
                await Load(cancel);
            }

            for (var more = true; more;)
            {
                if (reading is null || format != Format || await journal.News(position, MostNews, Follows, name, cancel) is not { } news)
                {
                    await FromScratch(cancel);
                    return;
                }

                // A reading that an exception left half done is not gone on with.
                var going = reading;
                reading = null;
                foreach (var entry in news.Entries)
                {
                    Add(going, entry);
                }

                reading = going;
                position = news.Position;
                unsaved += news.Entries.Count;
                more = news.More;
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

    private async Task Load(CancellationToken cancel)
    {
        await kept.Load(cancel);
        if (kept.State.Format == Format)
        {
            reading = Resume(kept.State);
            position = kept.State.Position;
            format = Format;
            saved = machine.GetUtcNow();
        }
    }

    private async Task FromScratch(CancellationToken cancel)
    {
        reading = null;
        var (what, going, read) = (Format, Begin(), 0L);
        var reached = await journal.Everything(
            entry =>
            {
                if (Follows(entry.Stream))
                {
                    Add(going, entry);
                    read++;
                }
            },
            cancel
        );
        reading = going;
        position = reached;
        format = what;
        unsaved = read;
        saved = machine.GetUtcNow();
        if (read >= FewEntries)
        {
            await Save();
        }
    }

    private async Task Save()
    {
        // Another process may have been first: then its reading is kept, and this one goes on with its own.
        await kept.TryWrite(name, machine.GetUtcNow(), Keep(reading!, format, position));
        saved = machine.GetUtcNow();
        unsaved = 0;
    }

    public void Dispose()
    {
        turn.Dispose();
        GC.SuppressFinalize(this);
    }
}
