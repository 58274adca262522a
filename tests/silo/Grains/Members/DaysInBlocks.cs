using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains.Members;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>Years of days lie in blocks that are read when somebody asks for them: what they add up to is what the days add up to.</summary>
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
                // Mostly one day after another; now and then one of the past, a second version of the same day, or a return of all.
                var day = First.AddDays(random.Next(5) == 0 ? random.Next(step + 1) : step / 2);
                var version = random.Next(20) == 0 ? 2 : 1;
                var known = plain.GetValueOrDefault((day, version), new(day, version, 0, 0, 0));
                var more = random.Next(6) == 0 ? known.Minus() : new(day, version, random.Next(1, 500), random.Next(1, 100_000) / 100m, 1);
                days = days.Plus(more);
                var sum = known with { Points = known.Points + more.Points, Spend = known.Spend + more.Spend, Visits = known.Visits + more.Visits };
                if (sum is { Points: 0, Spend: 0, Visits: 0 })
                    plain.Remove((day, version));
                else
                    plain[(day, version)] = sum;
                if (step % 50 == 0)
                    days = StateCodec.Decode(StateCodec.Encode(MemberState.None with { Qualifying = days }))!.Qualifying;
                if (step % 25 == 0)
                    Check(days, [.. plain.Values], random);
            }
            days.Older.Length.ShouldBeGreaterThan(5);
            foreach (var (day, version) in plain.Keys)
                days = days.Plus(days.Of(day, version).Minus());
            days.IsEmpty.ShouldBeTrue();
        }
    }

    private static void Check(QualifyingDays days, QualifyingDay[] plain, Random random)
    {
        days.All.ShouldBe(plain);
        days.IsEmpty.ShouldBe(plain.Length == 0);
        for (var back = 0; back < 100; back += 33)
            days.FromLast(back).ShouldBe(back < plain.Length ? plain[^(back + 1)] : default);
        var (from, to) = (First.AddDays(random.Next(800)), First.AddDays(random.Next(800)));
        var within = plain.Where(day => day.Day >= from && day.Day <= to).ToArray();
        days.Sum(from, to).ShouldBe((within.Sum(day => day.Points), within.Sum(day => day.Spend), within.Sum(day => day.Visits)));
        foreach (var day in plain.Where(_ => random.Next(20) == 0))
            (days.Of(day.Day, day.Version), days.Of(day.Day, 3)).ShouldBe((day, new(day.Day, 3, 0, 0, 0)));
    }
}
