using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Tests.Domain;
using LoyaltyClub.Tests.Domain.Members;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>
/// The whole service with its journal, which gets everything one to three times, against the naive model, which hears of it once.
/// </summary>
[Collection(nameof(Alone))]
public class SentUpToThreeTimes(ITestOutputHelper output)
{
    private const int Clubs = 10,
        MembersOfEach = 2_000,
        Instants = 8,
        SideBySide = 200;

    /// <summary>Fewer than there are members, so that most leave memory between two instants and come back from the journal.</summary>
    private const int InMemory = 1_000;

    [Fact]
    public async Task Every_member_has_what_the_model_says_though_everything_was_sent_up_to_three_times_and_the_journal_gives_it_again()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED"),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        output.WriteLine($"LOYALTYCLUB_TEST_SEED={seed}, {Clubs} clubs of {MembersOfEach} members");
        var (watch, busy, sent, done) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0L, 0L);
        for (var club = 0; club < Clubs; club++)
        {
            var life = new ClubLife(new Random(unchecked(seed + club * 7919)), $"club {club} with LOYALTYCLUB_TEST_SEED={seed}");
            await life.Run();
            (sent, done) = (sent + life.Sent, done + life.Operations);
        }
        output.WriteLine(
            $"{Clubs * MembersOfEach} sequences, {done} operations sent {sent} times, in {watch.Elapsed.TotalSeconds:0.0} s, of processors {(Environment.CpuUsage.TotalTime - busy).TotalSeconds:0.0} s"
        );
    }

    /// <summary>One club: its programme's versions, its clock, its members.</summary>
    private sealed class ClubLife(Random random, string name)
    {
        private long sent,
            operations;

        public long Sent => sent;
        public long Operations => operations;

        public async Task Run()
        {
            var zone = random.Of(Histories.Zones);
            var now = DateTimeOffset.UnixEpoch.AddYears(54).AddMinutes(random.Next(1_000_000));
            await using var club = await ClubApplication.Start(
                StoreKind.Sqlite,
                Contracts.Instants.Text(now),
                $"--Club:MostActiveMembers={InMemory}"
            );
            var grains = club.Services.GetRequiredService<IGrainFactory>();

            // Versions that are still to be put are never in force.
            var versions = NaiveProgrammes.Versions(random, now, plain: false);
            for (var later = 1; later < versions.Length; later++)
            {
                versions[later] = versions[later] with { From = DateTimeOffset.MaxValue };
            }

            await Put(0);
            var joined = now.AddDays(-random.Next(400));
            var members = Enumerable
                .Range(0, MembersOfEach)
                .Select(number => new MemberLife(
                    this,
                    club.Services,
                    new Random(random.Next()),
                    new NaiveModel(TimeZoneInfo.FindSystemTimeZoneById(zone), versions, joined),
                    $"{name}, member {number}",
                    () => NaiveProgrammes.Story(versions, zone)
                ))
                .ToArray();
            await Everybody(member => member.Enrol(now, joined));

            var changes = Enumerable.Range(1, Instants - 1).OrderBy(_ => random.Next()).Take(versions.Length - 1).Order().ToList();
            for (var instant = 0; instant < Instants; instant++)
            {
                if (instant > 0)
                {
                    now += TimeSpan.FromMinutes(random.Of(5, 300, 2_000, 20_000, 60_000, 100_000) + random.Next(1_000));
                }

                for (var times = random.Next(1, 4); times > 0; times--)
                {
                    (await grains.GetGrain<IClockGrain>(ClubKey.Value).Set(now)).Refusal.ShouldBeNull(name);
                }

                if (changes.IndexOf(instant) is >= 0 and var change)
                {
                    await Put(change + 1);
                }

                var last = instant == Instants - 1;
                await Everybody(member => member.Live(now, last));
            }
            await Everybody(member => member.IsWhatTheJournalGives());
            await foreach (var fault in club.Services.GetRequiredService<IJournal>().Verify())
            {
                fault.ShouldBeNull(name);
            }

            Task Everybody(Func<MemberLife, Task> does) =>
                Parallel.ForEachAsync(
                    members,
                    new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
                    async (member, _) => await member.Telling(() => does(member))
                );

            async Task Put(int version)
            {
                var request = new ProgrammeRequest($"v{version}", null, NaiveProgrammes.Json(versions[version], zone));
                var answer = await Send(
                    random,
                    null,
                    () => grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Put(request),
                    $"{name}: version {version}"
                );
                versions[version] = versions[version] with { From = answer!.From };
            }
        }

        /// <summary>Sends one to three times, some of them at once, and the others later if it was accepted.</summary>
        /// <param name="later">Takes what is to be sent later; null is to send all at once.</param>
        /// <returns>The answer, the same to all of them; null if it was refused.</returns>
        public async Task<T?> Send<T>(
            Random random,
            List<Func<Task>>? later,
            Func<Task<Outcome<T>>> send,
            object what,
            bool answerMayChange = false
        )
        {
            var times = random.Next(1, 4);
            var atOnce = later is null ? times : random.Next(1, times + 1);
            Interlocked.Increment(ref operations);
            var answers = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Once()));
            if (answers[0].Refusal is { } refusal)
            {
                answers.All(answer => answer.Refusal?.Code == refusal.Code).ShouldBeTrue();
                return default;
            }
            answers.Count(answer => !answer.Again).ShouldBe(1, name);
            var first = JsonSerializer.Serialize(answers[0].Value);
            foreach (var answer in answers)
            {
                JsonSerializer.Serialize(answer.Value).ShouldBe(first);
            }

            for (var i = atOnce; i < times; i++)
            {
                later!.Add(async () =>
                {
                    var again = await Once();
                    if (!again.Again)
                    {
                        throw new ShouldAssertException($"Not known any more: {what} {again.Refusal}");
                    }

                    if (!answerMayChange)
                    {
                        JsonSerializer.Serialize(again.Value).ShouldBe(first);
                    }
                });
            }

            return answers[0].Value;

            Task<Outcome<T>> Once()
            {
                Interlocked.Increment(ref sent);
                return send();
            }
        }
    }

    /// <summary>One member of it, and the model of one.</summary>
    private sealed class MemberLife(
        ClubLife club,
        IServiceProvider services,
        Random random,
        NaiveModel model,
        string name,
        Func<string> programme
    )
    {
        private readonly IGrainFactory grains = services.GetRequiredService<IGrainFactory>();
        private readonly IDirectory directory = services.GetRequiredService<IDirectory>();
        private readonly List<Func<Task>> later = [];
        private readonly List<PurchaseRequest> bought = [];
        private readonly List<(DateTimeOffset At, object What)> told = [];
        private (PurchaseRequest Purchase, ReturnRequest Return)? early;
        private DateTimeOffset now;
        private string id = "";
        private int number,
            redemptions;

        private IMemberGrain Grain => grains.GetGrain<IMemberGrain>(id);

        public async Task Enrol(DateTimeOffset instant, DateTimeOffset joined)
        {
            model.At(now = instant);
            var opening = random.OneIn(3)
                ? new OpeningBalance(random.Next(1, 50), random.OneIn(2) ? new DateOnly(2029, 12, 31) : null)
                : null;
            var enrolment = new Enrolment($"{name} enrols", null, null, joined, opening) { FirstName = "Ana" };
            id = (await club.Send(random, null, () => grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment), name))!.Id;
            if (opening is not null)
            {
                model.Give(opening.Points, opening.Expires);
            }
        }

        /// <summary>Up to two operations at an instant, what is sent again from before, and a look.</summary>
        public async Task Live(DateTimeOffset instant, bool last)
        {
            var before = model.Today;
            if (model.At(now = instant).Today > before)
            {
                model.Close();
            }

            if (early is { } waiting && (last || random.OneIn(2)))
            {
                early = null;
                if (await Buy(waiting.Purchase))
                {
                    model.Return(waiting.Return.Receipt!, Sizes(waiting.Purchase, waiting.Return));
                }
            }
            for (var count = random.Next(3); count > 0; count--)
            {
                await One();
            }

            foreach (var again in later.ToArray())
            {
                if (last || random.OneIn(3))
                {
                    later.Remove(again);
                    await again();
                }
            }

            if (last || random.OneIn(4))
            {
                await Compare();
            }
        }

        private async Task One()
        {
            switch (random.Next(16))
            {
                case < 6:
                    await Buy(Purchase(random.OneIn(4) ? random.Next(1, 8) * 5 : 0));
                    break;
                case < 9 when bought.Count > 0:
                    var back = Return(bought[^random.Next(1, Math.Min(4, bought.Count + 1))]);
                    Same(
                        await Sent(() => Bring(back), back),
                        model.At(now).Return(back.Receipt!, Sizes(bought.Find(one => one.Receipt == back.Receipt)!, back)) is not null
                    );
                    break;
                case < 10 when early is null:
                    var coming = Purchase(0);
                    var before = Return(coming);
                    early = (coming, before);
                    Same(await Sent(() => Bring(before), before, answerMayChange: true), true);
                    break;
                case < 11:
                    var adjustment = new Adjustment(
                        $"{name} {++number}",
                        random.OneIn(2) ? random.Next(1, 40) : -random.Next(1, 40),
                        "by hand"
                    );
                    model.At(now);
                    if (adjustment.Points > 0)
                    {
                        model.Give(adjustment.Points);
                    }

                    Same(
                        await Sent(() => Grain.Adjust(adjustment), adjustment),
                        adjustment.Points > 0
                            || (model.Reserve("a", -adjustment.Points, DateTimeOffset.MaxValue) && model.Finish("a", "by hand"))
                    );
                    break;
                case < 13:
                    var redemption = new RedemptionRequest(
                        $"{name} {++number}",
                        null,
                        random.Next(1, 30),
                        random.OneIn(2),
                        random.Of(60, 900, 2_000_000),
                        "s1"
                    );
                    var reserved = model
                        .At(now)
                        .Reserve($"{redemptions + 1}", redemption.Points!.Value, now.AddSeconds(redemption.TtlSeconds!.Value));
                    redemptions += reserved ? 1 : 0;
                    if (reserved && redemption.Capture == true)
                    {
                        model.Finish($"{redemptions}", "redeemed");
                    }

                    Same(await Sent(() => Grain.Redeem(redemption), redemption), reserved);
                    break;
                case < 15:
                    var (which, operation) = (Math.Max(1, redemptions - random.Next(2)), $"{name} {++number}");
                    Same(
                        await Sent(() => Grain.Capture($"{id}-{which}", operation), $"capture {which}"),
                        model.At(now).Finish($"{which}", "redeemed")
                    );
                    break;
                default:
                    var (free, operationId) = (Math.Max(1, redemptions - random.Next(2)), $"{name} {++number}");
                    Same(
                        await Sent(() => Grain.Release($"{id}-{free}", operationId), $"release {free}"),
                        model.At(now).Finish($"{free}", "here")
                    );
                    break;
            }
        }

        private async Task<bool> Buy(PurchaseRequest purchase)
        {
            NaiveModel.Line[] lines =
            [
                .. purchase.Lines!.Select(line => new NaiveModel.Line(line.Category, line.Quantity!.Value, line.Amount!.Value)),
            ];
            var accepted = model.At(now).Buy(purchase.At!.Value, purchase.Receipt!, lines, purchase.PayWithPoints?.Points ?? 0);
            Same(await Sent(() => Grain.RecordPurchase(purchase), purchase), accepted);
            if (accepted)
            {
                bought.Add(purchase);
            }

            return accepted;
        }

        private PurchaseRequest Purchase(long pay) =>
            new(
                "s1",
                null,
                $"{id}-{++number}",
                now.AddMinutes(-random.Of(0, 0, 0, random.Next(3_000), random.Next(200_000))),
                id,
                null,
                [
                    .. Enumerable
                        .Range(1, random.Next(1, 4))
                        .Select(line => new PurchaseLine(
                            line,
                            "sku",
                            null,
                            random.Of(null, null, "bakery", "coffee", "gift-card"),
                            null,
                            random.Of(1m, 1m, 2m, 3m, 0.5m),
                            (decimal)random.Next(0, 4_000) / 100
                        )),
                ],
                null,
                pay > 0 ? new(pay) : null,
                null
            );

        /// <summary>All of it, or at most what there is of its first line.</summary>
        private ReturnRequest Return(PurchaseRequest purchase) =>
            new(
                "s1",
                purchase.Receipt,
                $"{id}-{++number}",
                now,
                random.OneIn(3) ? null : [new(1, random.Of(purchase.Lines![0].Quantity!.Value, 0.5m))]
            );

        private static decimal[]? Sizes(PurchaseRequest purchase, ReturnRequest back) =>
            back.Lines is { } lines ? [.. purchase.Lines!.Select(line => line.Line == 1 ? lines[0].Quantity!.Value : 0)] : null;

        /// <summary>As the API does: to the member who has the receipt, or to wait for it.</summary>
        private async Task<Outcome<ReturnAnswer>> Bring(ReturnRequest back)
        {
            if (await directory.Purchase(back) is { Member: null, EarlyReturns: var waiting })
            {
                var kept = await grains.GetGrain<IEarlyReturnsGrain>(waiting).Keep(back);
                if (kept.Value?.Member is null)
                {
                    return kept;
                }
            }
            return await Grain.Return(back);
        }

        private async Task<bool> Sent<T>(Func<Task<Outcome<T>>> send, object what, bool answerMayChange = false)
        {
            told.Add((now, what));
            return await club.Send(random, later, send, what, answerMayChange) is not null;
        }

        private static void Same(bool accepted, bool expected) => accepted.ShouldBe(expected);

        private async Task Compare()
        {
            var member = (await Grain.Get()).Value!;
            var (balance, life) = (member.Balance, member.Lifetime);
            var expected = model.At(now).See();
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
                member.Tier.Code,
                member.Tier.Until,
                string.Join(
                    ", ",
                    member
                        .Stamps.Where(card => card.Count > 0 || card.Completed > 0)
                        .OrderBy(card => card.Card, StringComparer.Ordinal)
                        .Select(card => $"{card.Card} {card.Count:0.##} {card.Completed}")
                ),
                member.Vouchers.Count(voucher => voucher.Status == "issued"),
                expected.Carried // not shown; it shows in later points
            ).ShouldBe(expected with { Stamps = Shown(expected.Stamps, member.Stamps) });
        }

        /// <summary>A card that does not repeat shows no more stamps than it has places.</summary>
        private static string Shown(string stamps, StampsView[] cards) =>
            string.Join(
                ", ",
                stamps
                    .Split(", ", StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => text.Split(' '))
                    .Select(card =>
                        $"{card[0]} {Math.Min(decimal.Parse(card[1], CultureInfo.InvariantCulture), cards.Single(one => one.Card == card[0]).Size):0.##} {card[2]}"
                    )
            );

        /// <summary>The first entry to the last, without a snapshot, is what the grain shows.</summary>
        public async Task IsWhatTheJournalGives()
        {
            var journal = services.GetRequiredService<IJournal>();
            var state = (await journal.Read(id, 1, int.MaxValue))
                .Select(entry => EntryCodec.Decode(entry.Data))
                .Aggregate(MemberState.None, Evolution.After);
            var person = Person.Read((await journal.Open(id)).Document);
            var replayed = Views.Member(id, state, person, new(now, services.GetRequiredService<ProgrammeCache>().Book));
            JsonSerializer.Serialize(replayed).ShouldBe(JsonSerializer.Serialize((await Grain.Get()).Value));
        }

        /// <summary>With all that happened, should something be wrong.</summary>
        public async Task Telling(Func<Task> does)
        {
            try
            {
                await does();
            }
            catch (Exception exception)
            {
                var lines = told.Select(one => $"{one.At:O} {JsonSerializer.Serialize(one.What, one.What.GetType())}");
                throw new ShouldAssertException(
                    $"{name}, {id}, at {now:O}\n{programme()}\n{string.Join('\n', lines)}\n{exception.Message}",
                    exception
                );
            }
        }
    }
}
