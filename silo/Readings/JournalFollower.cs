using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>A reading as it is kept, so that a start goes on and does not read from scratch.</summary>
internal interface IKeptReading
{
    /// <summary>Of what is read and how; another one is read from scratch.</summary>
    string Format { get; }

    /// <summary>Up to where in the journal it reaches: for each writer the number of its last transaction.</summary>
    Dictionary<Guid, long> Position { get; }
}

/// <summary>
/// Follows the journal: each look reads what was written since the one before, in order, every entry once. The reading is kept in a
/// document together with its position, so nothing is counted twice or left out; it can be read from scratch at any time. What decides
/// about points never asks a reading.
/// </summary>
/// <typeparam name="TReading">What is made of the entries, in memory.</typeparam>
/// <typeparam name="TKept">The same as a document.</typeparam>
/// <param name="name">The document's stream.</param>
internal abstract class JournalFollower<TReading, TKept>(IJournal journal, TimeProvider machine, string name, TKept nothing) : IDisposable
    where TReading : class
    where TKept : class, IKeptReading
{
    /// <summary>More transactions of several processes than this are not read one by one: it begins from scratch, streaming.</summary>
    private const int MostNews = 50_000;

    /// <summary>Fewer are read again at a start as soon as a kept reading is.</summary>
    private const int FewEntries = 50;

    /// <summary>So many are worth saving before the hour is over: a start would have to read them again.</summary>
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

    /// <summary>Of what is read and how, at this moment; the reading begins from scratch when it changes.</summary>
    protected abstract string Format { get; }

    protected abstract bool Follows(string stream);

    /// <summary>Nothing read yet.</summary>
    protected abstract TReading Begin();

    /// <summary>Goes on with what was kept under the same format.</summary>
    protected abstract TReading Resume(TKept state);

    protected abstract void Add(TReading reading, JournalEntry entry);

    /// <summary>The reading as it is to be kept.</summary>
    protected abstract TKept Keep(TReading reading, string format, IReadOnlyDictionary<Guid, long> position);

    /// <summary>Looks at what was read so far, alone.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CatchUp"/> has not ended once.</exception>
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

    /// <summary>Reads what was written since the last time, by any process.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (reading is null)
            {
                await Load(cancel);
            }

            for (var more = true; more; )
            {
                if (reading is null || format != Format || await journal.News(position, MostNews, Follows, cancel) is not { } news)
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
