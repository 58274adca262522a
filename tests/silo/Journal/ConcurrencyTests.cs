using System.Collections.Concurrent;
using System.Text;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

public class ConcurrencyTests
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Ten_thousand_appends_of_64_callers_are_there_once_and_in_order_and_a_resend_adds_nothing(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var sent = new ConcurrentBag<Append>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var pens = Enumerable.Range(0, 5).Select(i => new Pen(store.Journal, $"member:{caller}.{i}")).ToArray();
                        for (var i = 0; i < 157; i++)
                        {
                            sent.Add(await pens[i % 5].Write($"{caller} {i}", Guid.NewGuid()));
                        }
                    })
                )
        );
        await EveryoneIsThereOnce(store, sent);

        foreach (var part in sent.Chunk(5000))
        {
            (await Task.WhenAll(part.Select(store.Journal.Append))).ShouldAllBe(result => result is AppendResult.OperationTaken);
        }

        await EveryoneIsThereOnce(store, sent);
        (await store.Journal.Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task PostgreSQL_finds_names_due_days_and_snapshots_by_their_key_however_small_the_tables_were_when_it_planned()
    {
        await using var store = await FreshStore.Open(StoreKind.Postgres);
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 100)
                    .Select(async number =>
                    {
                        var pen = new Pen(store.Journal, $"member:{round}.{number}");
                        foreach (var (claim, release) in new (string?, string?)[] { ("a", null), ("b", "a"), (null, "b") })
                        {
                            (
                                await pen.Write(
                                    pen.Next("entry", Guid.NewGuid()) with
                                    {
                                        Claim = claim is null ? [] : [$"name:{claim}{round}.{number}", $"kept:{claim}{round}.{number}"],
                                        Release = release is null ? [] : [$"name:{release}{round}.{number}"],
                                        Document = [1],
                                        Due = new(claim is null ? null : new DateOnly(2026, 1, 1)),
                                        Snapshot = [1],
                                    }
                                )
                            ).ShouldBeOfType<AppendResult.Written>();
                        }
                    })
            );
        }

        await store.Close(store.Store);
        // A connection tells what it read when it ends, and the server takes its time to end it.
        while (
            (long)
                (
                    await store.Sql(
                        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
                    )
                )! > 0
        )
        {
            await Task.Yield();
        }

        var whole = (long)
            (
                await store.Sql(
                    "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('journal', 'claims', 'due', 'snapshots', 'documents')"
                )
            )!;
        whole.ShouldBeLessThan(1_000, "rows of tables that were read from end to end");
    }

    private static async Task EveryoneIsThereOnce(FreshStore store, ConcurrentBag<Append> sent)
    {
        sent.Count.ShouldBe(64 * 157);
        (await store.Count("journal")).ShouldBe(sent.Count);
        foreach (var stream in sent.GroupBy(append => append.Stream))
        {
            var entries = (await store.Journal.Open(stream.Key)).Entries;
            entries.Select(entry => entry.Version).ShouldBe(Enumerable.Range(1, entries.Count));
            entries.Select(entry => entry.Operation).ShouldBe(stream.OrderBy(append => append.Version).Select(append => append.Operation));
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_processes_race_for_the_same_streams_and_one_wins_each_version(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var other = await store.OpenAnother();
        var won = new ConcurrentBag<(string, int)>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var journal = caller % 2 == 0 ? store.Journal : other.Journal;
                        var pens = Enumerable
                            .Range(0, 8)
                            .Select(i => (Name: $"member:{i}", Pen: new Pen(journal, $"member:{i}")))
                            .ToArray();
                        for (var i = 0; i < 80; i++)
                        {
                            var (name, pen) = pens[(i + caller) % 8];
                            var claims = i % 10 == 0 ? new[] { $"turn:{caller}.{i}" } : [];
                            switch (
                                await pen.Write(
                                    pen.Next("by " + caller, Guid.NewGuid()) with
                                    {
                                        Claim = claims,
                                        Due = new(new DateOnly(2026, 1, 1).AddDays(i)),
                                        Snapshot = [1],
                                    }
                                )
                            )
                            {
                                case AppendResult.Written:
                                    won.Add((name, pen.Version));
                                    break;
                                case AppendResult.VersionTaken:
                                    await pen.Reopen();
                                    break;
                                case var unexpected:
                                    throw new InvalidOperationException(unexpected.ToString());
                            }
                        }
                    })
                )
        );
        won.Distinct().Count().ShouldBe(won.Count);
        foreach (var stream in won.GroupBy(win => win.Item1))
        {
            (await store.Journal.Open(stream.Key)).Version.ShouldBe(stream.Count());
        }

        (await store.Journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Entries_of_the_largest_size_at_once_are_written_whole(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var data = Enumerable.Range(0, 20).Select(i => Enumerable.Repeat((byte)i, 1 << 20).ToArray()).ToArray();
        var results = await Task.WhenAll(data.Select((bytes, i) => store.Journal.Append(new Append($"member:{i}", 1, [], bytes))));
        results.ShouldAllBe(result => result is AppendResult.Written);
        for (var i = 0; i < data.Length; i++)
        {
            (await store.Journal.Open($"member:{i}")).Entries[0].Data.AsSpan().SequenceEqual(data[i]).ShouldBeTrue();
        }
        // Groups of at most 8 MiB and one entry: more than one transaction.
        (await store.Count("commits")).ShouldBeGreaterThan(1);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Four_processes_starting_at_once_make_the_tables_once(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.OpenAnother())));
        foreach (var (one, i) in opened.Select((one, i) => (one, i)))
        {
            await new Pen(one.Journal, $"member:{i}").WriteMany(1);
        }

        (await store.Count("schema_version")).ShouldBe(Migration.Of(kind.ToString()).Count);
        (await opened[0].Journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Tables_of_a_newer_program_are_refused(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await store.Sql("insert into schema_version (version) values (9999)");
        (await Should.ThrowAsync<StoreTooNewException>(store.OpenAnother())).Message.ShouldContain("9999");
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_at_once()
    {
        var gate = new TaskCompletionSource();
        await using var writer = new GroupCommitWriter(new HeldStore(gate.Task), mostWaiting: 3, mostTogether: 2);
        var results = Enumerable
            .Range(0, 50)
            .Select(i => writer.Append(new Append($"member:{i}", 1, [], Encoding.UTF8.GetBytes("x"))))
            .ToList();
        var refused = results.Where(result => result.IsFaulted).ToList();
        refused.Count.ShouldBeInRange(50 - 5, 50 - 3); // two may be in the group under way
        foreach (var one in refused)
        {
            await Should.ThrowAsync<StoreBusyException>(one);
        }

        gate.SetResult();
        (await Task.WhenAll(results.Except(refused))).ShouldAllBe(result => result is AppendResult.Written);
    }

    /// <summary>A store whose disk is as slow as the test wants.</summary>
    private sealed class HeldStore(Task gate) : IGroupStore
    {
        public async Task Commit(IReadOnlyList<PendingAppend> group)
        {
            await gate;
            foreach (var pending in group)
            {
                pending.Result = new AppendResult.Written(pending.Hash);
            }
        }

        public void ThrowIfAway() { }

        public ValueTask DisposeAsync() => default;
    }

    [Theory]
    [InlineData("sqlite:")]
    [InlineData("club.db")]
    [InlineData("mysql://club")]
    public async Task A_setting_that_names_no_store_is_refused(string setting) =>
        await Should.ThrowAsync<ArgumentException>(() => Store.Open(setting));

    [Fact]
    public void A_postgres_url_becomes_a_connection_string()
    {
        var setting = Store.FromUrl(new Uri("postgres://ann:p%40ss@db.example:6432/club?sslmode=verify-full"));
        var parsed = new Npgsql.NpgsqlConnectionStringBuilder(setting);
        (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database, parsed.SslMode).ShouldBe(
            ("db.example", 6432, "ann", "p@ss", "club", Npgsql.SslMode.VerifyFull)
        );
    }
}
