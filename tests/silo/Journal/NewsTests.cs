using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

/// <summary>A follower sees every entry once, a stream's in their order, whether they are still in memory or are read back.</summary>
public class NewsTests
{
    private static readonly Dictionary<Guid, long> Start = [];

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_is_still_in_memory_is_what_the_tables_say_from_any_position(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var (remembering, reading) = (new Follower(store.Journal), (await store.OpenAnother()).Journal);
        for (var round = 0; round < 12; round++)
        {
            // Every third time a while goes by without a look; and once more is written than memory holds.
            await Write(store.Journal, round, size: round == 7 ? 1 << 18 : 20);
            if (round % 3 != 0)
            {
                (await remembering.Look()).ShouldBe(await Since(reading, remembering.Before), $"round {round}");
            }
        }
        remembering.Seen.OrderBy(entry => entry.Stream, StringComparer.Ordinal).ShouldBe(await Since(reading, Start));
        remembering.Seen.Count.ShouldBe(12 * 90);
        (await remembering.Look()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_this_process_has_just_written_is_not_read_back(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await new Pen(store.Journal, "member:1").WriteMany(3);
        await store.Sql("delete from journal");
        var first = (await store.Journal.News(Start, 10, _ => true))!;
        first.Entries.Select(entry => entry.Version).ShouldBe([1, 2, 3]);

        await new Pen(store.Journal, "member:2").WriteMany(1);
        (await store.Journal.News(first.Position, 10, _ => true))!.Entries.ShouldHaveSingleItem().Stream.ShouldBe("member:2");
        (await store.Journal.News(Start, 10, _ => true))!
            .Entries.ShouldHaveSingleItem("what a follower has had is forgotten, and the tables count")
            .Stream.ShouldBe("member:2");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Followers_at_different_paces_read_nothing_back(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        await pen.WriteMany(1);
        var slow = (await store.Journal.News(Start, 10, _ => true, "slow"))!.Position;
        var quick = (IReadOnlyDictionary<Guid, long>)Start;
        for (var round = 0; round < 3; round++)
        {
            await pen.WriteMany(2);
            quick = (await store.Journal.News(quick, 10, _ => true, "quick"))!.Position;
        }

        await store.Sql("delete from journal");
        (await store.Journal.News(slow, 10, _ => true, "slow"))!.Entries.Select(entry => entry.Version).ShouldBe([2, 3, 4, 5, 6, 7]);
        (await store.Journal.News(quick, 10, _ => true, "quick"))!.Entries.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Entries_that_two_processes_wrote_in_turns_come_in_the_order_of_their_stream(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var other = await store.OpenAnother();
        var follower = new Follower(store.Journal);
        for (var round = 0; round < 5; round++)
        {
            for (var turn = 0; turn < 6; turn++)
            {
                var pen = new Pen(turn % 2 == 0 ? store.Journal : other.Journal, "member:1");
                await pen.Reopen();
                await pen.WriteMany(3);
            }
            await follower.Look();
        }
        follower.Seen.ShouldBe(Enumerable.Range(1, 90).Select(version => ("member:1", version)));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_one_process_a_look_gives_a_page_and_of_several_too_many_are_refused(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await new Pen(store.Journal, "member:1").WriteMany(600);
        foreach (var journal in new[] { store.Journal, (await store.OpenAnother()).Journal })
        {
            var (position, pages, more) = ((IReadOnlyDictionary<Guid, long>)Start, new List<(int, bool)>(), true);
            while (more)
            {
                var news = (await journal.News(position, most: 10, _ => true)).ShouldNotBeNull();
                pages.Add((news.Entries.Count, more = news.More));
                position = news.Position;
            }

            pages.ShouldBe([(256, true), (256, true), (88, false)]);
        }
        var other = await store.OpenAnother();
        await new Pen(other.Journal, "member:2").WriteMany(1);
        (await store.Journal.News(Start, most: 600, _ => true)).ShouldBeNull();
        (await store.Journal.News(Start, most: 601, _ => true)).ShouldNotBeNull().Entries.Count.ShouldBe(601);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Every_stream_that_changed_is_named_page_by_page_also_of_a_process_that_wrote_little(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var other = await store.OpenAnother();
        await Write(store.Journal, round: 0, size: 20);
        await new Pen(store.Journal, "audit").WriteMany(1);
        await new Pen(other.Journal, "member:other").WriteMany(2);
        var (position, named, pages) = ((IReadOnlyDictionary<Guid, long>)Start, new List<string>(), 0);
        for (var behind = 1L; behind > 0; pages++)
        {
            var changed = await store.Journal.Changed(position, enough: 1, stream => stream != "audit");
            (position, behind) = (changed.Position, changed.Behind);
            named.AddRange(changed.Streams);
            if (pages == 0)
            {
                named.ShouldContain("member:other", "who is the least behind comes first");
            }
        }

        pages.ShouldBeGreaterThan(1);
        named.Distinct().Count().ShouldBe(31);
        named.ShouldNotContain("audit");
        position.ShouldBe(await store.Journal.Head(), ignoreOrder: true);
        (await store.Journal.Changed(position, enough: 1, _ => true)).Streams.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Entries_after_versions_and_documents_are_read_for_several_streams_at_once(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await new Pen(store.Journal, "member:1").WriteMany(5);
        await new Pen(store.Journal, "member:2").WriteMany(3);
        var read = await store.Journal.ReadAfter([("member:1", 2), ("member:2", 0), ("member:2", 3), ("member:3", 0)], limit: 2);
        read.Select(entry => (entry.Stream, entry.Version))
            .ShouldBe([("member:1", 3), ("member:1", 4), ("member:2", 1), ("member:2", 2)], ignoreOrder: true);
        (await store.Journal.Documents(["member:1", "member:3"])).ShouldBeEmpty();
        await store.Sql($"insert into documents (stream, body) values ('member:1', {store.Blob([7])})");
        (await store.Journal.Documents(["member:1", "member:3"]))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(document => document.Key.ShouldBe("member:1"), document => document.Value.ShouldBe([7]));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Streams_that_nobody_wants_are_left_out_in_memory_too(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await new Pen(store.Journal, "member:1").WriteMany(2);
        await new Pen(store.Journal, "audit").WriteMany(2);
        foreach (var journal in new[] { store.Journal, (await store.OpenAnother()).Journal })
        {
            (await journal.News(Start, 10, stream => stream != "audit"))!
                .Entries.Select(entry => entry.Stream)
                .ShouldBe(["member:1", "member:1"]);
        }
    }

    private static Task Write(IJournal journal, int round, int size) =>
        Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(async number =>
                {
                    var pen = new Pen(journal, $"member:{number % 2}{round}.{number}");
                    for (var i = 0; i < 3; i++)
                    {
                        await pen.Write(new string('x', size), Guid.NewGuid());
                    }
                })
        );

    private static async Task<List<(string, int)>> Since(IJournal journal, IReadOnlyDictionary<Guid, long> position)
    {
        var follower = new Follower(journal) { Position = position };
        await follower.Look();
        return follower.Seen;
    }

    private sealed class Follower(IJournal journal)
    {
        public IReadOnlyDictionary<Guid, long> Position { get; set; } = Start;
        public IReadOnlyDictionary<Guid, long> Before { get; private set; } = Start;
        public List<(string Stream, int Version)> Seen { get; } = [];

        /// <summary>What is new, with the order of streams among each other put aside: only that within a stream is promised.</summary>
        public async Task<List<(string, int)>> Look()
        {
            Before = Position;
            var (fresh, more) = (new List<(string Stream, int Version)>(), true);
            while (more)
            {
                var news = (await journal.News(Position, 10_000, _ => true)).ShouldNotBeNull();
                fresh.AddRange(news.Entries.Select(entry => (entry.Stream, entry.Version)));
                (Position, more) = (news.Position, news.More);
            }

            foreach (var stream in fresh.GroupBy(entry => entry.Stream))
            {
                stream.Select(entry => entry.Version).ShouldBe(stream.Select(entry => entry.Version).Order());
            }

            fresh = [.. fresh.OrderBy(entry => entry.Stream, StringComparer.Ordinal)];
            Seen.AddRange(fresh);
            return fresh;
        }
    }
}
