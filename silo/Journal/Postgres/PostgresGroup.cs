using System.Diagnostics;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>
/// Writes groups to PostgreSQL, on a connection of its own. The normal case is one round trip: all rows and the commit record as one
/// implicit transaction. If a key is taken, PostgreSQL rolls everything back; one more round trip finds the refused appends and the
/// reasons, and the others are written without them.
/// </summary>
/// <remarks>
/// After a broken connection the outcome is unknown. The commit record, whose number is unique, settles it: the same group is written
/// again under the same number. If the first try is still running in the server, the second waits for it on the unique index; if it
/// succeeded, the second finds its record.
/// </remarks>
internal sealed class PostgresGroup(PostgresDatabase database, RecentCommits recent) : IGroupStore
{
    /// <summary>Time of retries after a group's first failure.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Guid writer = Guid.CreateVersion7();
    private NpgsqlConnection? connection;
    private PostgresStatements.Writes? writes;
    private CommitTail? tail;
    private bool conflictsExpected;

    public void ThrowIfAway() => database.Availability.ThrowIfAway();

    public async Task Commit(IReadOnlyList<PendingAppend> group)
    {
        var rest = new List<PendingAppend>(group);
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
                // Nothing is left to write, but a try of unknown outcome could still succeed later: an empty record takes its number.
                if (rest.Count == 0 && doubts.Count == 0)
                {
                    return;
                }

                var record = CommitRecord.After(tail!, rest);
                doubts.Add(new Doubt(record, [.. rest]));
                await writes!.Write(rest, record);
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
                // Unforeseen: the state of the connection is unknown.
                await Disconnect();
                throw;
            }
        }
    }

    /// <summary>
    /// Finds the refused appends and removes them from <paramref name="rest"/>; true if a try of unknown outcome was written.
    /// </summary>
    private async Task<bool> Settle(List<PendingAppend> rest, List<Doubt> doubts)
    {
        var before = rest.Count;
        var known = await PostgresStatements.Probe(connection!, rest, writer);
        if (known.Tail is { } tail)
        {
            if (doubts.Find(doubt => doubt.Record.Number == tail.Number && doubt.Record.Hash.AsSpan().SequenceEqual(tail.Hash)) is { } came)
            {
                Written(came);
                return true;
            }
            // Higher than known if a group given up as unknown was written after all.
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

        tail = new CommitTail(writer, doubt.Record.Number, doubt.Record.Hash, null);
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
            tail = await PostgresStatements.Begin(connection, writer);
            (this.connection, writes) = (connection, new(connection));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task Disconnect()
    {
        if (connection is null)
        {
            return;
        }
        // Removed from the pool: the state of a cancelled or half-read connection is unknown.
        NpgsqlConnection.ClearPool(connection);
        await connection.DisposeAsync();
        connection = null;
        conflictsExpected = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>A try of unknown outcome.</summary>
    private sealed record Doubt(CommitRecord Record, PendingAppend[] Rows);
}
