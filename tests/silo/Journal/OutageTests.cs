using System.Collections.Concurrent;
using System.Diagnostics;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

public class OutageTests
{
    [Fact]
    public Task Backends_killed_under_load_lose_and_double_nothing() =>
        UnderLoad(
            async (store, _) =>
            {
                await store.Sql(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'LoyaltyClub'"
                );
            }
        );

    [Fact]
    public Task A_wire_broken_under_load_loses_and_doubles_nothing() =>
        UnderLoad(
            (_, link) =>
            {
                link.Break();
                return Task.CompletedTask;
            }
        );

    // 40 disturbances while 48 callers write. A caller that is told "unavailable" sends the same append again.
    private static async Task UnderLoad(Func<FreshStore, Link, Task> disturb)
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        var journal = (await store.OpenAnother(link.Setting)).Journal;
        var acknowledged = new ConcurrentDictionary<Guid, (string Stream, int Version, int Sent)>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable
            .Range(0, 48)
            .Select(caller =>
                Task.Run(async () =>
                {
                    var pen = new Pen(journal, "member:" + caller);
                    for (var i = 0; !stop.IsCancellationRequested; i++)
                    {
                        var append = pen.Next("entry " + i, Guid.NewGuid()) with
                        {
                            Claim = i % 50 == 0 ? [$"claim:{caller}.{i}"] : [],
                            Snapshot = i % 20 == 0 ? [1] : null,
                            Outbox = [.. Enumerable.Range(0, i % 3).Select(_ => new OutboxRow("mail", DateTimeOffset.UnixEpoch, [1]))],
                        };
                        for (var retried = false; ; retried = true)
                        {
                            try
                            {
                                var result = await pen.Write(append);
                                // Only after an unknown outcome may the append turn out to be there already.
                                if (result is AppendResult.OperationTaken { By: var by } && retried)
                                {
                                    (by.Stream, by.Version).ShouldBe((append.Stream, append.Version));
                                    await pen.Reopen();
                                }
                                else
                                {
                                    result.ShouldBeOfType<AppendResult.Written>();
                                }
                                acknowledged[append.Operation!.Value] = (append.Stream, append.Version, append.Outbox.Count);
                                break;
                            }
                            catch (StoreUnavailableException)
                            {
                                await Task.Yield();
                            }
                        }
                    }
                })
            )
            .ToList();

        for (var i = 0; i < 40; i++)
        {
            var before = acknowledged.Count;
            await disturb(store, link);
            while (acknowledged.Count < before + 200 && writing.TrueForAll(task => !task.IsCompleted))
            {
                await Task.Yield();
            }
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        (await store.Count("journal")).ShouldBe(acknowledged.Count);
        (await store.Count("outbox")).ShouldBe(acknowledged.Values.Sum(entry => entry.Sent));
        foreach (var stream in acknowledged.Values.GroupBy(entry => entry.Stream))
        {
            (await journal.Open(stream.Key)).Version.ShouldBe(stream.Count());
        }

        (await journal.Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_so_soon_and_used_again_when_it_is_back()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        var journal = (await store.OpenAnother(link.Setting)).Journal;
        var pen = new Pen(journal, "member:1");
        await pen.WriteMany(3);
        var sent = new OutboxMessage("member:1", 1, 0, "mail", DateTimeOffset.UnixEpoch, [1]);
        await link.Cut();

        var append = pen.Next("while away", Guid.NewGuid());
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<StoreUnavailableException>(journal.Append(append));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));

        // Now that it is known, nobody waits for a time-out of their own.
        watch.Restart();
        await Should.ThrowAsync<StoreUnavailableException>(journal.Append(append));
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.Open("member:1"));
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.Ping());
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.Outbox("mail", DateTimeOffset.UnixEpoch, null, 10));
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.Delivered([sent]));
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.ForgetOutbox("mail", DateTimeOffset.UnixEpoch));
        await Should.ThrowAsync<StoreUnavailableException>(() => journal.Breaks());
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        link.Mend();
        await Eventually(() => journal.Ping());
        (await pen.Write(append)).ShouldBeOfType<AppendResult.Written>();
        (await journal.Open("member:1")).Version.ShouldBe(4);
        (await journal.Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_yet_is_waited_for_at_the_start()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        link.AnswerOnlyAfter(silent: 2);
        (await store.OpenAnother(link.Setting + ";Timeout=1")).Journal.Description.Durable.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_said_at_once()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        await link.Cut();
        // Less than the half minute that a start waits for a server which is there.
        var opening = store.OpenAnother(link.Setting);
        (await Task.WhenAny(opening, Task.Delay(TimeSpan.FromSeconds(20)))).ShouldBe(opening);
        await Should.ThrowAsync<StoreUnavailableException>(opening);
    }

    [Fact]
    public async Task Connections_that_died_unnoticed_do_not_show()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        var journal = (await store.OpenAnother(link.Setting)).Journal;
        var pen = new Pen(journal, "member:1");
        for (var i = 1; i <= 5; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => journal.Open("member:1")));
            link.Break();
            (await journal.Open("member:1")).Version.ShouldBe(i - 1);
            link.Break();
            await pen.WriteMany(1);
        }
    }

    [FactWhereDisksMayBeMounted]
    public async Task A_full_disk_refuses_writes_whole_and_goes_on_when_there_is_room()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        Directory.CreateDirectory(store.Folder);
        await using var disk = SmallDisk.Mount(store.Folder);
        var journal = (await store.OpenAnother()).Journal;
        var ballast = Path.Combine(store.Folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20]);

        var pens = Enumerable.Range(0, 20).Select(i => new Pen(journal, $"member:{i}")).ToArray();
        var written = 0;
        var failed = new List<(Pen Pen, Append Append)>();
        while (failed.Count == 0)
        {
            await Task.WhenAll(
                pens.Select(async pen =>
                {
                    var append = pen.Next(new string('x', 2000), Guid.NewGuid()) with
                    {
                        Claim = [Guid.NewGuid().ToString()],
                        Document = new byte[500],
                    };
                    try
                    {
                        (await pen.Write(append)).ShouldBeOfType<AppendResult.Written>();
                        Interlocked.Increment(ref written);
                    }
                    catch (StoreUnavailableException)
                    {
                        lock (failed)
                        {
                            failed.Add((pen, append));
                        }
                    }
                })
            );
        }
        // A smaller group may still have found room: until not even one entry does.
        var alone = new Pen(journal, "member:alone");
        await Should.ThrowAsync<StoreUnavailableException>(async () =>
        {
            for (var i = 0; i < 1000; i++, written++)
            {
                await alone.Write(alone.Next(new string('x', 2000), Guid.NewGuid()) with { Claim = [Guid.NewGuid().ToString()] });
            }
        });
        (await store.Count("journal")).ShouldBe(written);
        (await store.Count("claims")).ShouldBe(written);
        (await journal.Breaks()).ShouldBeEmpty();

        File.Delete(ballast);
        foreach (var (pen, append) in failed)
        {
            (await pen.Write(append)).ShouldBeOfType<AppendResult.Written>();
        }

        (await store.Count("journal")).ShouldBe(written + failed.Count);
        (await journal.Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_locked_for_too_long_is_unavailable_and_then_works_again()
    {
        await using var store = await FreshStore.Open(StoreKind.Sqlite);
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write(pen.Next("first") with { Outbox = [new OutboxRow("mail", DateTimeOffset.UnixEpoch, [1])] });
        var sent = await store.Journal.OutboxOf("member:1", "mail");
        var append = pen.Next("waits", Guid.NewGuid());
        await using (
            var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.Setting["sqlite:".Length..]};Pooling=False")
        )
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction(deferred: false);
            await Should.ThrowAsync<StoreUnavailableException>(store.Journal.Append(append));
            await Should.ThrowAsync<StoreUnavailableException>(store.Journal.Delivered(sent));
            (await store.Journal.Open("member:1")).Version.ShouldBe(1);
        }
        (await pen.Write(append)).ShouldBeOfType<AppendResult.Written>();
        (await store.Journal.OutboxOf("member:1", "mail")).Count.ShouldBe(1);
        await store.Journal.Delivered(sent);
        (await store.Count("outbox")).ShouldBe(0);

        var closed = store.Journal;
        await store.Close(store.Store);
        await Should.ThrowAsync<StoreUnavailableException>(closed.Delivered(sent));
    }

    private static async Task Eventually(Func<Task> works)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await works();
                return;
            }
            catch (StoreUnavailableException) when (watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                await Task.Yield();
            }
        }
    }
}
