using System.Globalization;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>The decider against a second opinion that shares no code with it.</summary>
public class NaiveModelTest(ITestOutputHelper output)
{
    private static readonly string[] RoundUps = ["none", "month", "", "quarter"];

    [Fact]
    public void The_decider_agrees_with_a_naive_model_after_every_step() => ForAll.Sequences(5_000, output, Histories.Steps, (steps, random) =>
    {
        var zone = random.Of(Histories.Zones);
        var start = Instant("2024-01-01T00:00:00Z").AddMinutes(random.Next(1_000_000));
        var versions = new[] { Rules(random, DateTimeOffset.MinValue), Rules(random, start.AddDays(random.Next(-100, 200))) };
        var club = new Ledger();
        foreach (var rules in versions)
            club.With(Json(rules, zone), rules.From == DateTimeOffset.MinValue ? null : rules.From.ToString("O", CultureInfo.InvariantCulture));
        club.At(start).Enrol("2020-01-01T00:00:00Z");
        var taken = 0;
        var model = new NaiveModel(TimeZoneInfo.FindSystemTimeZoneById(zone), versions);

        foreach (var step in steps)
        {
            club.Apply(step);
            switch (step)
            {
                case Step.Buy buy:
                    model.Buy(club.Now, club.Now - buy.Ago, Money(buy.Amount));
                    break;
                case Step.Adjust { Points: > 0 } give:
                    model.Give(club.Now, give.Points);
                    break;
                case Step.Adjust take:
                    var entries = club.Entries.Count(entry => entry is LoyaltyClub.Domain.Members.Adjusted { Points: < 0 });
                    if (model.Take(club.Now, -take.Points))
                        taken++;
                    entries.ShouldBe(taken, step.ToString());
                    break;
            }
            var seen = model.See(club.Now);
            var balance = club.Balance;
            var ended = LoyaltyClub.Domain.Members.Calendar.DueThrough(club.Today, club.State)
                .Where(line => line.Kind == LoyaltyClub.Domain.Members.DueKind.Expired).Sum(line => line.Lot.Points);
            (balance.Active, balance.Pending, club.State.Lifetime.Expired + ended, balance.NextExpiry?.On, balance.NextExpiry?.Points ?? 0)
                .ShouldBe((seen.Active, seen.Pending, seen.Expired, seen.Next, seen.Ending), step.ToString());
            club.State.Lifetime.Earned.ShouldBe(model.Earned);
        }
    });

    private static NaiveModel.Rules Rules(Random random, DateTimeOffset from) => new(
        from, random.OneIn(2) ? 0 : random.Next(30), random.Of("none", "afterActivation", "calendar", "inactivity"),
        random.Next(1, 5), random.Of(0, 1, 3, 12), random.Of(2, 12, 6), random.Of(28, 29, 30));

    private static string Json(NaiveModel.Rules rules, string zone) =>
        $"{{'timeZone':'{zone}','earning':{{'pendingDays':{rules.PendingDays}}},'expiry':{{'kind':'{rules.Kind}','months':{rules.Months}," +
        $"'roundUp':'{(rules.RoundUp == 12 ? "year" : RoundUps[rules.RoundUp])}','on':'{rules.Month:00}-{(rules.Month == 2 ? Math.Min(rules.Day, 29) : rules.Day):00}'}}}}";
}
