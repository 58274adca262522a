using System.Diagnostics;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>
/// Follows the journal into <see cref="MemberTables"/>. Each row says how many of its member's entries it includes, so an entry counts
/// once whatever order streams and processes are read in; the progress only says where to look. Everything is in the tables: a follower
/// has no state of its own, and of two at work at once one writes.
/// </summary>
internal sealed class MemberRows(
    IJournal journal,
    ProgrammeCache programmes,
    MemberTables tables,
    IGrainFactory grains,
    TimeProvider machine,
    RowsLag lag
) : IDisposable
{
    /// <summary>Members in one transaction, for which on SQLite the journal waits, and the fewest of one look at the journal.</summary>
    private const int MostMembers = 100;

    /// <summary>Entries of a member in one transaction.</summary>
    private const int MostEntries = 200;

    /// <summary>The part of the time that following takes while the club is busy; it catches up afterwards.</summary>
    private const double Share = 0.03;

    /// <summary>Entries a second from which the club counts as busy.</summary>
    private const int Busy = 500;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Reads to the journal's end, resting between batches while the club is busy.</summary>
    public Task Follow(CancellationToken cancel) => CatchUp(gentle: true, Timeout.InfiniteTimeSpan, cancel);

    /// <summary>Reads to the journal's end, or as far as it gets: no batch begins when a reader has waited for so long.</summary>
    public Task CatchUp(TimeSpan most) => CatchUp(gentle: false, most, CancellationToken.None);

    private async Task CatchUp(bool gentle, TimeSpan most, CancellationToken cancel)
    {
        var start = machine.GetTimestamp();
        var more = true;
        while (more && (most < TimeSpan.Zero || machine.GetElapsedTime(start) < most))
        {
            var (began, written) = (machine.GetTimestamp(), journal.Statistics.Entries);
            await turn.WaitAsync(cancel);
            try
            {
                more = await Round(cancel);
            }
            finally
            {
                turn.Release();
            }

            var took = machine.GetElapsedTime(began);
            if (more && gentle && journal.Statistics.Entries - written > Busy * took.TotalSeconds)
            {
                var rest = took * (1 / Share - 1);
                await Task.Delay(rest < LongestRest ? rest : LongestRest, cancel);
            }
        }
    }

    /// <summary>One look at the journal; true if there may be more.</summary>
    private async Task<bool> Round(CancellationToken cancel)
    {
        var began = machine.GetUtcNow();
        var stored = await tables.Progress(cancel);
        var progress = Progress.Read(stored);
        if (progress == Progress.Nothing)
        {
            progress = new(0, [], new("", new(await journal.Head(cancel))));
        }

        if (progress.Rebuilding is { } rebuilding)
        {
            var page = await journal.Streams(rebuilding.After, MostMembers, cancel);
            var next =
                page.Count == 0
                    ? progress with
                    {
                        Position = rebuilding.Through,
                        Rebuilding = null,
                    }
                    : progress with
                    {
                        Rebuilding = rebuilding with { After = page[^1] },
                    };
            if (await Apply([.. page.Where(MemberIds.IsValid)], stored, progress, next, cancel))
            {
                lag.Set(behind: 1, began, next.Fraction);
            }

            return true;
        }

        var news = await journal.Changed(progress.Position, MostMembers, MemberIds.IsValid, cancel);
        if (
            (news.Streams.Count > 0 || news.Behind > 0)
            && !await Apply(news.Streams, stored, progress, progress with { Position = new(news.Position) }, cancel)
        )
        {
            return true;
        }

        lag.Set(news.Behind, began, null);
        return news.Behind > 0;
    }

    /// <summary>
    /// Brings the rows of members up to their streams' ends, in as many transactions as it takes; the last one sets the new progress.
    /// </summary>
    /// <returns>False if another process has written meanwhile: the next round goes on from there.</returns>
    private async Task<bool> Apply(
        IReadOnlyList<string> members,
        string? stored,
        Progress progress,
        Progress last,
        CancellationToken cancel
    )
    {
        var left = new Queue<string[]>(members.Chunk(MostMembers));
        do
        {
            var changes = left.TryDequeue(out var some) ? await Changes(some, left, cancel) : null;
            progress = (left.Count == 0 ? last : progress) with { Batch = progress.Batch + 1 };
            var before = stored;
            stored = progress.Write();
            if (!await tables.Write(before, stored, changes, cancel))
            {
                return false;
            }
        } while (left.Count > 0);
        return true;
    }

    /// <param name="left">Takes the members who have more entries than one transaction.</param>
    private async Task<RowChanges> Changes(string[] members, Queue<string[]> left, CancellationToken cancel)
    {
        var rows = await tables.Read(members, cancel);
        var entries = await journal.ReadAfter(
            [.. members.Select(member => (member, rows.GetValueOrDefault(member)?.Version ?? 0))],
            MostEntries,
            cancel
        );
        var more = entries.CountBy(entry => entry.Stream).Where(read => read.Value == MostEntries).Select(read => read.Key).ToArray();
        if (more.Length > 0)
        {
            left.Enqueue(more);
        }

        var changes = new RowChanges(journal, programmes.Book, rows);
        foreach (var entry in entries)
        {
            await changes.Add(entry);
        }

        await changes.Complete(grains, cancel);
        return changes;
    }

    public void Dispose() => turn.Dispose();

    /// <param name="Batch">Counts the transactions, so that each begins on top of the one before.</param>
    /// <param name="Position">How far the journal is read.</param>
    /// <param name="Rebuilding">The way through all streams at the start; null afterwards.</param>
    internal sealed record Progress(long Batch, Dictionary<Guid, long> Position, Rebuilding? Rebuilding)
    {
        public static readonly Progress Nothing = new(0, [], null);

        /// <summary>The part of the streams that a rebuilding has read: names of members are random.</summary>
        public double? Fraction =>
            Rebuilding is { After: var after } ? (MemberIds.IsValid(after) ? MemberIds.Bits(after) / (double)(1UL << 60) : 0) : null;

        /// <summary>A progress of another release that this one cannot read is none: the rows say themselves what they include.</summary>
        public static Progress Read(string? text)
        {
            try
            {
                return text is null ? Nothing : JsonSerializer.Deserialize<Progress>(text, JsonSerializerOptions.Web) ?? Nothing;
            }
            catch (JsonException)
            {
                return Nothing;
            }
        }

        public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
    }

    /// <param name="After">The stream up to which is read.</param>
    /// <param name="Through">The journal's end at the beginning: where following goes on afterwards.</param>
    internal sealed record Rebuilding(string After, Dictionary<Guid, long> Through);
}
