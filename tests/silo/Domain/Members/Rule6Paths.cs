using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 6 over random clubs and receipts: it does not matter in how many steps something comes back.</summary>
public class Rule6Paths(ITestOutputHelper output)
{
    private static ReceiptLine[] Lines(Random random) =>
        [
            .. Histories
                .Basket(random)
                .Split(' ')
                .Select(text => text.Split('*'))
                .Select(part => Line(part[0], part.Length > 2 ? part[2] : null, quantity: part[1])),
        ];

    /// <summary>So much of each line, in one return.</summary>
    private static string AtOnce(IEnumerable<(int Line, decimal Quantity)> pieces) =>
        string.Join(
            ' ',
            pieces
                .GroupBy(piece => piece.Line)
                .Select(line => FormattableString.Invariant($"{line.Key}:{line.Sum(piece => piece.Quantity)}"))
        );

    /// <summary>A random part of a receipt in pieces that come back one by one, in any order.</summary>
    private static (int Line, decimal Quantity)[] Pieces(Random random, Purchased bought)
    {
        var pieces = new List<(int, decimal)>();
        foreach (var line in bought.Purchase.Lines.Where(line => line.Quantity > 0))
        {
            for (var left = line.Quantity; left > 0 && !random.OneIn(4);)
            {
                var piece = Math.Min(left, random.Of(1m, 0.175m, 2m, left));
                pieces.Add((line.Number, piece));
                left -= piece;
            }
        }

        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Whoever buys and returns and does not spend.</summary>
    private static void Live(Ledger club, Step[] steps)
    {
        foreach (var step in steps.Where(step => step is Step.Buy or Step.Basket or Step.Return or Step.Wait or Step.Close))
        {
            club.Apply(step);
        }

        club.Settle();
    }

    [Fact]
    public void Where_nothing_was_spent_any_split_and_order_leads_to_the_same_state() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                Live(club, steps);
                var bought = club.Buy(Lines(random));
                var pieces = Pieces(random, bought);
                var other = club.Fork();
                foreach (var (line, quantity) in pieces)
                {
                    club.Return(bought, FormattableString.Invariant($"{line}:{quantity}"));
                }

                if (pieces.Length > 0)
                {
                    other.Return(bought, AtOnce(pieces));
                }

                Appearance.Of(club.State, club).ShouldBe(Appearance.Of(other.State, other), AtOnce(pieces));
            }
        );

    [Fact]
    public void In_any_life_the_entitlement_is_the_same_whatever_the_split_and_order() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                if (
                    club.Entries.OfType<Purchased>().LastOrDefault(one => !club.State.Returned.ContainsKey(one.Purchase.Key))
                    is not { } bought
                )
                {
                    return;
                }

                var pieces = Pieces(random, bought);
                var other = club.Fork();
                foreach (var (line, quantity) in pieces)
                {
                    club.Return(bought, FormattableString.Invariant($"{line}:{quantity}"));
                    club.Apply(
                        random.Of<Step>(
                            new Step.Wait(TimeSpan.FromDays(random.Next(20))),
                            new Step.Adjust(-random.Next(1, 5)),
                            new Step.Reserve(random.Next(1, 5), 0),
                            new Step.Close()
                        )
                    );
                }
                if (pieces.Length > 0)
                {
                    other.Return(bought, AtOnce(pieces));
                }

                Entitled(club).ShouldBe(Entitled(other), AtOnce(pieces));

                string Entitled(Ledger of)
                {
                    var back = of.Entries.OfType<Returned>().Where(one => one.Receipt == bought.Purchase.Key).ToArray();
                    var soFar = of.State.Returned.GetValueOrDefault(bought.Purchase.Key, []);
                    return $"{back.Sum(one => one.Points)} points, {back.Sum(one => one.Restored.Sum())} restored, {string.Join(' ', soFar)}, "
                        + $"{string.Join(' ', of.State.Qualifying.All)}, {string.Join(' ', of.State.RuleUses)}, {of.State.Purchases} purchases";
                }
            }
        );

    [Fact]
    public void What_was_bought_and_came_back_was_never_bought() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                Live(club, steps);
                if (club.State.Debt > 0)
                {
                    return;
                }

                var never = club.Fork();
                var bought = (Purchased)club.Written(club.TryBuy(null, "s1", null, Lines(random)))!;
                while (
                    random.OneIn(2)
                    && Pieces(random, bought) is { Length: > 0 } pieces
                    && club.TryReturn(bought, AtOnce(pieces)) is { Entry: not null } part
                )
                {
                    club.Written(part);
                }

                club.Return(bought);
                if (bought.Purchase.Lines.Any(line => line.Quantity > 0))
                {
                    Appearance.Lasting(club.State, club).ShouldBe(Appearance.Lasting(never.State, never));
                }

                club.State.Debt.ShouldBe(0);
            }
        );
}
