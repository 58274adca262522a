using System.Diagnostics;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>
/// Writes groups to PostgreSQL, on a connection of its own. The usual way is one round trip: all rows and the commit
/// record as one implicit transaction. If a row is taken, the whole is rolled back by PostgreSQL; then one more round
/// trip finds out who is refused and why, and the others are written without them.
/// </summary>
/// <remarks>
/// When the connection breaks, nobody knows whether the group was written. The answer is the commit record, whose number
/// can be had once: the same group is written again under the same number. If the first try is still on its way in the
/// server, the second waits for it on the unique index; if it went through, the second finds the record there.
/// </remarks>
internal sealed class PostgresGroup(PostgresDatabase database, RecentCommits recent) : IGroupStore
{
    /// <summary>For how long a group is tried again after the first failure.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Guid writer = Guid.CreateVersion7();
    private NpgsqlConnection? connection;
    private CommitTail? tail;
    private bool conflictsExpected;

    public void ThrowIfAway() => database.Availability.ThrowIfAway();

    public async Task Commit(IReadOnlyList<PendingAppend> group)
    {
        // In the order of streams: two processes that write the same ones wait for each other and do not deadlock.
        var rest = group.OrderBy(pending => pending.Append.Stream, StringComparer.Ordinal).ToList();
        var doubts = new List<Doubt>();
        var failing = new Stopwatch();
        for (var collisions = 0; ;)
        {
            try
            {
                await Connect();
                if (conflictsExpected && await Settle(rest, doubts))
                {
                    return;
                }
                // With nothing left to write, a try whose outcome is unknown must still be kept from coming true later:
                // an empty record takes its number.
                if (rest.Count == 0 && doubts.Count == 0)
                {
                    return;
                }

                var record = CommitRecord.After(this.tail!, rest);
                doubts.Add(new Doubt(record, [.. rest]));
                await PostgresStatements.Write(this.connection!, rest, record);
                Written(doubts[^1]);
                return;
            }
            catch (Exception e) when (PostgresErrors.IsTaken(e))
            {
                doubts.RemoveAt(doubts.Count - 1);
                conflictsExpected = true;
            }
            catch (Exception e) when (PostgresErrors.IsCollision(e) && collisions < 20)
            {
                doubts.RemoveAt(doubts.Count - 1);
                collisions++;
            }
            catch (Exception e) when (PostgresErrors.IsUnavailable(e))
            {
                await Disconnect();
                if (failing.Elapsed > Retry)
                {
                    throw database.Lost(e);
                }

                if (failing.IsRunning)
                {
                    await Task.Delay(50);
                }

                failing.Start();
            }
            catch
            {
                // Unforeseen: the connection may be in the middle of something.
                await Disconnect();
                throw;
            }
        }
    }

    /// <summary>
    /// Finds out what is refused and takes it out of <paramref name="rest"/>; true if it turns out that a try in doubt was written.
    /// </summary>
    private async Task<bool> Settle(List<PendingAppend> rest, List<Doubt> doubts)
    {
        var before = rest.Count;
        var known = await PostgresStatements.Probe(this.connection!, rest, writer);
        if (known.Tail is { } tail)
        {
            if (doubts.Find(doubt => doubt.Record.Number == tail.Number && doubt.Record.Hash.AsSpan().SequenceEqual(tail.Hash)) is { } came)
            {
                Written(came);
                return true;
            }
            // Higher than we know if a group that was given up as unknown came true after all.
            this.tail = new CommitTail(writer, tail.Number, tail.Hash, null);
        }
        rest.RemoveAll(pending => (pending.Result = known.RefusalOf(pending.Append)) is not null);
        conflictsExpected = rest.Count < before;
        return false;
    }

    private void Written(Doubt doubt)
    {
        foreach (var pending in doubt.Rows)
        {
            pending.Result = new AppendResult.Written(pending.Hash);
        }

        this.tail = new CommitTail(writer, doubt.Record.Number, doubt.Record.Hash, null);
        recent.Add(doubt.Record, doubt.Rows);
    }

    private async Task Connect()
    {
        if (this.connection is not null)
        {
            return;
        }

        var connection = await database.Connect();
        try
        {
            this.tail = await PostgresStatements.Begin(connection, writer);
            this.connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task Disconnect()
    {
        if (this.connection is null)
        {
            return;
        }
        // Out of the pool for good: a cancelled or half-read connection is not worth anybody's trust.
        NpgsqlConnection.ClearPool(this.connection);
        await this.connection.DisposeAsync();
        this.connection = null;
        conflictsExpected = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (this.connection is not null)
        {
            await this.connection.DisposeAsync();
        }
    }

    /// <summary>A try whose outcome is not known (yet).</summary>
    private sealed record Doubt(CommitRecord Record, PendingAppend[] Rows);
}
