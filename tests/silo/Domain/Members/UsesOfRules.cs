using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// Whether a limit per member is used up is asked of the latest uses; here it is held against a count of every run of days.
/// </summary>
public class UsesOfRules(ITestOutputHelper output)
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void A_limit_is_used_up_exactly_if_some_run_of_its_days_around_the_day_is_full()
    {
        var (cases, usedUp) = (20_000, 0);
        ForAll.Sequences(
            cases,
            output,
            Arriving,
            (arriving, random) =>
            {
                var uses = arriving.Aggregate((AppendList<RuleUse>)[], (list, use) => list.Plus(use));
                uses.Select(use => use.Day).ShouldBe(uses.Select(use => use.Day).Order());
                var (limit, day, member) = (
                    new Limit(random.Next(1, 6), random.Next(1, 20)),
                    First.AddDays(random.Next(-5, 45)),
                    new MemberState { RuleUses = uses }
                );
                var most = Enumerable
                    .Range(0, limit.Days)
                    .Max(back =>
                        uses.Count(use => use.Rule == "gift" && use.Day >= day.AddDays(-back) && use.Day < day.AddDays(limit.Days - back))
                    );
                member.TimesLeft("gift", limit, day).ShouldBe(Math.Max(0, limit.Times - most), $"{limit} on {day:O}");
                member.UsedUp("gift", limit, day).ShouldBe(most >= limit.Times, $"{limit} on {day:O}");
                usedUp += most >= limit.Times ? 1 : 0;
            }
        );
        usedUp.ShouldBeInRange(cases / 20, cases * 19 / 20, "cases in which the limit was used up");
    }

    /// <summary>In no order of days, as late receipts bring them.</summary>
    private static RuleUse[] Arriving(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(60))
                .Select(_ => new RuleUse(random.Next(3) == 0 ? "other" : "gift", First.AddDays(random.Next(40)))),
        ];
}
