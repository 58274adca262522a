using System.Text;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

public class JournalTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_stream_that_was_never_written_opens_empty(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var opened = await store.Journal.Open("member:1");
        opened.Version.ShouldBe(0);
        opened.Hash.ShouldBeEmpty();
        opened.Entries.ShouldBeEmpty();
        opened.Snapshot.ShouldBeNull();
        opened.Document.ShouldBeNull();
        opened.Due.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_was_appended_is_opened_read_and_found_again(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        var operation = Guid.NewGuid();
        await pen.Write("joined");
        await pen.Write("bought", operation);
        await new Pen(store.Journal, "member:10").Write("another");

        var opened = await store.Journal.Open("member:1");
        opened.Entries.Select(entry => Encoding.UTF8.GetString(entry.Data)).ShouldBe(["joined", "bought"]);
        opened.Entries.Select(entry => entry.Operation).ShouldBe([null, operation]);
        opened.Version.ShouldBe(2);
        opened.Hash.ShouldBe(pen.Hash);
        opened.Hash.ShouldBe(JournalHash.Of(opened.Entries[0].Hash, "member:1", 2, operation, Bytes("bought")));
        (await store.Journal.Read("member:1", 2, 10)).ShouldHaveSingleItem().Data.ShouldBe(Bytes("bought"));
        (await store.Journal.Read("member:1", 1, 1)).ShouldHaveSingleItem().Version.ShouldBe(1);
        var found = await store.Journal.Find(operation);
        (found!.Stream, found.Version).ShouldBe(("member:1", 2));
        (await store.Journal.Find(Guid.NewGuid())).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_version_is_given_once(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write("first");
        (
            await store.Journal.Append(
                new Append("member:1", 1, [], Bytes("second"))
                {
                    Document = Bytes("no"),
                    Claim = ["card:1"],
                    Due = new(new DateOnly(2026, 1, 1)),
                }
            )
        ).ShouldBeOfType<AppendResult.VersionTaken>();
        var opened = await store.Journal.Open("member:1");
        opened.Entries.ShouldHaveSingleItem().Data.ShouldBe(Bytes("first"));
        (opened.Document, opened.Due).ShouldBe((null, null));
        (await store.Journal.Holder("card:1")).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_operation_is_written_once_in_this_stream_or_another(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var operation = Guid.NewGuid();
        var pen = new Pen(store.Journal, "member:1");
        var first = await pen.Write("first", operation);
        var refusals = new[]
        {
            await store.Journal.Append(first), // the same again: the version is taken as well, but the operation comes first
            await store.Journal.Append(pen.Next("other content", operation)),
            await store.Journal.Append(new Append("member:2", 1, [], Bytes("x")) { Operation = operation }),
        };
        foreach (var refusal in refusals)
        {
            var by = refusal.ShouldBeOfType<AppendResult.OperationTaken>().By;
            (by.Stream, by.Version, by.Operation).ShouldBe(("member:1", 1, operation));
            by.Data.ShouldBe(Bytes("first"));
            by.Hash.ShouldBe(pen.Hash);
        }
        (await store.Journal.Open("member:2")).Version.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_claim_is_held_by_one_stream_until_it_is_released(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var ann = new Pen(store.Journal, "member:ann");
        var bob = new Pen(store.Journal, "member:bob");
        (await ann.Write(ann.Next("a") with { Claim = ["card:7", "email:ann@example.org"] })).ShouldBeOfType<AppendResult.Written>();
        (await ann.Write(ann.Next("held already") with { Claim = ["card:7"] })).ShouldBeOfType<AppendResult.Written>();
        (await bob.Write(bob.Next("b") with { Claim = ["email:bob@example.org", "card:7"] })).ShouldBe(
            new AppendResult.ClaimTaken("card:7", "member:ann")
        );
        (await store.Journal.Holder("email:bob@example.org")).ShouldBeNull();
        (await bob.Write(bob.Next("not his to release") with { Release = ["card:7"] })).ShouldBeOfType<AppendResult.Written>();
        (await store.Journal.Holder("card:7")).ShouldBe("member:ann");

        (await ann.Write(ann.Next("moves") with { Release = ["card:7"], Claim = ["card:8"] })).ShouldBeOfType<AppendResult.Written>();
        (await bob.Write(bob.Next("takes") with { Claim = ["card:7"] })).ShouldBeOfType<AppendResult.Written>();
        (await store.Journal.Holder("card:7")).ShouldBe("member:bob");
        (await store.Journal.Holder("card:8")).ShouldBe("member:ann");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_many_at_once_one_gets_the_claim_and_one_the_operation(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var claims = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(i => store.Journal.Append(new Append($"member:{i}", 1, [], Bytes("x")) { Claim = ["card:1"] }))
        );
        claims.Count(result => result is AppendResult.Written).ShouldBe(1);
        var holder = await store.Journal.Holder("card:1");
        foreach (var refused in claims.Where(result => result is not AppendResult.Written))
        {
            refused.ShouldBe(new AppendResult.ClaimTaken("card:1", holder!));
        }

        var operation = Guid.NewGuid();
        var results = await Task.WhenAll(
            Enumerable
                .Range(30, 20)
                .Select(i => store.Journal.Append(new Append($"member:{i}", 1, [], Bytes("x")) { Operation = operation }))
        );
        results.Count(result => result is AppendResult.Written).ShouldBe(1);
        results.Count(result => result is AppendResult.OperationTaken).ShouldBe(19);
        (await store.Journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_document_is_kept_changed_and_erased(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        foreach (
            var (change, after) in new (byte[]?, byte[]?)[]
            {
                (null, null),
                (Bytes("Ann"), Bytes("Ann")),
                (null, Bytes("Ann")),
                (Bytes("Anna"), Bytes("Anna")),
                ([], null),
                ([], null),
            }
        )
        {
            (await pen.Write(pen.Next("x") with { Document = change })).ShouldBeOfType<AppendResult.Written>();
            (await store.Journal.Open("member:1")).Document.ShouldBe(after);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Due_streams_are_listed_by_name_up_to_a_day(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        DateOnly Day(int day) => new(2026, 3, day);
        foreach (var (name, day) in new[] { ("c", 5), ("a", 7), ("b", 6), ("d", 8), ("e", 5) })
        {
            var pen = new Pen(store.Journal, name);
            await pen.Write(pen.Next("x") with { Due = new(Day(day)) });
            if (name == "e")
            {
                await pen.Write(pen.Next("done") with { Due = new(null) });
            }

            if (name == "d")
            {
                await pen.Write(pen.Next("earlier") with { Due = new(Day(7)) });
            }

            if (name == "c")
            {
                await pen.Write(pen.Next("kept"));
            }
        }
        (await store.Journal.Due(Day(4), null, 10)).ShouldBeEmpty();
        (await store.Journal.Due(Day(5), null, 10)).ShouldBe(["c"]);
        (await store.Journal.Due(Day(7), null, 10)).ShouldBe(["a", "b", "c", "d"]);
        (await store.Journal.Due(Day(7), "b", 1)).ShouldBe(["c"]);
        (await store.Journal.Open("d")).Due.ShouldBe(Day(7));
        (await store.Journal.Open("e")).Due.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Streams_are_listed_once_each_by_name(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        (await store.Journal.Streams(null, 10)).ShouldBeEmpty();
        foreach (var name in new[] { "c", "a", "b-1", "b" })
        {
            await new Pen(store.Journal, name).WriteMany(3);
        }

        (await store.Journal.Streams(null, 10)).ShouldBe(["a", "b", "b-1", "c"]);
        (await store.Journal.Streams("b", 1)).ShouldBe(["b-1"]);
        (await store.Journal.Streams("c", 10)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_snapshot_is_opened_with_the_entries_after_it(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        await pen.WriteMany(4);
        await pen.Write(pen.Next("five") with { Snapshot = Bytes("state 5") });
        var opened = await store.Journal.Open("member:1");
        (opened.Snapshot!.Value.Version, opened.Entries.Count, opened.Version).ShouldBe((5, 0, 5));
        opened.Hash.ShouldBe(pen.Hash);

        await pen.WriteMany(2);
        opened = await store.Journal.Open("member:1");
        opened.Snapshot!.Value.State.ShouldBe(Bytes("state 5"));
        opened.Entries.Select(entry => entry.Version).ShouldBe([6, 7]);
        opened.Hash.ShouldBe(pen.Hash);
        (await store.Journal.Read("member:1", 1, 100)).Count.ShouldBe(7);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_latest_decision_is_remembered_to_the_microsecond(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1230);
        (await store.Journal.LatestDecided(DateTimeOffset.UnixEpoch)).ShouldBeNull();
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write(pen.Next("x") with { DecidedAt = noon });
        await pen.Write(pen.Next("late") with { DecidedAt = noon.AddDays(-1) });
        await pen.Write("none");
        (await store.Journal.LatestDecided(DateTimeOffset.UnixEpoch)).ShouldBe(noon);
        (await store.Journal.LatestDecided(noon)).ShouldBe(noon);
        (await store.Journal.LatestDecided(noon.AddTicks(10))).ShouldBeNull();
    }

    [Theory]
    [InlineData("", 1, 0, 1)]
    [InlineData("Member", 1, 0, 1)]
    [InlineData("a b", 1, 0, 1)]
    [InlineData("member", 0, 0, 1)]
    [InlineData("member", 1, 24, 1)]
    [InlineData("member", 2, 32, 1)]
    [InlineData("member", 2, 0, 1)]
    [InlineData("member", 1, 0, 0)]
    [InlineData("member", 1, 0, (1 << 20) + 1)]
    public async Task An_append_out_of_range_is_refused_before_it_is_queued(string stream, int version, int hashSize, int dataSize)
    {
        await using var store = await FreshStore.Open(StoreKind.Sqlite);
        await Should.ThrowAsync<ArgumentException>(
            store.Journal.Append(new Append(stream, version, new byte[hashSize], new byte[dataSize]))
        );
        (await store.Journal.Breaks()).ShouldBeEmpty();
    }
}
