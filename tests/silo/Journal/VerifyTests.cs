using System.Text;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

public class VerifyTests
{
    private const string Stream = "member:2";

    /// <summary>What somebody with the database's password does to entry 3 of 5, and which entry must be named.</summary>
    public static readonly Dictionary<string, (Func<FreshStore, Task> Tamper, int Named)> Tampering = new()
    {
        ["data changed"] = (store => store.Sql($"update journal set data = {store.Blob([1, 2, 3])} where {At(3)}"), 3),
        ["last entry's data changed"] = (store => store.Sql($"update journal set data = {store.Blob([1, 2, 3])} where {At(5)}"), 5),
        ["operation changed"] = (store => store.Sql($"update journal set operation = {store.Id(Guid.NewGuid())} where {At(3)}"), 3),
        ["operation removed"] = (store => store.Sql($"update journal set operation = null where {At(3)}"), 3),
        ["hash changed"] = (store => store.Sql($"update journal set hash = {store.Blob(new byte[JournalHash.Size])} where {At(3)}"), 3),
        ["first entry deleted"] = (store => store.Sql($"delete from journal where {At(1)}"), 1),
        ["middle entry deleted"] = (store => store.Sql($"delete from journal where {At(3)}"), 3),
        ["last entry deleted"] = (store => store.Sql($"delete from journal where {At(5)}"), 5),
        ["last two entries deleted"] = (store => store.Sql($"delete from journal where stream = '{Stream}' and version >= 4"), 4),
        ["whole stream deleted"] = (store => store.Sql($"delete from journal where stream = '{Stream}'"), 1),
        ["entry inserted before the first"] = (store => Insert(store, 0, new byte[JournalHash.Size]), 0),
        ["entry inserted after the last"] = (store => Insert(store, 6, new byte[JournalHash.Size]), 6),
        ["entry inserted after the last with its right hash"] = (
            async store =>
            {
                var last = await store.Journal.Read(Stream, 5, 1);
                await Insert(store, 6, JournalHash.Of(last[0].Hash, Stream, 6, null, [9]));
            },
            6
        ),
        ["entry moved to another number"] = (store => store.Sql($"update journal set version = 7 where {At(3)}"), 3),
    };

    public static TheoryData<StoreKind, string> Cases
    {
        get
        {
            var cases = new TheoryData<StoreKind, string>();
            foreach (var kind in Enum.GetValues<StoreKind>())
            {
                foreach (var what in Tampering.Keys)
                {
                    cases.Add(kind, what);
                }
            }

            return cases;
        }
    }

    private static string At(int version) => $"stream = '{Stream}' and version = {version}";

    private static Task<object?> Insert(FreshStore store, int version, byte[] hash) =>
        store.Sql(
            $"insert into journal (stream, version, operation, hash, data) values ('{Stream}', {version}, null, {store.Blob(hash)}, {store.Blob([9])})"
        );

    private static async Task<FreshStore> ThreeMembers(StoreKind kind)
    {
        var store = await FreshStore.Open(kind);
        foreach (var name in new[] { "member:1", Stream, "member:3" })
        {
            await new Pen(store.Journal, name).WriteMany(5);
        }

        return store;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Tampering_is_found_and_the_first_wrong_entry_named(StoreKind kind, string what)
    {
        await using var store = await ThreeMembers(kind);
        (await store.Journal.Breaks()).ShouldBeEmpty();
        await Tampering[what].Tamper(store);
        var found = (await store.Journal.Breaks()).ShouldHaveSingleItem();
        (found.Stream, found.Version).ShouldBe((Stream, Tampering[what].Named));
        found.What.ShouldContain(found.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_stream_written_anew_with_right_links_does_not_fit_the_commit_records(StoreKind kind)
    {
        await using var store = await ThreeMembers(kind);
        byte[] previous = [];
        for (var version = 1; version <= 5; version++)
        {
            var hash = JournalHash.Of(previous, Stream, version, null, [7]);
            await store.Sql(
                $"update journal set operation = null, data = {store.Blob([7])}, hash = {store.Blob(hash)} where {At(version)}"
            );
            previous = hash;
        }
        var breaks = await store.Journal.Breaks();
        breaks.Count.ShouldBe(5);
        breaks.ShouldAllBe(found => found.Stream.StartsWith("commits of "));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_commit_record_that_was_deleted_or_changed_is_named(StoreKind kind)
    {
        await using var store = await ThreeMembers(kind);
        await store.Sql($"update commits set hash = {store.Blob(new byte[32])} where number = 4");
        var changed = await store.Journal.Breaks();
        changed.ShouldContain(found => found.Stream.StartsWith("commits of ") && found.Version == 4);
        await store.Sql("delete from commits where number = 9");
        var deleted = await store.Journal.Breaks();
        deleted.ShouldContain(found => found.Stream.StartsWith("commits of ") && found.Version == 9);
        // What it listed now stands in no record: entry 4 of the second member.
        deleted.ShouldContain(found => found.Stream == Stream && found.Version == 4);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_last_commit_of_a_stopped_process_is_held_by_the_next_ones_first(StoreKind kind)
    {
        await using var store = await ThreeMembers(kind);
        await store.Close(store.Store);
        var next = await store.OpenAnother();
        await new Pen(next.Journal, "member:4").WriteMany(1);
        (await next.Journal.Breaks()).ShouldBeEmpty();
        // Both traces of the last entry of the first process are wiped; the link from the second remains.
        await store.Sql("delete from journal where stream = 'member:3' and version = 5");
        await store.Sql("delete from commits where number = 15");
        (await next.Journal.Breaks()).ShouldHaveSingleItem().Version.ShouldBe(15);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_broken_stream_does_not_open(StoreKind kind)
    {
        await using var store = await ThreeMembers(kind);
        await store.Sql($"delete from journal where {At(3)}");
        (await Should.ThrowAsync<InvalidDataException>(store.Journal.Open(Stream))).Message.ShouldContain("Entry 3");
        (await store.Journal.Open("member:3")).Version.ShouldBe(5);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Verify_sees_one_moment_while_others_write(StoreKind kind)
    {
        await using var store = await ThreeMembers(kind);
        using var stop = new CancellationTokenSource();
        var writing = Enumerable
            .Range(10, 8)
            .Select(i =>
                Task.Run(async () =>
                {
                    var pen = new Pen(store.Journal, $"member:{i}");
                    while (!stop.IsCancellationRequested)
                    {
                        await pen.WriteMany(5);
                    }
                })
            )
            .ToList();
        for (var i = 0; i < 5; i++)
        {
            (await store.Journal.Breaks()).ShouldBeEmpty();
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
    }

    [Fact]
    public async Task PostgreSQL_itself_computes_the_same_hashes()
    {
        await using var store = await ThreeMembers(StoreKind.Postgres);
        var wrong = await store.Sql(
            """
            select count(*) from journal e left join journal p on p.stream = e.stream and p.version = e.version - 1
            where e.hash <> substr(sha256(coalesce(p.hash, '') || convert_to(e.stream, 'UTF8') || int4send(e.version) || uuid_send(e.operation) || e.data), 1, 24)
            """
        );
        wrong.ShouldBe(0L);
        Encoding.UTF8.GetString((await store.Journal.Read(Stream, 5, 1))[0].Data).ShouldBe("entry 5");
    }
}
