using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>
/// Years of days lie in blocks that are read when somebody asks for them: what they add up to is what the days add up to.
/// </summary>
public class DaysInBlocks(ITestOutputHelper output)
{
    private static readonly DateOnly First = Day("2023-01-01");

    [Fact]
    public void Late_purchases_and_returns_of_years_ago_count_on_their_days_whatever_was_stored_and_read_between()
    {
        const int seed = 20_261_122;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var days = QualifyingDays.None;
            var plain = new SortedDictionary<(DateOnly Day, int Version), QualifyingDay>();
            for (var step = 0; step < 1_500; step++)
            {
                // Mostly one day after another; now and then one of the past, a second version of the same day, something that counts in a
                // part only, or a return of a part or all.
                var day = First.AddDays(random.Next(5) == 0 ? random.Next(step + 1) : step / 2);
                var version = random.Next(20) == 0 ? 2 : 1;
                var known = plain.GetValueOrDefault((day, version), new(day, version, 0, 0, 0));
                var more = random.Next(9) switch
                {
                    0 => known.Minus(),
                    1 => new(
                        day,
                        version,
                        -known.Points * random.Next(2),
                        Plain(-known.Spend * random.Next(2)),
                        -known.Visits * random.Next(2)
                    ),
                    2 => new(
                        day,
                        version,
                        random.Next(-1, 2) * random.Next(500),
                        Plain(random.Next(-1, 2) * random.Next(100_000) / 100m),
                        random.Next(-1, 2)
                    ),
                    _ => new QualifyingDay(day, version, random.Next(1, 500), random.Next(1, 100_000) / 100m, 1),
                };
                days = days.Plus(more);
                var sum = known with
                {
                    Points = known.Points + more.Points,
                    Spend = known.Spend + more.Spend,
                    Visits = known.Visits + more.Visits,
                };
                if (sum is { Points: 0, Spend: 0, Visits: 0 })
                {
                    plain.Remove((day, version));
                }
                else
                {
                    plain[(day, version)] = sum;
                }

                if (step % 50 == 0)
                {
                    days = Stored(days);
                }

                if (step % 25 == 0)
                {
                    Check(days, [.. plain.Values], random);
                }
            }
            days.Older.Length.ShouldBeGreaterThan(5);
            foreach (var order in new[] { plain.Keys.ToArray(), [.. plain.Keys.Reverse()] })
            {
                var left = days;
                foreach (var (day, version) in order)
                {
                    left.IsEmpty.ShouldBeFalse();
                    left = left.Plus(left.Of(day, version).Minus());
                }
                left.IsEmpty.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void The_versions_of_one_day_stay_together_however_many_they_are()
    {
        var (days, versions) = (
            QualifyingDays.None,
            Enumerable.Range(1, 150).Select(version => new QualifyingDay(First, version, version, 1, 1)).ToArray()
        );
        foreach (var row in versions[..100])
        {
            days = days.Plus(row);
        }

        for (var day = 1; day <= 100; day++)
        {
            days = days.Plus(new(First.AddDays(day), 1, 1, 1, 1));
        }

        days.Older.ShouldNotBeEmpty();
        foreach (var row in versions[100..])
        {
            days = days.Plus(row); // late, into a block that cannot be parted
        }

        foreach (var row in versions)
        {
            days.Of(row.Day, row.Version).ShouldBe(row);
        }

        days.All.Take(150).ShouldBe(versions);
        days.Sum(First, First).ShouldBe((150 * 151 / 2, 150, 150));
    }

    [Fact]
    public void Blocks_that_add_up_to_less_than_nothing_are_stored_too()
    {
        var days = Enumerable
            .Range(0, 200)
            .Aggregate(QualifyingDays.None, (sum, day) => sum.Plus(new(First.AddDays(day), 1, -2, -1.5m, -1)));
        Stored(days).Older.ShouldNotBeEmpty();
        Stored(days).Sum(First, First.AddDays(199)).ShouldBe((-400, -300, -200));
    }

    [Fact]
    public void The_same_days_are_equal_in_whatever_blocks_they_lie()
    {
        ImmutableArray<QualifyingDay> plain =
        [
            .. Enumerable.Range(0, 200).Select(day => new QualifyingDay(First.AddDays(day), 1, day, 1.5m, 1)),
        ];
        var (days, backwards) = (
            plain.Aggregate(QualifyingDays.None, (sum, day) => sum.Plus(day)),
            plain.Reverse().Aggregate(QualifyingDays.None, (sum, day) => sum.Plus(day))
        );
        days.Older.Select(block => block.Count).ShouldNotBe(backwards.Older.Select(block => block.Count));
        days.Equals(backwards).ShouldBeTrue();
        days.Equals(Stored(days)).ShouldBeTrue();
        foreach (var day in new[] { 0, 100, 199 })
        {
            days.Equals(backwards.Plus(new(First.AddDays(day), 1, 1, 0, 0))).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_snapshot_is_written_again_without_reading_the_days_of_its_blocks()
    {
        const int many = 5_000;
        var days = Enumerable
            .Range(0, many)
            .Aggregate(QualifyingDays.None, (sum, day) => sum.Plus(new(First.AddDays(day), 1, day, 1.5m, 1)));
        var member = MemberState.None with { Qualifying = Stored(days) };
        var first = StateCodec.Encode(member); // what the first time takes once
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = StateCodec.Encode(member);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(many * Unsafe.SizeOf<QualifyingDay>());
        again.ShouldBe(first);
    }

    private static QualifyingDays Stored(QualifyingDays days) =>
        StateCodec.Decode(StateCodec.Encode(MemberState.None with { Qualifying = days }))!.Qualifying;

    private static decimal Plain(decimal spend) => LoyaltyClub.Domain.Programmes.Money.Plain(spend);

    private static string Text(decimal spend) => spend.ToString(CultureInfo.InvariantCulture);

    private static void Check(QualifyingDays days, QualifyingDay[] plain, Random random)
    {
        days.All.ShouldBe(plain);
        days.IsEmpty.ShouldBe(plain.Length == 0);
        days.Last.ShouldBe(plain.LastOrDefault());
        for (var back = 0; back < 100; back += 33)
        {
            days.FromLast(back).ShouldBe(back < plain.Length ? plain[^(back + 1)] : default);
        }
        // A block is as large as two when it is made, and none has a day of many versions here.
        days.Older.Select(block => block.Count).Append(days.Recent.Count).Max().ShouldBeLessThanOrEqualTo(64);
        days.All.Select(day => day.Spend)
            .Concat(days.Older.Select(block => block.Spend))
            .ShouldAllBe(spend => Text(spend) == Text(Plain(spend)));
        var (from, to) = (First.AddDays(random.Next(800)), First.AddDays(random.Next(800)));
        var within = plain.Where(day => day.Day >= from && day.Day <= to).ToArray();
        var sum = days.Sum(from, to);
        sum.ShouldBe((within.Sum(day => day.Points), within.Sum(day => day.Spend), within.Sum(day => day.Visits)));
        Text(sum.Spend).ShouldBe(Text(Plain(sum.Spend)));
        foreach (var day in plain.Where(_ => random.Next(20) == 0))
        {
            (days.Of(day.Day, day.Version), days.Of(day.Day, 3)).ShouldBe((day, new(day.Day, 3, 0, 0, 0)));
        }
    }
}
