using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>A limit per member is asked of the latest uses; here it is held against a count of every run of days.</summary>
public class UsesOfRules
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void A_limit_is_used_up_exactly_if_some_run_of_its_days_around_the_day_is_full()
    {
        var seed = Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED") is { Length: > 0 } given ? int.Parse(given) : Random.Shared.Next();
        Console.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var usedUp = 0;
        for (var round = 0; round < 20_000; round++)
        {
            // As they arrive: mostly in the order of days, and some late.
            AppendList<RuleUse> uses = [];
            for (var i = random.Next(60); i > 0; i--)
                uses = uses.Plus(new RuleUse(random.Next(3) == 0 ? "other" : "gift", First.AddDays(random.Next(40))));
            uses.Select(use => use.Day).ShouldBe(uses.Select(use => use.Day).Order());
            var (limit, day) = (new Limit(random.Next(1, 6), random.Next(1, 20)), First.AddDays(random.Next(-5, 45)));
            var most = Enumerable.Range(0, limit.Days).Max(back => uses.Count(use =>
                use.Rule == "gift" && use.Day >= day.AddDays(-back) && use.Day < day.AddDays(limit.Days - back)));
            var member = new MemberState { RuleUses = uses };
            var story = $"seed {seed}, round {round}: {limit} on {day:O} after {string.Join(' ', uses)}";
            member.TimesLeft("gift", limit, day).ShouldBe(Math.Max(0, limit.Times - most), story);
            member.UsedUp("gift", limit, day).ShouldBe(most >= limit.Times, story);
            usedUp += most >= limit.Times ? 1 : 0;
        }
        usedUp.ShouldBeInRange(1_000, 19_000, "rounds in which the limit was used up");
    }
}
