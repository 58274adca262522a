using System.Globalization;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>The decider against a second opinion that shares no code with it.</summary>
public class NaiveModelTest(ITestOutputHelper output)
{
    /// <summary>Something that happens; receipts, redemptions and vouchers are counted back from the latest.</summary>
    public abstract record Step
    {
        /// <param name="Lines">Category, quantity, amount and tax of each, such as "bakery 2 9.98 1.73; - 1 5 0".</param>
        /// <param name="Pay">Points that pay for a part of it.</param>
        /// <param name="Voucher">The voucher that is used with it; -1 is none.</param>
        public sealed record Buy(string Lines, TimeSpan Ago, long Pay, int Voucher) : Step;

        /// <param name="Line">-1 is everything that is left.</param>
        public sealed record Return(int Receipt, int Line, decimal Quantity) : Step;

        public sealed record Adjust(long Points) : Step;

        public sealed record Reserve(long Points, int Minutes) : Step;

        public sealed record Capture(int Redemption) : Step;

        public sealed record Release(int Redemption) : Step;

        public sealed record Use(int Voucher) : Step;

        public sealed record Wait(TimeSpan Time) : Step;

        public sealed record Close : Step;
    }

    private static readonly int Cases = int.TryParse(
        Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_CASES"),
        NumberStyles.Integer,
        CultureInfo.InvariantCulture,
        out var cases
    )
        ? cases
        : 20_000;

    [Fact]
    public void The_decider_agrees_with_a_naive_model_also_where_what_comes_between_two_redemptions_comes_later_in_any_order()
    {
        var (plain, moved) = (0, 0);
        ForAll.Sequences(
            Cases,
            output,
            Steps,
            (steps, random) =>
            {
                var both = new Both(random, plain: random.OneIn(3));
                both.Compare("at the start");
                foreach (var step in steps)
                {
                    both.Apply(step);
                    both.Compare(step.ToString());
                }
                both.Shuffled?.CatchUp();
                Interlocked.Add(ref plain, both.Shuffled is null ? 0 : 1);
                Interlocked.Add(ref moved, both.Shuffled?.Moved ?? 0);
            },
            Environment.ProcessorCount
        );
        output.WriteLine(
            $"{plain} sequences were delivered in another order too, {moved} purchases and returns among them later than in the first"
        );
    }

    private static Step[] Steps(Random random)
    {
        // The case's own random begins with the same draw, which decides whether the programme is plain: of both kinds half are spenders.
        var spender = random.Next(6) % 2 == 0;
        return [.. Enumerable.Range(0, random.Next(1, 31)).Select(_ => One(random, spender))];
    }

    private static Step One(Random random, bool spender) =>
        random.Next(spender ? 30 : 21) switch
        {
            < 8 => new Step.Buy(
                Lines(random),
                Ago(random),
                spender && random.OneIn(4) ? random.Next(1, 8) * 5 : 0,
                spender && random.OneIn(5) ? random.Next(3) : -1
            ),
            < 13 => new Step.Return(random.Next(4), random.Next(-1, 3), random.Of(0.5m, 1, 1, 2)),
            < 20 => new Step.Wait(
                TimeSpan.FromMinutes(
                    random.Next(4) switch
                    {
                        0 => random.Of(1, 15, 600),
                        1 => random.Next(1_500),
                        _ => random.Next(60_000),
                    }
                )
            ),
            < 21 => new Step.Close(),
            < 23 => new Step.Adjust(random.OneIn(3) ? random.Next(1, 40) : -random.Next(1, random.Of(40, 200))),
            < 26 => new Step.Reserve(random.Next(1, 30), random.Of(1, 15, 600, 60_000)),
            < 27 => new Step.Capture(random.Next(2)),
            < 28 => new Step.Release(random.Next(2)),
            < 29 => new Step.Use(random.Next(3)),
            _ => new Step.Buy(Line(random), TimeSpan.Zero, random.Next(1, 5) * 10, -1),
        };

    /// <summary>Up to three lines; perhaps one more that lowers them, by less than all of it.</summary>
    private static string Lines(Random random)
    {
        string[] lines = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Line(random))];
        var total = lines.Sum(line => decimal.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture));
        return string.Join(
            "; ",
            total == 0 || !random.OneIn(5)
                ? lines
                : lines.Append(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{random.Of("-", "bakery", "gift-card")} 1 {Money(random, -random.Next(1, (int)(total * 100) + 1))}"
                    )
                )
        );
    }

    private static string Line(Random random) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{random.Of("-", "-", "bakery", "coffee", "gift-card")} {random.Of(1m, 1m, 2m, 3m, 0.5m, 1.333m)} {Money(random, random.Next(0, 4_000))}"
        );

    /// <summary>An amount and the tax in it.</summary>
    private static string Money(Random random, int cents) =>
        string.Create(CultureInfo.InvariantCulture, $"{cents / 100m} {cents * random.Of(0, 0, 4, 10, 21, 100) / 100 / 100m}");

    private static TimeSpan Ago(Random random) =>
        TimeSpan.FromMinutes(
            random.Next(6) switch
            {
                0 => random.Next(300_000),
                1 => random.Next(3_000),
                2 => -random.Next(12),
                _ => 0,
            }
        );

    /// <summary>A member as the domain decides and folds.</summary>
    private sealed class Member(ProgrammeHistory book)
    {
        public MemberState State { get; private set; } = MemberState.None;
        public DateTimeOffset Now { get; set; }
        public ulong Draw { get; set; }
        public List<Purchased> Receipts { get; } = [];
        public List<Entry> Entries { get; } = [];
        public List<string> Vouchers { get; } = [];
        public Moment Moment
        {
            get
            {
                var drawn = Draw << 8;
                return new(Now, book) { Draw = () => drawn++ };
            }
        }

        public DateOnly Today => Moment.Today(State);
        public Balance Balance => Balance.At(Now, Today, State);
        public TierStanding Standing => TierTrack.On(Today, State, book);

        /// <summary>As they would be after a close.</summary>
        public MemberState Settled => new AsOfNow(State, Moment).Member;

        public Decision Do(Decision decision)
        {
            if (decision.Entry is not { } entry)
            {
                return decision;
            }

            State = State.After(entry);
            Entries.Add(entry);
            Vouchers.AddRange(Voucher.IssuedBy(entry).Select(voucher => voucher.Code));
            if (entry is Purchased purchased)
            {
                Receipts.Add(purchased);
            }

            return decision;
        }

        public Decision Buy(Purchase purchase) => Do(Decider.Decide(State, new RecordPurchase(purchase, null), Moment));

        public Decision Return(Return back)
        {
            var receipt = Receipts.Find(bought => bought.Purchase.Receipt == back.Receipt)!;
            return Do(Decider.Decide(State, new ReturnPurchase(back, receipt, Returns.Expired(receipt.Terms, Entries)), Moment));
        }

        public void Close() => Do(Decider.Decide(State, new Settle(Today), Moment));
    }

    /// <summary>A member and the model of one, who live through the same.</summary>
    private sealed class Both
    {
        private readonly NaiveModel model;
        private readonly Member member;
        private readonly string story;

        public Both(Random random, bool plain)
        {
            var zone = random.Of(Histories.Zones);
            var now = DateTimeOffset.UnixEpoch.AddYears(54).AddMinutes(random.Next(1_000_000));
            var versions = NaiveProgrammes.Versions(random, now, plain);
            var joined = new DateTimeOffset(2023, 2, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(60));
            (long Points, DateOnly? Ends)? opening = random.OneIn(3)
                ? (random.Next(1, 50), random.OneIn(2) ? new DateOnly(2027, 12, 31) : null)
                : null;
            story = $"\njoined {joined:O}, at first {now:O}, opening {opening}\n{NaiveProgrammes.Story(versions, zone)}";
            var book = NaiveProgrammes.Book(versions, zone);
            member = new(book) { Now = now };
            member.Do(
                Decider.Decide(member.State, new Enrol(joined, opening is { } at ? new(at.Points, at.Ends) : null, [], null), member.Moment)
            );
            model = new NaiveModel(TimeZoneInfo.FindSystemTimeZoneById(zone), versions, joined).At(now);
            if (opening is { } brought)
            {
                model.Give(brought.Points, brought.Ends);
            }

            if (!plain)
            {
                return;
            }

            var twin = new Member(book) { Now = now };
            twin.Do(
                Decider.Decide(
                    twin.State,
                    new Enrol(joined, opening is { } same ? new(same.Points, same.Ends) : null, [], null),
                    twin.Moment
                )
            );
            Shuffled = new(member, twin, versions[0].Cards, random, story);
        }

        /// <summary>The same member once more, where the programme allows another order.</summary>
        public Shuffled? Shuffled { get; }

        public void Apply(Step step)
        {
            member.Draw++;
            model.At(member.Now);
            var (state, now, moment) = (member.State, member.Now, member.Moment);
            switch (step)
            {
                case Step.Buy buy:
                    NaiveModel.Line[] lines =
                    [
                        .. buy
                            .Lines.Split("; ")
                            .Select(line => line.Split(' '))
                            .Select(line => new NaiveModel.Line(line[0] == "-" ? null : line[0], Number(line[1]), Number(line[2]), Number(line[3]))),
                    ];
                    int? voucher =
                        buy.Voucher >= 0 && buy.Voucher < member.Vouchers.Count && Shuffled is null
                            ? member.Vouchers.Count - 1 - buy.Voucher
                            : null;
                    var purchase = new Purchase(
                        "s1",
                        null,
                        $"r{member.Draw}",
                        now - buy.Ago,
                        [
                            .. lines.Select(
                                (line, index) =>
                                    new ReceiptLine(index + 1, "sku", null, line.Category, null, line.Quantity, line.Amount, line.Tax)
                            ),
                        ]
                    )
                    {
                        PayPoints = buy.Pay,
                        Vouchers = voucher is { } used ? [member.Vouchers[used]] : [],
                    };
                    if (buy.Pay > 0)
                    {
                        Shuffled?.Together(twin => twin.Buy(purchase));
                    }

                    var bought = member.Buy(purchase);
                    Agree(bought, model.Buy(purchase.At, purchase.Receipt, lines, buy.Pay, voucher), step);
                    if (buy.Pay == 0 && bought.Entry is not null)
                    {
                        Shuffled?.Later(purchase);
                    }

                    break;
                case Step.Return back when member.Receipts.Count > back.Receipt:
                    var receipt = member.Receipts[^(1 + back.Receipt)].Purchase;
                    if (back.Line >= 0 && back.Line < receipt.Lines.Length && receipt.Lines[back.Line].Amount < 0)
                    {
                        back = back with { Line = -1 }; // a discount comes back with the goods only
                    }

                    var sizes = receipt.Lines.Select((_, index) => index == back.Line ? back.Quantity : 0);
                    var given = new Return(
                        "s1",
                        receipt.Receipt,
                        $"b{member.Draw}",
                        now,
                        back.Line < 0 ? [] : [new(back.Line + 1, back.Quantity)]
                    );
                    // Of what was bought before the last redemption, a return takes what that left: so all agree on its place.
                    if (Shuffled?.Holds(receipt.Receipt) == false)
                    {
                        Shuffled.Together(twin => twin.Return(given));
                    }

                    var returned = member.Return(given);
                    var answer = model.Return(
                        receipt.Receipt,
                        back.Line < 0 ? null
                            : back.Line < receipt.Lines.Length ? [.. sizes]
                            : new decimal[back.Line + 1]
                    );
                    if (returned.Entry is Returned entry)
                    {
                        new NaiveModel.Returned(entry.Points, entry.Restored.Sum(), entry.ExpiredAtOnce, entry.Debt).ShouldBe(
                            answer,
                            $"{step} at {now:O}{story}"
                        );
                    }

                    Agree(returned, answer is not null, step);
                    if (returned.Entry is Returned and var done && Shuffled?.Holds(receipt.Receipt) == true)
                    {
                        Shuffled.Later(given, (Returned)done);
                    }

                    break;
                case Step.Adjust adjust:
                    Shuffled?.Together(twin => twin.Do(Decider.Decide(twin.State, new Adjust(adjust.Points, "by hand"), twin.Moment)));
                    if (adjust.Points > 0)
                    {
                        model.Give(adjust.Points);
                    }

                    var can =
                        adjust.Points > 0 || (model.Reserve("a", -adjust.Points, DateTimeOffset.MaxValue) && model.Finish("a", "by hand"));
                    Agree(member.Do(Decider.Decide(state, new Adjust(adjust.Points, "by hand"), moment)), can, step);
                    break;
                case Step.Reserve reserve:
                    Shuffled?.Together(twin =>
                        twin.Do(
                            Decider.Decide(
                                twin.State,
                                new Redeem(new Redemption(null, reserve.Points, false, reserve.Minutes * 60, null)),
                                twin.Moment
                            )
                        )
                    );
                    Agree(
                        member.Do(
                            Decider.Decide(
                                state,
                                new Redeem(new Redemption(null, reserve.Points, false, reserve.Minutes * 60, null)),
                                moment
                            )
                        ),
                        model.Reserve($"{state.Redemptions + 1}", reserve.Points, now.AddMinutes(reserve.Minutes)),
                        step
                    );
                    break;
                case Step.Capture { Redemption: var back }:
                    Shuffled?.Together(twin =>
                        twin.Do(Decider.Decide(twin.State, new Capture(state.Redemptions - back, "it"), twin.Moment))
                    );
                    Agree(
                        member.Do(Decider.Decide(state, new Capture(state.Redemptions - back, "it"), moment)),
                        model.Finish($"{state.Redemptions - back}", "redeemed"),
                        step
                    );
                    break;
                case Step.Release { Redemption: var back }:
                    Shuffled?.Together(twin =>
                        twin.Do(Decider.Decide(twin.State, new Release(state.Redemptions - back, "it"), twin.Moment))
                    );
                    Agree(
                        member.Do(Decider.Decide(state, new Release(state.Redemptions - back, "it"), moment)),
                        model.Finish($"{state.Redemptions - back}", "here"),
                        step
                    );
                    break;
                case Step.Use use when member.Vouchers.Count > use.Voucher && Shuffled is null:
                    Agree(
                        member.Do(Decider.Decide(state, new UseVoucher(member.Vouchers[^(1 + use.Voucher)], "s1", null), moment)),
                        model.Use(member.Vouchers.Count - 1 - use.Voucher),
                        step
                    );
                    break;
                case Step.Return or Step.Use:
                    break;
                case Step.Wait wait:
                    member.Now += wait.Time;
                    break;
                case Step.Close:
                    member.Close();
                    model.Close();
                    break;
                default:
                    throw new InvalidOperationException($"No way to apply {step}.");
            }
        }

        /// <summary>What both see now must be the same.</summary>
        public void Compare(string what)
        {
            var (balance, life, standing) = (member.Balance, member.Settled.Lifetime, member.Standing);
            var level = TierTrack.Level(standing, member.Today, member.State, member.Moment.Programme).Code;
            var stamps = member
                .State.Stamps.Where(card => card.Count > 0 || card.Completed > 0)
                .OrderBy(card => card.Card, StringComparer.Ordinal)
                .Select(card => $"{card.Card} {Math.Max(0, card.Count):0.##} {card.Completed}");
            new NaiveModel.Seen(
                balance.Active,
                balance.Pending,
                balance.Reserved,
                balance.Debt,
                life.Earned,
                life.Redeemed,
                life.Expired,
                life.Reversed,
                balance.NextExpiry?.On,
                balance.NextExpiry?.Points ?? 0,
                level,
                level == standing.Code ? standing.Until : null,
                string.Join(", ", stamps),
                member.State.Vouchers.Count(voucher => voucher.GoodOn(member.Today)),
                member.State.Carried is { } carried ? (decimal)carried.Over / (decimal)carried.Under : 0
            ).ShouldBe(model.At(member.Now).See(), $"{what} at {member.Now:O}{story}");
        }

        private void Agree(Decision decision, bool accepted, Step step) =>
            (decision.Refusal is null).ShouldBe(accepted, $"{step} at {member.Now:O}: {decision.Refusal}{story}");

        private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A twin to whom everything happens that happens to a member; but what comes between two redemptions, purchases and
    /// returns of them, comes later and in another order, a return perhaps before its purchase.
    /// </summary>
    private sealed class Shuffled(Member first, Member twin, NaiveModel.Card[] cards, Random random, string story)
    {
        private readonly List<(DateTimeOffset At, Purchase? Purchase, Return? Return)> waiting = [];

        /// <summary>How many came later than to the first.</summary>
        public int Moved { get; private set; }

        public bool Holds(string receipt) => waiting.Exists(one => one.Purchase?.Receipt == receipt);

        public void Later(Purchase purchase) => waiting.Add((first.Now, purchase, null));

        /// <summary>A return of all that is left is one of the lines that were left.</summary>
        public void Later(Return back, Returned done)
        {
            var before =
                first.Entries.OfType<Returned>().LastOrDefault(other => other != done && other.Return.Receipt == back.Receipt)?.SoFar ?? [];
            var lines = done
                .SoFar.Select(line =>
                    line with
                    {
                        Quantity = line.Quantity - before.Where(one => one.Line == line.Line).Sum(one => one.Quantity),
                    }
                )
                .Where(line => line.Quantity > 0);
            if (lines.Any())
            {
                waiting.Add((first.Now, null, back with { Lines = [.. lines] }));
            }
        }

        /// <summary>Something whose place matters, before it happens to the first.</summary>
        public void Together(Action<Member> does)
        {
            CatchUp();
            twin.Draw = first.Draw;
            does(twin);
        }

        /// <summary>All that waits arrives, and both must be the same.</summary>
        public void CatchUp()
        {
            var instants = waiting.Select(one => one.At).Append(first.Now).Distinct().ToArray();
            var early = new List<Return>();
            // Who is in debt pays with what comes first, so then the order matters.
            var inDebt = twin.Balance.Debt > 0;
            foreach (
                var (at, (was, purchase, back)) in waiting
                    .Select(one => (At: inDebt ? one.At : random.Of(instants[Array.IndexOf(instants, one.At)..]), one))
                    .OrderBy(one => one.At)
                    .ThenBy(one => inDebt ? 0 : random.Next())
                    .ToArray()
            )
            {
                Moved += at > was ? 1 : 0;
                (twin.Now, twin.Draw) = (at, twin.Draw + 1);
                if (random.OneIn(4))
                {
                    twin.Close();
                }

                if (back is not null && !twin.Receipts.Exists(bought => bought.Purchase.Receipt == back.Receipt))
                {
                    early.Add(back);
                }
                else if (back is not null)
                {
                    twin.Return(back).Refusal.ShouldBeNull();
                }

                if (purchase is not null)
                {
                    twin.Buy(purchase).Refusal.ShouldBeNull();
                }

                foreach (var kept in early.FindAll(kept => kept.Receipt == purchase?.Receipt))
                {
                    twin.Return(kept).Refusal.ShouldBeNull();
                }
            }
            waiting.Clear();
            twin.Now = first.Now;
            Seen(twin).ShouldBe(Seen(first), $"shuffled, at {first.Now:O}{story}");
        }

        /// <summary>
        /// Whether a card is full early or late decides how long its voucher is good, and so what a return takes: stamps are counted in
        /// all.
        /// </summary>
        private string Seen(Member member)
        {
            var (balance, settled) = (member.Balance, member.Settled);
            var totals = cards
                .Select(card => (card, has: settled.Stamps.Of(card.Code)))
                .Select(one => $"{one.card.Code} {one.has.Count + one.card.Size * one.has.Completed:0.##}");
            return $"{balance}\n{string.Join(", ", settled.Lots)}\nearned {settled.Lifetime.Earned}, redeemed {settled.Lifetime.Redeemed}\n{member.Standing}\n{string.Join(", ", totals)}";
        }
    }
}
