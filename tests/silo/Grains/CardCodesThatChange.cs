using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Grains;

/// <summary>The codes of cards, with the club's real keys and a clock of the test's.</summary>
public class CardCodesThatChange(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_790_000_010 / 30 * 30);
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private sealed class Machine : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Bench : IAsyncDisposable
    {
        public required FreshStore Fresh { get; init; }
        public required Store Store { get; init; }
        public required Cards Cards { get; init; }
        public required Machine Machine { get; init; }

        public static async Task<Bench> Make()
        {
            var fresh = await FreshStore.Make(StoreKind.Sqlite);
            var store = await Store.Open(fresh.Setting);
            var machine = new Machine();
            return new()
            {
                Fresh = fresh,
                Store = store,
                Machine = machine,
                Cards = new(store.Journal, machine),
            };
        }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            await Fresh.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_thousand_codes_are_made_and_read_back_and_no_flipped_bit_is_taken()
    {
        const int seed = 20_261_121;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var bench = await Bench.Make();
        for (var i = 0; i < 1_000; i++)
        {
            var card = CardCode.Of((ulong)random.NextInt64());
            bench.Machine.Now = Start.AddSeconds(random.Next(10_000_000));
            var codes = await bench.Cards.Codes(card);

            bench.Cards.Read(codes.Static).ShouldBe(new CardText(CardKind.Printed, card, 0, 0, ""));
            var read = bench.Cards.Read(codes.Rotating).ShouldNotBeNull();
            (read.Kind, read.Code, read.Step).ShouldBe((CardKind.Rotating, card, CardText.StepAt(bench.Machine.Now)));
            read.Stale(bench.Machine.Now).ShouldBeNull();
            codes.Rotating.ShouldAllBe(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));
            codes.RotatesInSeconds.ShouldBeInRange(1, 30);

            // Each of the five bits of every character that carries them.
            for (var place = 1; place < codes.Rotating.Length; place++)
            {
                if (Alphabet.IndexOf(codes.Rotating[place]) is >= 0 and var value)
                {
                    for (var bit = 0; bit < 5; bit++)
                    {
                        bench
                            .Cards.Read(codes.Rotating[..place] + Alphabet[value ^ 1 << bit] + codes.Rotating[(place + 1)..])
                            .ShouldBeNull();
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Another_members_tag_another_clubs_code_and_another_kind_are_forgeries()
    {
        await using var bench = await Bench.Make();
        await using var other = await Bench.Make();
        var (ana, bea) = (CardCode.Of(1), CardCode.Of(2));
        var (hers, theirs) = ((await bench.Cards.Codes(ana)).Rotating, (await bench.Cards.Codes(bea)).Rotating);

        bench.Cards.Read(hers[..^16] + theirs[^16..]).ShouldBeNull();
        bench.Cards.Read((await other.Cards.Codes(ana)).Rotating).ShouldBeNull();
        var seen = bench.Cards.Seen(bench.Cards.Read(hers)!.Value);
        bench.Cards.Read(seen).ShouldNotBeNull().Kind.ShouldBe(CardKind.Seen);
        // What a device can sign with its key is no code that a till has seen.
        bench.Cards.Read(seen[..^16] + hers[^16..]).ShouldBeNull();
        bench.Cards.Read("C" + hers[1..]).ShouldBeNull();
        bench.Cards.Read(hers.ToLowerInvariant()).ShouldNotBeNull();
        (await new Cards(bench.Store.Journal, bench.Machine).Find(hers)).ShouldNotBeNull("another process knows the same secret");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(29, null)]
    [InlineData(31, null)]
    [InlineData(59, null)]
    [InlineData(61, "card_expired")]
    [InlineData(91, "card_expired")]
    [InlineData(121, "card_expired")]
    [InlineData(-29, null)]
    [InlineData(-31, "card_expired")]
    public async Task A_code_is_good_in_its_step_and_the_next(int age, string? refusal)
    {
        await using var bench = await Bench.Make();
        var code = (await bench.Cards.Codes(CardCode.Of(7))).Rotating;
        bench.Machine.Now = Start.AddSeconds(age);

        var read = bench.Cards.Read(code).ShouldNotBeNull();
        read.Stale(bench.Machine.Now)?.Code.ShouldBe(refusal);
        read.Spending(bench.Machine.Now, 0)?.Code.ShouldBe(refusal);
        (read.Stale(bench.Machine.Now) is null).ShouldBe(refusal is null);
    }

    [Fact]
    public async Task A_step_spends_once_and_so_does_what_a_till_saw_of_it()
    {
        await using var bench = await Bench.Make();
        var code = bench.Cards.Read((await bench.Cards.Codes(CardCode.Of(7))).Rotating)!.Value;
        var seen = bench.Cards.Read(bench.Cards.Seen(code))!.Value;

        code.Spending(Start, 0).ShouldBeNull();
        seen.Spending(Start.AddMinutes(14), 0).ShouldBeNull();
        seen.Spending(Start.AddMinutes(16), 0)!.Code.ShouldBe("card_expired");
        foreach (var used in new[] { code, seen })
        {
            used.Spending(Start, code.Step)!.Code.ShouldBe("card_used");
            used.Spending(Start, code.Step + 1)!.Code.ShouldBe("card_used");
            used.Spending(Start, code.Step - 1).ShouldBeNull();
        }
        CardText.Read("C" + CardCode.Of(7))!.Value.Spending(Start, 0)!.Code.ShouldBe("card_cannot_spend");
        // Seen again, it is no younger.
        bench.Machine.Now = Start.AddMinutes(10);
        bench.Cards.Seen(seen).ShouldBe(bench.Cards.Seen(seen));
        bench.Cards.Read(bench.Cards.Seen(seen))!.Value.SeenStep.ShouldBe(code.Step);
    }

    [Fact]
    public async Task A_seal_opens_for_its_purpose_only_and_not_once_it_is_changed()
    {
        await using var bench = await Bench.Make();
        var seal = await bench.Cards.Seal("till", "k1|Niño");
        (await bench.Cards.Open("till", seal)).ShouldBe("k1|Niño");
        (await bench.Cards.Open("claim", seal)).ShouldBeNull();
        foreach (var wrong in new[] { "", ".", "x.y", seal[..^2] + "AA", "A" + seal, seal + "A", seal.Replace('.', '-'), "é.é" })
        {
            (await bench.Cards.Open("till", wrong)).ShouldBeNull(wrong);
        }
    }

    [Fact]
    public async Task Whoever_asks_first_there_is_one_secret_and_every_seal_of_the_first_instant_opens()
    {
        for (var round = 0; round < 100; round++)
        {
            await using var bench = await Bench.Make();
            var cards = bench.Cards;
            var seals = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(asked =>
                        Task.Run(async () =>
                        {
                            for (var turn = 0; turn < asked; turn++)
                            {
                                await cards.CatchUp();
                            }

                            return await cards.Seal("purpose", "text");
                        })
                    )
            );
            foreach (var seal in seals)
            {
                (await cards.Open("purpose", seal)).ShouldBe("text", $"round {round}");
            }

            cards.Entries.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Sixteen_first_askers_at_once_get_one_secret()
    {
        await using var bench = await Bench.Make();
        var others = Enumerable.Range(0, 4).Select(_ => new Cards(bench.Store.Journal, bench.Machine)).ToArray();
        var codes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => others[i % 4].Codes(CardCode.Of(9))));
        codes.Distinct().Count().ShouldBe(1);
    }
}
