using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>Promise 13: the sum of statement lines is the balance.</summary>
public class Rule13Statement(ITestOutputHelper output)
{
    [Fact]
    public void Lines_add_up_to_active_and_pending_at_every_step_and_each_running_balance_is_right() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                Holds(club);
                foreach (var step in steps)
                {
                    club.Apply(step);
                    Holds(club);
                }
            }
        );

    private static void Holds(Ledger club)
    {
        var (active, pending) = (0L, 0L);
        foreach (var line in Lines.Booked(club).ConvertAll(StatementLines.Of))
        {
            line.Balance.ShouldBeGreaterThanOrEqualTo(0);
            line.Pending.ShouldBeGreaterThanOrEqualTo(0);
            (line.Balance + line.Pending).ShouldBe(active + pending + line.Points, line.ToString());
            if (line.Kind == "activated")
            {
                (line.Points, line.Balance - active, pending - line.Pending).ShouldBe(
                    (0, line.Activated!.Value, line.Activated.Value),
                    line.ToString()
                );
            }
            else if (line.Balance != active && line.Pending != pending)
            {
                throw new ShouldAssertException($"moves both sides: {line}");
            }

            (active, pending) = (line.Balance, line.Pending);
        }
        (active, pending).ShouldBe(club.Points);
    }

    [Fact]
    public void In_the_order_of_time_balances_run_on_and_a_period_begins_where_the_one_before_ended() =>
        ForAll.Sequences(
            1_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                var (all, zone) = (Lines.Of(club), club.Moment.Programme.TimeZone);
                all.Select(line => line.At).ShouldBe(all.Select(line => line.At).Order());
                var (active, pending) = (0L, 0L);
                foreach (var line in all)
                {
                    (line.Balance + line.Pending).ShouldBe(active + pending + line.Points, line.ToString());
                    (active, pending) = (line.Balance, line.Pending);
                }
                (active, pending).ShouldBe(club.Points);

                var movements = Statement.InOrderOfTime(Lines.Booked(club));
                foreach (var border in all.Select(line => Days.Of(line.At, zone)).Distinct())
                {
                    var before = StatementPager.Page(movements, new(null, border.AddDays(-1), null, int.MaxValue), zone).Items;
                    var after = StatementPager.Page(movements, new(border, null, null, int.MaxValue), zone).Items;
                    StatementLine[] both = [.. before, .. after];
                    both.ShouldBe(all);
                }
            }
        );

    [Fact]
    public void The_lines_of_a_life_read_like_a_statement()
    {
        var club = new Ledger()
            .With("{'earning':{'pendingDays':2,'rules':[{'code':'gift','add':5}]},'expiry':{'kind':'afterActivation','months':1}}")
            .At("2026-03-02T10:00:00Z")
            .Enrol("2026-01-01T00:00:00Z", 7, "2026-03-10");
        club.Buy("10.00");
        club.At("2026-03-05T10:00:00Z").Adjust(-4);
        club.Buy("2.00", "2026-01-15T10:00:00Z");
        club.At("2026-04-10T10:00:00Z");

        Lines
            .Of(club)
            .Select(line => $"{Instants.Text(line.At)} {line.Kind} {line.Points} {line.Balance} {line.Pending} {line.Note}".TrimEnd())
            .ShouldBe([
                "2026-01-01T00:00:00Z adjusted 7 7 0 Opening balance",
                "2026-01-15T10:00:00Z earned 7 14 0 base +2, gift +5",
                "2026-01-15T10:00:00Z expired -7 7 0 Had ended before the receipt arrived",
                "2026-03-02T10:00:00Z earned 15 7 15 base +10, gift +5",
                "2026-03-04T00:00:00Z activated 0 22 0",
                "2026-03-05T10:00:00Z adjusted -4 18 0 by hand",
                "2026-03-11T00:00:00Z expired -3 15 0",
                "2026-04-05T00:00:00Z expired -15 0 0",
            ]);
    }

    [Fact]
    public void A_page_ends_where_the_next_begins_whatever_its_size()
    {
        var club = new Ledger().With("{'earning':{'pendingDays':2}}").At("2026-03-02T10:00:00Z").Enrol("2026-01-01T00:00:00Z", 7);
        for (var day = 0; day < 10; day++)
        {
            club.At(club.Now.AddDays(1)).Buy("10.00");
        }

        var (all, movements) = (Lines.Of(club), Statement.InOrderOfTime(Lines.Booked(club)));
        for (var size = 1; size <= all.Count + 1; size++)
        {
            foreach (var newest in new[] { false, true })
            {
                var (read, after, pages) = (new List<StatementLine>(), (string?)null, 0);
                do
                {
                    var page = StatementPager.Page(movements, new(null, null, after, size, Newest: newest), TimeZoneInfo.Utc);
                    read.AddRange(page.Items);
                    after = page.Next;
                    (++pages).ShouldBeLessThan(100);
                } while (after is not null);
                read.ShouldBe(newest ? all.AsEnumerable().Reverse() : all);
            }
        }
    }

    [Fact]
    public void A_receipt_that_arrives_between_two_pages_repeats_and_hides_no_line_of_the_next()
    {
        var club = new Ledger().At("2026-03-02T10:00:00Z").With("{}").Enrol("2026-01-01T00:00:00Z");
        for (var day = 0; day < 6; day++)
        {
            club.At(club.Now.AddDays(1)).Buy("10.00");
        }

        var first = StatementPager.Page(Statement.InOrderOfTime(Lines.Booked(club)), new(null, null, null, 3), TimeZoneInfo.Utc);
        club.Buy("5.00", "2026-03-03T09:00:00Z");
        var next = StatementPager.Page(Statement.InOrderOfTime(Lines.Booked(club)), new(null, null, first.Next, 10), TimeZoneInfo.Utc);
        next.Items.Select(line => (line.At.Day, line.Balance)).ShouldBe([(6, 45), (7, 55), (8, 65)]);
    }
}
