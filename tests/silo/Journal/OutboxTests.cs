using System.Text;
using LoyaltyClub.Journal;
using static LoyaltyClub.Tests.Journal.Sending;

namespace LoyaltyClub.Tests.Journal;

public class OutboxTests
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_an_entry_sends_is_there_with_it_and_outlives_the_process(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write("joined");
        await pen.Write(
            pen.Next("bought") with
            {
                Outbox = [Row("mail", 2, "thanks"), Row("push", 1, "balance"), Row("mail", 1, "offer")],
            }
        );
        await store.Close(store.Store);

        var journal = (await store.OpenAnother()).Journal;
        var mails = await journal.OutboxOf("member:1", "mail");
        mails.Select(Key).ShouldBe(["member:1/2/0", "member:1/2/2"]);
        mails.Select(mail => (mail.Topic, mail.Due, Text(mail))).ShouldBe([("mail", Day(2), "thanks"), ("mail", Day(1), "offer")]);
        (await journal.OutboxOf("member:1", "push")).Select(Key).ShouldBe(["member:1/2/1"]);
        (await journal.OutboxOf("member:2", "mail")).ShouldBeEmpty();
        (await journal.OutboxOf("member:1", "ma")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_waits_is_counted_no_further_than_it_matters(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write(
            pen.Next("bought") with
            {
                Outbox = [Row("mail", 2, "thanks"), Row("push", 1, "balance"), Row("mail", 1, "offer"), Row("mail", 3, "late")],
            }
        );
        (await store.Journal.OutboxCount("mail", 10)).ShouldBe(3);
        (await store.Journal.OutboxCount("mail", 2)).ShouldBe(2);
        (await store.Journal.OutboxCount("post", 10)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_refused_append_sends_nothing(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var ann = new Pen(store.Journal, "member:ann");
        var operation = Guid.NewGuid();
        await ann.Write(ann.Next("a", operation) with { Claim = ["card:7"] });

        OutboxRow[] rows = [Row("mail", 1, "no")];
        (await store.Journal.Append(new Append("member:ann", 1, [], [1]) { Outbox = rows })).ShouldBeOfType<AppendResult.VersionTaken>();
        (
            await store.Journal.Append(new Append("member:bob", 1, [], [1]) { Outbox = rows, Operation = operation })
        ).ShouldBeOfType<AppendResult.OperationTaken>();
        (
            await store.Journal.Append(new Append("member:bob", 1, [], [1]) { Outbox = rows, Claim = ["card:7"] })
        ).ShouldBeOfType<AppendResult.ClaimTaken>();
        (await store.Count("outbox")).ShouldBe(0);

        // Refused and written ones in one group: only the written ones' rows.
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    store.Journal.Append(new Append($"member:{i}", 1, [], [1]) { Outbox = rows, Claim = i % 2 == 0 ? ["card:7"] : [] })
                )
        );
        results.Count(result => result is AppendResult.Written).ShouldBe(20);
        (await All(store.Journal, "mail", Day(9), 7))
            .Select(mail => mail.Stream)
            .Order()
            .ShouldBe(Enumerable.Range(0, 40).Where(i => i % 2 == 1).Select(i => $"member:{i}").Order());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Messages_come_by_due_stream_version_and_number_page_by_page(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        // The order of names is that of their characters' numbers, in which "." comes before the digits and ":" after.
        foreach (var name in new[] { "m:2", "m.2", "m10", "m:1" })
        {
            var pen = new Pen(store.Journal, name);
            for (var version = 1; version <= 11; version++)
            {
                await pen.Write(
                    pen.Next("x") with
                    {
                        Outbox = [Row("mail", 3 - version % 3, "a"), Row("push", 1, "b"), Row("mail", 2, "c")],
                    }
                );
            }
        }
        var all = await store.Journal.Outbox("mail", Day(9), null, 1000);
        all.Count.ShouldBe(4 * 11 * 2);
        all.ShouldAllBe(mail => mail.Topic == "mail");
        all.Select(Key)
            .ShouldBe(
                all.OrderBy(mail => mail.Due)
                    .ThenBy(mail => mail.Stream, StringComparer.Ordinal)
                    .ThenBy(mail => mail.Version)
                    .ThenBy(mail => mail.Number)
                    .Select(Key)
            );
        all.Select(Key).Distinct().Count().ShouldBe(all.Count);
        foreach (var page in new[] { 1, 2, 7, 88, 89 })
        {
            (await All(store.Journal, "mail", Day(9), page)).Select(Key).ShouldBe(all.Select(Key));
        }
        // A page goes on after a message that has been delivered meanwhile, too.
        await store.Journal.Delivered([all[4]]);
        (await store.Journal.Outbox("mail", Day(9), all[4], 2)).Select(Key).ShouldBe([Key(all[5]), Key(all[6])]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_message_is_shown_when_it_is_due_and_not_a_microsecond_before(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var due = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1230);
        var pen = new Pen(store.Journal, "member:1");
        await pen.Write(pen.Next("x") with { Outbox = [new OutboxRow("mail", due, [1])] });
        (await store.Journal.Outbox("mail", due.AddTicks(-10), null, 10)).ShouldBeEmpty();
        (await store.Journal.Outbox("mail", due, null, 10)).ShouldHaveSingleItem().Due.ShouldBe(due);
        (await store.Journal.Outbox("mail", due.ToUniversalTime().AddTicks(10), null, 10)).ShouldHaveSingleItem();
        (await store.Journal.OutboxOf("member:1", "mail")).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_is_delivered_is_gone_and_nothing_else_and_twice_is_harmless(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var appends = new List<Append>();
        foreach (var name in new[] { "member:1", "member:2" })
        {
            var pen = new Pen(store.Journal, name);
            for (var i = 0; i < 3; i++)
            {
                var append = pen.Next("x", Guid.NewGuid()) with
                {
                    Outbox = [Row("mail", 1, "a"), Row("mail", 2, "b"), Row("push", 1, "c")],
                };
                (await pen.Write(append)).ShouldBeOfType<AppendResult.Written>();
                appends.Add(append);
            }
        }
        await store.Journal.Delivered([]);
        var first = await store.Journal.Outbox("mail", Day(1), null, 4);
        foreach (var _ in new[] { 1, 2 })
        {
            await store.Journal.Delivered(first);
            (await store.Count("outbox")).ShouldBe(18 - 4);
        }
        (await All(store.Journal, "mail", Day(9), 100))
            .Select(Key)
            .ShouldBe([
                "member:2/2/0",
                "member:2/3/0",
                "member:1/1/1",
                "member:1/2/1",
                "member:1/3/1",
                "member:2/1/1",
                "member:2/2/1",
                "member:2/3/1",
            ]);

        // The appends sent once more are refused, and bring nothing back.
        foreach (var append in appends)
        {
            (await store.Journal.Append(append)).ShouldBeOfType<AppendResult.OperationTaken>();
        }

        (await store.Count("outbox")).ShouldBe(14);
        (await store.Journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_is_too_old_is_forgotten_by_topic(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        // More than one transaction's worth.
        foreach (var name in Enumerable.Range(0, 9).Select(i => $"member:{i}"))
        {
            await store.Journal.Append(
                new Append(name, 1, [], [1])
                {
                    Outbox = [.. Enumerable.Range(0, 250).Select(i => Row(i == 0 ? "push" : "mail", i == 1 ? 2 : 1, "x"))],
                }
            );
        }

        (await store.Journal.ForgetOutbox("mail", Day(1))).ShouldBe(0);
        (await store.Journal.ForgetOutbox("mail", Day(2))).ShouldBe(9 * 248);
        (await store.Journal.ForgetOutbox("mail", Day(2))).ShouldBe(0);
        (await store.Journal.Outbox("mail", Day(9), null, 100)).Select(mail => mail.Due).ShouldBe(Enumerable.Repeat(Day(2), 9));
        (await store.Journal.Outbox("push", Day(9), null, 100)).Count.ShouldBe(9);
        (await store.Journal.ForgetOutbox("mail", DateTimeOffset.MaxValue)).ShouldBe(9);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_rows_of_a_thousand_appends_at_once_are_there_once_while_two_processes_deliver(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var other = await store.OpenAnother();
        var appends = Enumerable
            .Range(0, 1000)
            .Select(i => new Append($"member:{i}", 1, [], [1])
            {
                Operation = Guid.NewGuid(),
                Outbox = [.. Enumerable.Range(0, i % 4).Select(n => Row("mail", 1 + n, $"{i} {n}"))],
            })
            .ToArray();
        (await Task.WhenAll(appends.Select(store.Journal.Append))).ShouldAllBe(result => result is AppendResult.Written);
        (await Task.WhenAll(appends.Select(other.Journal.Append))).ShouldAllBe(result => result is AppendResult.OperationTaken);
        var expected = appends
            .SelectMany(append =>
                append.Outbox.Select((row, n) => (Key: $"{append.Stream}/1/{n}", Text: Encoding.UTF8.GetString(row.Data)))
            )
            .Order()
            .ToList();
        var all = await All(store.Journal, "mail", Day(9), 64);
        all.Select(mail => (Key(mail), Text(mail))).Order().ShouldBe(expected);

        // Both delete the same ones in opposite orders, while more is written.
        var writing = Task.WhenAll(
            Enumerable
                .Range(2000, 500)
                .Select(i => store.Journal.Append(new Append($"member:{i}", 1, [], [1]) { Outbox = [Row("push", 1, "x")] }))
        );
        await Task.WhenAll(
            all.Chunk(150)
                .SelectMany(part => new[] { store.Journal.Delivered(part), other.Journal.Delivered([.. part.Reverse()]) })
                .Append(other.Journal.ForgetOutbox("mail", Day(2)))
        );
        (await writing).ShouldAllBe(result => result is AppendResult.Written);
        (await All(store.Journal, "mail", Day(9), 64)).ShouldBeEmpty();
        (await other.Journal.Outbox("push", Day(9), null, 1000)).Count.ShouldBe(500);
        (await store.Journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_row_left_by_an_entry_that_somebody_deleted_gives_way(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var append = new Append("member:1", 1, [], [1]) { Outbox = [Row("mail", 1, "old")] };
        await store.Journal.Append(append);
        await store.Sql("delete from journal");
        (
            await store.Journal.Append(append with { Outbox = [Row("mail", 2, "new"), Row("mail", 2, "more")] })
        ).ShouldBeOfType<AppendResult.Written>();
        (await store.Journal.OutboxOf("member:1", "mail")).Select(Text).ShouldBe(["new", "more"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_store_from_before_the_outbox_gets_one_and_keeps_its_entries(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await new Pen(store.Journal, "member:1").WriteMany(3);
        await store.Close(store.Store);
        await store.Sql(
            "drop table member_rows; drop table member_contacts; drop table member_words; drop table member_days; drop table readings; "
                + "drop table outbox; drop table if exists silos; drop table if exists clusters; drop table orleansquery; drop table grain_states; create table reminders (name text)"
        );
        await store.Sql("delete from schema_version where version >= 2");

        var journal = (await store.OpenAnother()).Journal;
        var pen = new Pen(journal, "member:1");
        await pen.Reopen();
        await pen.Write(pen.Next("x") with { Outbox = [Row("mail", 1, "first")] });
        (pen.Version, (await journal.OutboxOf("member:1", "mail")).Count).ShouldBe((4, 1));
        (await journal.Breaks()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_most_that_is_allowed_is_written_whole(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        OutboxRow Largest(int number) => new(new string('t', 32), Day(1), Enumerable.Repeat((byte)number, 64 << 10).ToArray());
        var appends = Enumerable
            .Range(0, 3)
            .Select(i => new Append($"member:{i}", 1, [], [1]) { Outbox = [.. Enumerable.Range(0, 256).Select(Largest)] });
        (await Task.WhenAll(appends.Select(store.Journal.Append))).ShouldAllBe(result => result is AppendResult.Written);
        foreach (var i in Enumerable.Range(0, 3))
        {
            var rows = await store.Journal.OutboxOf($"member:{i}", new string('t', 32));
            rows.Select(row => (row.Number, row.Data.Length, row.Data[^1]))
                .ShouldBe(Enumerable.Range(0, 256).Select(n => (n, 64 << 10, (byte)n)));
        }
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("Mail", 1, 1)]
    [InlineData("a b", 1, 1)]
    [InlineData("a-topic-of-one-character-too-many", 1, 1)]
    [InlineData("mail", 0, 1)]
    [InlineData("mail", (64 << 10) + 1, 1)]
    [InlineData("mail", 1, 257)]
    public async Task A_row_out_of_range_is_refused_before_it_is_queued(string topic, int size, int rows)
    {
        await using var store = await FreshStore.Open(StoreKind.Sqlite);
        var outbox = Enumerable.Repeat(new OutboxRow(topic, Day(1), new byte[size]), rows).ToArray();
        await Should.ThrowAsync<ArgumentException>(store.Journal.Append(new Append("member:1", 1, [], [1]) { Outbox = outbox }));
        (await store.Count("journal")).ShouldBe(0);
    }
}

internal static class Sending
{
    public static DateTimeOffset Day(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);

    public static OutboxRow Row(string topic, int day, string text) => new(topic, Day(day), Encoding.UTF8.GetBytes(text));

    public static string Key(OutboxMessage message) => $"{message.Stream}/{message.Version}/{message.Number}";

    public static string Text(OutboxMessage message) => Encoding.UTF8.GetString(message.Data);

    /// <summary>Everything of a topic that is due, read in pages.</summary>
    public static async Task<List<OutboxMessage>> All(IJournal journal, string topic, DateTimeOffset due, int limit)
    {
        var all = new List<OutboxMessage>();
        for (
            var page = await journal.Outbox(topic, due, null, limit);
            page.Count > 0;
            page = await journal.Outbox(topic, due, all[^1], limit)
        )
        {
            page.Count.ShouldBeLessThanOrEqualTo(limit);
            all.AddRange(page);
        }
        return all;
    }
}
