using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains.Members;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>Entries and snapshots as bytes; promise 13: replaying the journal gives the live state, bit for bit.</summary>
public class Codecs(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Recorded = Instant("2026-03-02T10:00:00.123Z");
    private static readonly LotTerms Fixed = new(Day("2026-03-01"), Day("2026-03-15"), Day("2027-03-15"), 0);
    private static readonly LotTerms Never = new(Day("2026-03-01"), Day("2026-03-01"), null, 0);
    private static readonly LotTerms Idle = new(Day("1999-12-31"), Day("2000-01-01"), null, 600);

    private static readonly Entry[] Every =
    [
        new Enrolled(Instant("2020-01-01T00:00:00.001Z"), null, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Enrolled(Instant("1969-12-31T23:59:59.999Z"), new(Fixed, 1_000_000_000), [.. new byte[32]]) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Purchased(
            new("s1", "till 3", "Ñandú/7 €", Instant("2026-03-01T09:30:00Z"),
            [
                new(1, "loaf", "Bread 🍞", "bakery", "Acme", 1.125m, 12.34m), new(0, "", null, null, null, 0, 0), new(1_000_000, "x", "", "", "", 1_000_000, 10_000_000),
                new(7, "kwd", null, null, null, 0.001m, 0.001m),
            ]),
            3, 1_000_000_000_000, [new(Accrual.Base, 5), new("gift", 100), new(Accrual.Cap, -7), new("tier:gold", 999_999_999_902)], ["gift", "other"], Fixed, false, 10_000_000_000m, "gold", "basic")
        {
            Recorded = Recorded, Today = Day("2026-03-02"),
            Due = [new(DueKind.Activated, Day("2026-02-28"), new(Never, 5)), new(DueKind.Expired, Day("1999-01-01"), new(Idle, 6))],
            After = new(1, 2, 3, 4, (Day("2027-03-15"), 9)),
        },
        new Purchased(new("s", null, "r", Recorded, []), 0, 0, [], [], Idle, true, 0, "basic", null) { Recorded = Recorded, Today = Day("1990-01-01") },
        new Adjusted(-1_000_000_000, "by hand: ¿por qué?", [new(Fixed, 3), new(Never, 4), new(Idle, 999_999_993)]) { Recorded = Recorded, Today = Day("2026-03-02"), After = new(long.MaxValue, 0, 0, 0, null) },
        new Adjusted(1, "", [new(Never, 1)]) { Recorded = Recorded, Today = Day("9990-12-31") },
        new Settled { Recorded = Recorded, Today = Day("2026-03-02"), Due = [new(DueKind.Expired, Day("2026-03-02"), new(Fixed, 1))] },
        new ProfileChanged(["email", "phone"], [.. Enumerable.Repeat((byte)255, 32)]) { Recorded = Recorded, Today = Day("0001-01-01") },
        new ProfileChanged([], [.. new byte[32]]) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Erased { Recorded = Recorded, Today = Day("2026-03-02"), After = new(1, 0, 0, 0, (Day("9999-12-31"), 1)) },
    ];

    public static TheoryData<int> Entries => [.. Enumerable.Range(0, Every.Length)];

    [Fact]
    public void Every_kind_of_entry_is_among_those_tested() =>
        Every.Select(entry => entry.GetType()).Distinct().ShouldBe(
            typeof(Entry).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Entry))), ignoreOrder: true);

    [Theory, MemberData(nameof(Entries))]
    public void An_entry_is_read_as_it_was_written(int index)
    {
        var entry = Every[index];
        var read = EntryCodec.Decode(EntryCodec.Encode(entry));
        Text(read).ShouldBe(Text(entry));
        EntryCodec.Encode(read).ShouldBe(EntryCodec.Encode(entry));
    }

    [Fact]
    public void The_comparison_of_entries_sees_every_field()
    {
        foreach (var entry in Every)
            Text(entry with { Today = entry.Today.AddDays(entry.Today == DateOnly.MaxValue ? -1 : 1) }).ShouldNotBe(Text(entry));
        Every.Select(Text).ShouldBeUnique();
    }

    [Theory, MemberData(nameof(Entries))]
    public void Entries_of_the_same_content_are_the_same_request_whatever_was_decided(int index)
    {
        var entry = Every[index];
        var decidedOtherwise = entry switch
        {
            Enrolled enrolled => enrolled with { JoinedAt = Recorded, Opening = new(Never, 77) },
            Purchased bought => bought with { Version = 9, Points = 99, Breakdown = [], Spend = 1, Tier = "x", Terms = Never },
            Adjusted adjusted => adjusted with { Lots = [] },
            var other => other,
        } with
        { Recorded = Recorded.AddDays(1), Today = Day("2030-01-01"), After = default, Due = [] };
        EntryCodec.SameContent(EntryCodec.Encode(entry), EntryCodec.Encode(decidedOtherwise)).ShouldBeTrue();
        for (var other = 0; other < Every.Length; other++)
            EntryCodec.SameContent(EntryCodec.Encode(entry), EntryCodec.Encode(Every[other])).ShouldBe(other == index || (entry, Every[other]) is (Settled, Settled) or (Erased, Erased));
    }

    public static TheoryData<string> OtherReceipts => ["store", "till", "receipt", "at", "sku", "name", "category", "brand", "quantity", "amount", "number", "more", "order"];

    [Theory, MemberData(nameof(OtherReceipts))]
    public void A_receipt_that_differs_anywhere_is_another(string where)
    {
        var line = new ReceiptLine(1, "sku", "n", "c", "b", 1, 2);
        var receipt = new Purchase("s", "t", "r", Recorded, [line, line with { Number = 2 }]);
        var other = where switch
        {
            "store" => receipt with { Store = "S" },
            "till" => receipt with { Till = null },
            "receipt" => receipt with { Receipt = "r2" },
            "at" => receipt with { At = Recorded.AddMilliseconds(1) },
            "more" => receipt with { Lines = receipt.Lines.Add(line with { Number = 3 }) },
            "order" => receipt with { Lines = [receipt.Lines[1], receipt.Lines[0]] },
            _ => receipt with
            {
                Lines = receipt.Lines.SetItem(0, where switch
                {
                    "sku" => line with { Sku = "Sku" },
                    "name" => line with { Name = "" },
                    "category" => line with { Category = null },
                    "brand" => line with { Brand = "bb" },
                    "quantity" => line with { Quantity = 1.001m },
                    "amount" => line with { Amount = 2.01m },
                    _ => line with { Number = 5 },
                }),
            },
        };
        Same(receipt, other).ShouldBeFalse();
        Same(receipt, receipt with { At = Recorded.ToOffset(TimeSpan.FromHours(5)), Lines = receipt.Lines.SetItem(0, line with { Amount = 2.00m, Quantity = 1.000m }) }).ShouldBeTrue();
    }

    private static bool Same(Purchase one, Purchase other) => EntryCodec.SameContent(EntryCodec.Encode(Purchased.Asked(one)), EntryCodec.Encode(Purchased.Asked(other)));

    [Fact]
    public void Long_contents_are_compared_to_their_end()
    {
        var lines = Enumerable.Range(1, 1_000).Select(i => new ReceiptLine(i, "sku", new string('x', 100), null, null, 1, 1)).ToArray();
        var receipt = new Purchase("s", null, "r", Recorded, [.. lines]);
        Same(receipt, receipt).ShouldBeTrue();
        Same(receipt, receipt with { Lines = [.. lines[..^1], lines[^1] with { Amount = 2 }] }).ShouldBeFalse();
    }

    [Fact]
    public void An_entry_of_a_kind_from_the_future_is_refused_and_a_snapshot_of_another_layout_passed_over()
    {
        var bytes = EntryCodec.Encode(Every[^1]);
        bytes[0] = 200;
        Should.Throw<InvalidDataException>(() => EntryCodec.Decode(bytes));
        var state = StateCodec.Encode(MemberState.None);
        state[0]++;
        StateCodec.Decode(state).ShouldBeNull();
    }

    [Fact]
    public void A_purchase_of_three_lines_takes_few_bytes()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','add':5}]},'expiry':{'kind':'afterActivation'}}");
        var bought = club.Buy(Line("12.34", "bakery", sku: "0123456789012"), Line("3.21", "drinks", sku: "0123456789013"), Line("0.99", sku: "0123456789014"));
        EntryCodec.Encode(bought).Length.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void Replay_from_bytes_is_the_live_state_bit_for_bit_at_every_step() => ForAll.Sequences(2_000, output, Histories.Steps, (steps, random) =>
    {
        var club = Histories.Club(random);
        var replayed = MemberState.None.After(Read(club.Entries[0]));
        var entries = 1;
        foreach (var step in random.OneIn(5) ? [.. steps, new Step.Erase(), new Step.Wait(TimeSpan.FromDays(90)), new Step.Close()] : steps)
        {
            club.Apply(step);
            for (; entries < club.Entries.Count; entries++)
                replayed = replayed.After(Read(club.Entries[entries]));
            StateCodec.Encode(replayed).ShouldBe(StateCodec.Encode(club.State));
            Text(replayed).ShouldBe(Text(club.State));
        }

        static Entry Read(Entry entry) => EntryCodec.Decode(EntryCodec.Encode(entry));
    });

    [Fact]
    public void A_snapshot_anywhere_and_the_entries_after_it_are_the_live_state() => ForAll.Sequences(2_000, output, Histories.Steps, (steps, random) =>
    {
        var club = Histories.Club(random);
        foreach (var step in steps)
            club.Apply(step);
        var at = random.Next(club.Entries.Count + 1);
        var snapshot = StateCodec.Decode(StateCodec.Encode(club.Entries.Take(at).Aggregate(MemberState.None, Evolution.After)))!;
        var state = club.Entries.Skip(at).Aggregate(snapshot, Evolution.After);
        StateCodec.Encode(state).ShouldBe(StateCodec.Encode(club.State));
        Text(state).ShouldBe(Text(club.State));
    });

    [Fact]
    public void The_next_decision_after_a_replay_is_the_one_that_would_have_been_made() => ForAll.Sequences(2_000, output, Histories.Steps, (steps, random) =>
    {
        var club = Histories.Club(random);
        foreach (var step in steps)
            club.Apply(step);
        var state = StateCodec.Decode(StateCodec.Encode(club.State))!;
        var receipt = club.Receipt(club.Now, "s1", Line("43.21", "bakery"));
        Text(Decider.Purchase(state, receipt, null, club.Birthday, club.Moment).Entry!).ShouldBe(Text(Decider.Purchase(club.State, receipt, null, club.Birthday, club.Moment).Entry!));
    });

    [Theory]
    [InlineData("19.99")]
    [InlineData("20.00")]
    [InlineData("20")]
    [InlineData("0.10")]
    public void The_first_answer_once_more_is_the_first_answer_to_the_letter(string amount)
    {
        var bought = Of("{'tiers':{'by':'spend','levels':[{'code':'a'},{'code':'b','from':50}]}}").Buy(Line(amount, quantity: "1.000"), Line("5.10"));
        var again = (Purchased)EntryCodec.Decode(EntryCodec.Encode(bought));
        Text(Views.Answer("m", again)).ShouldBe(Text(Views.Answer("m", bought)));
        Text(Views.Record("m", again)).ShouldBe(Text(Views.Record("m", bought)));
    }

    [Fact]
    public void A_member_looks_the_same_after_a_restart_to_the_letter() => ForAll.Sequences(2_000, output, Histories.Steps, (steps, random) =>
    {
        var club = Histories.Club(random);
        foreach (var step in steps)
            club.Apply(step);
        Text(Views.Member("m", StateCodec.Decode(StateCodec.Encode(club.State))!, Person.Nobody, club.Moment))
            .ShouldBe(Text(Views.Member("m", club.State, Person.Nobody, club.Moment)));
    });

    /// <summary>Every property of a record, those of its parts included: arrays inside records are equal only by reference.</summary>
    private static string Text(object record) => System.Text.Json.JsonSerializer.Serialize(record, record.GetType(), Options).Replace("+00:00", "Z", StringComparison.Ordinal);

    private static readonly System.Text.Json.JsonSerializerOptions Options = new() { IncludeFields = true };
}
