using System.Text.Json;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Readings;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;
using Views = LoyaltyClub.Grains.Views;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>Entries and snapshots as bytes; promise 13: replaying the journal gives the live state, bit for bit.</summary>
public partial class Codecs(ITestOutputHelper output)
{
    public static TheoryData<int> Entries => [.. Enumerable.Range(0, Every.Length)];

    [Fact]
    public void Every_kind_of_entry_is_among_those_tested() =>
        Every
            .Select(entry => entry.GetType())
            .Distinct()
            .ShouldBe(typeof(Entry).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Entry))), ignoreOrder: true);

    [Fact]
    public void Every_field_is_set_somewhere_among_those_tested()
    {
        var (every, set) = (new HashSet<string>(), new HashSet<string>());
        foreach (var entry in Every)
        {
            See(entry);
        }

        every.Except(set).ShouldBeEmpty();

        void See(object? value)
        {
            if (value is System.Collections.IEnumerable items and not string)
            {
                foreach (var item in items)
                {
                    See(item);
                }
            }
            else if (
                value?.GetType() is { IsEnum: false } type
                && (type.Assembly == typeof(Entry).Assembly || type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal))
            )
            {
                foreach (
                    var property in type.GetProperties().Where(property => property.CanWrite || type.Assembly != typeof(Entry).Assembly)
                )
                {
                    var (name, of) = ($"{property.DeclaringType!.Name}.{property.Name}", property.GetValue(value));
                    every.Add(name);
                    if (of is not (null or 0 or 0L or 0m or false or "" or System.Collections.ICollection { Count: 0 }))
                    {
                        set.Add(name);
                    }

                    See(of);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Entries))]
    public void An_entry_is_read_as_it_was_written(int index)
    {
        var entry = Every[index];
        var read = EntryCodec.Decode(Commands.Encode(entry));
        Text(read).ShouldBe(Text(entry));
        Commands.Encode(read).ShouldBe(Commands.Encode(entry));
    }

    [Fact]
    public void A_plain_purchase_is_counted_as_if_it_were_read_as_a_whole()
    {
        var bought = Every.OfType<Purchased>().ToArray();
        var plain = bought
            .Select(entry =>
                entry with
                {
                    Purchase = entry.Purchase with { PayPoints = 0, Vouchers = [] },
                    TimedOut = [],
                    Due = [],
                    Paid = [],
                    DebtPaid = 0,
                    ExpiredAtOnce = false,
                    Referral = null,
                }
            )
            .ToArray();
        foreach (var entry in plain)
        {
            EntryCodec.Plain(Commands.Encode(entry)).ShouldNotBeNull();
        }

        bought.ShouldContain(entry => EntryCodec.Plain(Commands.Encode(entry)) == null);
        foreach (var entry in Every.Concat(plain))
        {
            if (EntryCodec.Plain(Commands.Encode(entry)) is not { } sums)
            {
                continue;
            }

            var (one, other) = (new BoardSum(TimeZoneInfo.Utc), new BoardSum(TimeZoneInfo.Utc));
            one.Add("0123456789ab", sums);
            other.Add("0123456789ab", entry);
            JsonSerializer.Serialize(one.Days).ShouldBe(JsonSerializer.Serialize(other.Days), entry.ToString());
        }
    }

    [Fact]
    public void A_state_is_read_as_it_was_written()
    {
        foreach (var state in States)
        {
            var read = StateCodec.Decode(StateCodec.Encode(state))!;
            Text(read).ShouldBe(Text(state));
            StateCodec.Encode(read).ShouldBe(StateCodec.Encode(state));
            Text(read.Returned.Add("a\nr", [])).ShouldBe(Text(state.Returned.Add("a\nr", [])));
        }
    }

    [Fact]
    public void Uses_of_rules_that_were_written_in_order_of_arrival_are_read_in_the_order_of_their_days()
    {
        RuleUse first = new("gift", Day("1999-12-31")),
            second = new("once", Day("2000-01-01")),
            third = new("gift", Day("2000-01-01"));
        StateCodec.Decode(StateCodec.Encode(Rich with { RuleUses = [second, first, third] }))!.RuleUses.ShouldBe([first, second, third]);
    }

    [Fact]
    public void The_comparison_of_entries_sees_every_field()
    {
        States.Select(Text).ShouldBeUnique();
        Text(Rich with { Returned = Rich.Returned.SetItem("B\nr", [new(1, 1)]) }).ShouldNotBe(Text(Rich));
        foreach (var entry in Every)
        {
            Text(entry with { Today = entry.Today.AddDays(entry.Today == DateOnly.MaxValue ? -1 : 1) }).ShouldNotBe(Text(entry));
        }

        Every.Select(Text).ShouldBeUnique();
    }

    [Theory, MemberData(nameof(Entries))]
    public void Entries_of_the_same_content_are_the_same_request_whatever_was_decided(int index)
    {
        var entry = Every[index];
        var decidedOtherwise = entry switch
        {
            Enrolled enrolled => enrolled with { JoinedAt = Recorded, Opening = new(Never, 77), Referrer = "zoe" },
            Purchased bought => Commands.Bare(bought.Purchase),
            Returned returned => Commands.Bare(returned.Return),
            Adjusted adjusted => adjusted with { Lots = [], DebtPaid = 8 },
            Settled settled => settled with { Vouchers = [Used], TierBefore = "x" },
            Redeemed redeemed => redeemed with { Number = 8, Lots = [], ExpiresAt = null, Voucher = null, Unit = "x" },
            Captured captured => captured with { Reservation = Bare, Voucher = null },
            Released released => released with { Reservation = null, ExpiredAtOnce = 8 },
            VoucherUsed used => used with { Voucher = 8, Reward = "x" },
            TransferSent sent => sent with { Lots = [] },
            TransferReceived received => received with { Lots = [], DebtPaid = 8, ExpiredAtOnce = 8 },
            ReferralBooked booked => booked with { Lots = [], Debt = 8, WrittenOffUncollectable = 8 },
            MergedIn merged => merged with { Handed = MemberState.None },
            SplitOff split => split with { Handed = MemberState.None },
            CameBack back => back with { Handed = MemberState.None },
            var other => other,
        } with
        {
            Recorded = Recorded.AddDays(1),
            Today = Day("2030-01-01"),
            After = default,
            Due = [],
            TimedOut = [Bare],
        };
        EntryCodec.Answers(Commands.Encode(decidedOtherwise), Commands.Of(entry)).ShouldBeTrue();
        for (var other = 0; other < Every.Length; other++)
        {
            EntryCodec
                .Answers(Commands.Encode(entry), Commands.Of(Every[other]))
                .ShouldBe(other == index || (entry, Every[other]) is (Settled, Settled) or (Erased, Erased));
        }
    }

    public static TheoryData<string> OtherReceipts =>
        [
            "store",
            "till",
            "receipt",
            "at",
            "sku",
            "name",
            "category",
            "brand",
            "quantity",
            "amount",
            "tax",
            "number",
            "more",
            "pay",
            "vouchers",
            "another voucher",
        ];

    [Theory, MemberData(nameof(OtherReceipts))]
    public void A_receipt_that_differs_anywhere_is_another(string where)
    {
        var line = new ReceiptLine(1, "sku", "n", "c", "b", 1, 2);
        var receipt = new Purchase("s", "t", "r", Recorded, [line, line with { Number = 2 }]) { PayPoints = 5, Vouchers = ["V1", "V2"] };
        var other = where switch
        {
            "store" => receipt with { Store = "S" },
            "till" => receipt with { Till = null },
            "receipt" => receipt with { Receipt = "r2" },
            "at" => receipt with { At = Recorded.AddMilliseconds(1) },
            "more" => receipt with { Lines = receipt.Lines.Add(line with { Number = 3 }) },
            "pay" => receipt with { PayPoints = 0 },
            "vouchers" => receipt with { Vouchers = [] },
            "another voucher" => receipt with { Vouchers = ["V1", "V3"] },
            _ => receipt with
            {
                Lines = receipt.Lines.SetItem(
                    0,
                    where switch
                    {
                        "sku" => line with { Sku = "Sku" },
                        "name" => line with { Name = "" },
                        "category" => line with { Category = null },
                        "brand" => line with { Brand = "bb" },
                        "quantity" => line with { Quantity = 1.001m },
                        "amount" => line with { Amount = 2.01m },
                        "tax" => line with { Tax = 0.01m },
                        _ => line with { Number = 5 },
                    }
                ),
            },
        };
        Same(receipt, other).ShouldBeFalse();
        Same(
                receipt,
                receipt with
                {
                    At = Recorded.ToOffset(TimeSpan.FromHours(5)),
                    Lines = [receipt.Lines[1], line with { Amount = 2.00m, Quantity = 1.000m }],
                    Vouchers = ["V2", "V1"],
                }
            )
            .ShouldBeTrue();
    }

    private static bool Same(Purchase one, Purchase other) =>
        EntryCodec.Answers(Commands.Encode(Commands.Bare(one)), new RecordPurchase(other, null));

    [Fact]
    public void A_return_that_differs_anywhere_is_another()
    {
        var asked = new Return("s", "r", "n", Recorded, [new(1, 1), new(2, 1)]);
        Return[] others =
        [
            asked with
            {
                Store = "S",
            },
            asked with
            {
                Receipt = "n",
            },
            asked with
            {
                Number = "r",
            },
            asked with
            {
                At = Recorded.AddMilliseconds(1),
            },
            asked with
            {
                Lines = [],
            },
            asked with
            {
                Lines = [new(1, 1), new(2, 1.001m)],
            },
            asked with
            {
                Lines = [new(1, 1), new(3, 1)],
            },
            asked with
            {
                OtherStore = "s2",
            },
        ];
        others.Where(SameReturn).ShouldBeEmpty();
        SameReturn(asked with { At = Recorded.ToOffset(TimeSpan.FromHours(5)), Lines = [new(2, 1.000m), new(1, 1.0m)] }).ShouldBeTrue();

        bool SameReturn(Return other) => EntryCodec.Answers(Commands.Encode(Commands.Bare(asked)), new ReturnPurchase(other, null!, 0));
    }

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
        var bytes = Commands.Encode(Every[^1]);
        bytes[0] = 200;
        Should.Throw<InvalidDataException>(() => EntryCodec.Decode(bytes));
        var state = StateCodec.Encode(MemberState.None);
        var merged = Commands.Encode(new MergedIn("anna", MemberState.None) { Recorded = Recorded, Today = Day("2026-03-02") });
        merged[^state.Length]++;
        Should.Throw<InvalidDataException>(() => EntryCodec.Decode(merged));
        state[0] = 200;
        StateCodec.Decode(state).ShouldBeNull();
    }

    [Fact]
    public void A_purchase_of_three_lines_takes_few_bytes()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','add':5}]},'expiry':{'kind':'afterActivation'}}");
        ReceiptLine[] lines =
        [
            Line("12.34", "bakery", sku: "0123456789012"),
            Line("3.21", "drinks", sku: "0123456789013"),
            Line("0.99", sku: "0123456789014"),
        ];
        club.Buy(lines);
        Commands.Encode(club.Buy(lines)).Length.ShouldBeLessThanOrEqualTo(110);
    }

    [Fact]
    public void Replay_from_bytes_is_the_live_state_bit_for_bit_at_every_step() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                var replayed = MemberState.None.After(Read(club.Entries[0]));
                var entries = 1;
                foreach (
                    var step in random.OneIn(5)
                        ? [.. steps, new Step.Erase(), new Step.Wait(TimeSpan.FromDays(90)), new Step.Close()]
                        : steps
                )
                {
                    club.Apply(step);
                    for (; entries < club.Entries.Count; entries++)
                    {
                        var read = Read(club.Entries[entries]);
                        Text(read).ShouldBe(Text(club.Entries[entries]));
                        replayed = replayed.After(read);
                    }
                    StateCodec.Encode(replayed).ShouldBe(StateCodec.Encode(club.State));
                    Text(replayed).ShouldBe(Text(club.State));
                }
            }
        );

    [Fact]
    public void Merging_and_undoing_it_replays_from_bytes() =>
        ForAll.Sequences(
            1_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var (stays, goes) = (Histories.FullClub(random), Histories.FullClub(random));
                foreach (var step in steps)
                {
                    (random.OneIn(2) ? stays : goes).Apply(step);
                }

                var before = goes.State;
                var away = Written(goes, Decider.Decide(goes.State, new MergeInto("a"), goes.Moment));
                var joined = (MergedIn)Written(stays, Decider.Decide(stays.State, new TakeIn("b", before.AfterDue(away)), stays.Moment));
                stays.Apply(new Step.Reserve(5, 900));
                var parted = (SplitOff)Written(stays, Decider.Decide(stays.State, new UndoMerge("b", joined.Handed), stays.Moment));
                Written(goes, Decider.Decide(goes.State, new ComeBack("a", parted.Handed), goes.Moment));

                static Entry Written(Ledger club, Decision decision)
                {
                    var (state, entry) = (StateCodec.Decode(StateCodec.Encode(club.State))!, club.Written(decision)!);
                    Text(Read(entry)).ShouldBe(Text(entry));
                    Text(state.After(Read(entry))).ShouldBe(Text(club.State));
                    return entry;
                }
            }
        );

    private static Entry Read(Entry entry) => EntryCodec.Decode(Commands.Encode(entry));

    [Fact]
    public void A_snapshot_anywhere_and_the_entries_after_it_are_the_live_state() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                var at = random.Next(club.Entries.Count + 1);
                var snapshot = StateCodec.Decode(StateCodec.Encode(club.Entries.Take(at).Aggregate(MemberState.None, Evolution.After)))!;
                var state = club.Entries.Skip(at).Aggregate(snapshot, Evolution.After);
                StateCodec.Encode(state).ShouldBe(StateCodec.Encode(club.State));
                Text(state).ShouldBe(Text(club.State));
            }
        );

    [Fact]
    public void The_next_decision_after_a_replay_is_the_one_that_would_have_been_made() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                var state = StateCodec.Decode(StateCodec.Encode(club.State))!;
                var receipt = club.Receipt(club.Now, "s1", Line("43.21", "bakery"));
                Text(Decider.Decide(state, new RecordPurchase(receipt, null), club.Moment).Entry!)
                    .ShouldBe(Text(Decider.Decide(club.State, new RecordPurchase(receipt, null), club.Moment).Entry!));
            }
        );

    [Theory]
    [InlineData("19.99")]
    [InlineData("20.00")]
    [InlineData("20")]
    [InlineData("0.10")]
    public void The_first_answer_once_more_is_the_first_answer_to_the_letter(string amount)
    {
        var club = Of(
            "{'tiers':{'by':'spend','levels':[{'code':'a'},{'code':'b','from':50}]},'rewards':[{'code':'cup'}],'stampCards':[{'code':'s','by':'spend','size':9.5,'reward':'cup'}]}"
        );
        var bought = club.Buy(Line(amount, quantity: "1.000"), Line("5.10"));
        var again = (Purchased)EntryCodec.Decode(Commands.Encode(bought));
        Text(Views.Answer("m", again, club.Book)).ShouldBe(Text(Views.Answer("m", bought, club.Book)));
        Text(Views.Record("m", again, [], [], club.Book)).ShouldBe(Text(Views.Record("m", bought, [], [], club.Book)));

        var asked = new Return("s1", bought.Purchase.Receipt, "back", club.Now, [new(1, 0.5m)]);
        var returned = (Returned)Decider.Decide(club.State, new ReturnPurchase(asked, bought, 0), club.Moment).Entry!;
        Text(EntryCodec.Decode(Commands.Encode(returned))).ShouldBe(Text(returned));
        Text(Views.Answer("m", (Returned)EntryCodec.Decode(Commands.Encode(returned)), 1, club.Book))
            .ShouldBe(Text(Views.Answer("m", returned, 1, club.Book)));
    }

    [Fact]
    public void A_member_looks_the_same_after_a_restart_to_the_letter() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                Text(Views.Member("m", StateCodec.Decode(StateCodec.Encode(club.State))!, Person.Nobody, club.Moment))
                    .ShouldBe(Text(Views.Member("m", club.State, Person.Nobody, club.Moment)));
            }
        );

    /// <summary>
    /// The name of a record and every property, those of its parts included: arrays inside records are equal only by reference.
    /// </summary>
    private static string Text(object record) =>
        record.GetType().Name
        + JsonSerializer.Serialize(record, record.GetType(), Options).Replace("+00:00", "Z", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true, Converters = { new GoldenText.Fractions() } };
}
