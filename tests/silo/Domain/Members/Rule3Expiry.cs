using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 3: when points become active, and the last day on which they can be spent.</summary>
public class Rule3Expiry
{
    [Theory]
    [InlineData("'kind':'none'", "2026-01-25", null)]
    [InlineData("'kind':'afterActivation','months':1", "2026-01-25", "2026-02-25")]
    [InlineData("'kind':'afterActivation','months':1", "2026-01-30", "2026-02-28")]
    [InlineData("'kind':'afterActivation','months':1", "2026-01-31", "2026-02-28")]
    [InlineData("'kind':'afterActivation','months':1", "2028-01-31", "2028-02-29")]
    [InlineData("'kind':'afterActivation','months':1", "2026-02-28", "2026-03-28")]
    [InlineData("'kind':'afterActivation','months':12", "2028-02-29", "2029-02-28")]
    [InlineData("'kind':'afterActivation','months':48", "2028-02-29", "2032-02-29")]
    [InlineData("'kind':'afterActivation','months':1", "2026-12-31", "2027-01-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'month'", "2026-01-25", "2026-02-28")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'month'", "2028-01-31", "2028-02-29")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'month'", "2026-02-28", "2026-03-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'quarter'", "2026-01-25", "2026-03-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'quarter'", "2026-02-28", "2026-03-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'quarter'", "2026-03-01", "2026-06-30")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'quarter'", "2026-11-30", "2026-12-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'year'", "2026-11-30", "2026-12-31")]
    [InlineData("'kind':'afterActivation','months':1,'roundUp':'year'", "2026-12-01", "2027-12-31")]
    [InlineData("'kind':'calendar','on':'12-31'", "2026-01-01", "2026-12-31")]
    [InlineData("'kind':'calendar','on':'12-31'", "2026-12-31", "2026-12-31")]
    [InlineData("'kind':'calendar','on':'06-30'", "2026-06-30", "2026-06-30")]
    [InlineData("'kind':'calendar','on':'06-30'", "2026-07-01", "2027-06-30")]
    [InlineData("'kind':'calendar','on':'02-29'", "2026-02-28", "2026-02-28")]
    [InlineData("'kind':'calendar','on':'02-29'", "2026-03-01", "2027-02-28")]
    [InlineData("'kind':'calendar','on':'02-29'", "2027-03-01", "2028-02-29")]
    [InlineData("'kind':'calendar','on':'02-29'", "2028-02-29", "2028-02-29")]
    [InlineData("'kind':'inactivity','months':1", "2026-01-25", "2026-02-25")]
    [InlineData("'kind':'inactivity','months':1", "2026-01-31", "2026-02-28")]
    public void The_last_day_of_points_earned_on_a_day(string expiry, string earned, string? last)
    {
        var club = Of($"{{'expiry':{{{expiry}}}}}", $"{earned}T12:00:00Z");
        club.Buy("10.00");
        club.Balance.NextExpiry.ShouldBe(last is null ? null : (Day(last), 10L));
        if (last is null)
        {
            club.At("2099-01-01T00:00:00Z").Points.ShouldBe((10, 0));
            return;
        }
        club.At($"{last}T23:59:59.999Z").Points.ShouldBe((10, 0));
        club.At(club.Now.AddMilliseconds(1)).Points.ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(0, 10, 0, "2026-03-02", "2026-04-02")]
    [InlineData(1, 0, 10, "2026-03-03", "2026-04-03")]
    [InlineData(14, 0, 10, "2026-03-16", "2026-04-16")]
    [InlineData(29, 0, 10, "2026-03-31", "2026-04-30")]
    [InlineData(366, 0, 10, "2027-03-03", "2027-04-03")]
    public void Pending_points_become_active_at_the_start_of_a_day_and_only_then_does_the_expiry_clock_start(
        int days,
        long active,
        long pending,
        string activeOn,
        string last
    )
    {
        var club = Of($"{{'earning':{{'pendingDays':{days}}},'expiry':{{'kind':'afterActivation','months':1}}}}", "2026-03-02T23:59:00Z");
        club.Buy("10.00");
        club.Points.ShouldBe((active, pending));
        if (days > 0)
        {
            club.At(Instant($"{activeOn}T00:00:00Z").AddMilliseconds(-1)).Points.ShouldBe((0, 10));
        }

        club.At($"{activeOn}T00:00:00Z");
        if (days > 0)
        {
            club.Points.ShouldBe((10, 0));
        }

        club.Balance.NextExpiry.ShouldBe((Day(last), 10L));
        club.At($"{last}T23:59:59Z").Points.ShouldBe((10, 0));
        club.At(Instant($"{last}T00:00:00Z").AddDays(1)).Points.ShouldBe((0, 0));
    }

    [Fact]
    public void A_purchase_keeps_idle_points_alive_and_one_day_too_late_it_does_not()
    {
        const string idle = "{'expiry':{'kind':'inactivity','months':2}}";
        var alive = Of(idle, "2026-01-10T12:00:00Z");
        alive.Buy("10.00");
        alive.At("2026-03-10T23:59:59Z").Buy("0.50");
        alive.Points.ShouldBe((10, 0));
        alive.Balance.NextExpiry.ShouldBe((Day("2026-05-10"), 10L));

        var late = Of(idle, "2026-01-10T12:00:00Z");
        late.Buy("10.00");
        late.At("2026-03-11T00:00:00Z").Buy("1.00");
        late.Points.ShouldBe((1, 0));
        late.State.Lifetime.Expired.ShouldBe(10);
    }

    [Fact]
    public void An_adjustment_is_no_activity_and_its_own_points_have_their_months()
    {
        var club = Of("{'expiry':{'kind':'inactivity','months':2}}", "2026-01-10T12:00:00Z");
        club.Buy("10.00");
        club.At("2026-02-10T12:00:00Z").Adjust(5);
        club.Balance.NextExpiry.ShouldBe((Day("2026-03-10"), 10L));
        club.At("2026-03-11T12:00:00Z").Points.ShouldBe((5, 0));
        club.At("2026-04-11T12:00:00Z").Points.ShouldBe((0, 0));
    }

    [Fact]
    public void A_returned_purchase_keeps_no_points_alive()
    {
        var club = Of("{'expiry':{'kind':'inactivity','months':3}}", "2026-01-01T12:00:00Z");
        club.Buy("100.00");
        var gum = club.At("2026-03-25T12:00:00Z").Buy("1.00");
        club.Balance.NextExpiry.ShouldBe((Day("2026-06-25"), 101L));

        club.Fork().Return(gum).IdleSince.ShouldBe(new(Day("2026-01-01")));
        var early = club.Fork();
        early.Return(gum);
        early.Balance.NextExpiry.ShouldBe((Day("2026-04-01"), 100L));
        early.At("2026-04-02T12:00:00Z").Points.ShouldBe((0, 0));

        // Returned after the day on which the points would have ended, they end with the return.
        var late = club.Fork().At("2026-05-01T12:00:00Z");
        var back = late.Return(gum);
        back.Due.ShouldBe([new(DueKind.Expired, Day("2026-04-02"), new(new(Day("2026-01-01"), Day("2026-01-01"), null, 3), 100))]);
        (late.Points, late.State.Lifetime).ShouldBe(((0, 0), new(101, 0, 100, 1)));
        late.Entries.Aggregate(MemberState.None, (member, entry) => member.After(entry)).LastPurchase.ShouldBe(Day("2026-01-01"));
    }

    [Fact]
    public void A_part_that_comes_back_is_still_a_purchase()
    {
        var club = Of("{'expiry':{'kind':'inactivity','months':3}}", "2026-01-01T12:00:00Z");
        club.Buy("100.00");
        var two = club.At("2026-03-25T12:00:00Z").Buy(Line("2.00", quantity: "2"));
        club.Return(two, "1:1").IdleSince.ShouldBeNull();
        club.Balance.NextExpiry.ShouldBe((Day("2026-06-25"), 101L));
        club.Return(two).IdleSince.ShouldBe(new(Day("2026-01-01")));
    }

    [Theory]
    [InlineData("UTC", "2026-01-31T23:30:00Z", "2026-01-31", "2026-02-28")]
    [InlineData("Europe/Madrid", "2026-01-31T22:30:00Z", "2026-01-31", "2026-02-28")]
    [InlineData("Europe/Madrid", "2026-01-31T23:30:00Z", "2026-02-01", "2026-03-01")]
    [InlineData("America/New_York", "2026-02-01T04:59:59Z", "2026-01-31", "2026-02-28")]
    [InlineData("Pacific/Auckland", "2026-01-31T11:00:00Z", "2026-02-01", "2026-03-01")]
    public void The_day_of_a_purchase_is_the_day_in_the_programmes_time_zone(string zone, string at, string earned, string last)
    {
        var club = Of($"{{'timeZone':'{zone}','expiry':{{'kind':'afterActivation','months':1}}}}", at);
        club.Buy("10.00").Day.ShouldBe(Day(earned));
        var end = Days.Start(Day(last).AddDays(1), TimeZoneInfo.FindSystemTimeZoneById(zone));
        club.At(end.AddMilliseconds(-1)).Points.ShouldBe((10, 0));
        club.At(end).Points.ShouldBe((0, 0));
    }

    /// <summary>Clocks that jump over midnight, or come to it twice, and a day that never was.</summary>
    [Theory]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z")]
    [InlineData("Asia/Beirut", "2021-03-28", "2021-03-27T22:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    [InlineData("America/Havana", "2024-11-03", "2024-11-03T04:00:00Z")]
    [InlineData("Asia/Beirut", "2021-10-31", "2021-10-30T22:00:00Z")]
    [InlineData("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("UTC", "2026-01-01", "2026-01-01T00:00:00Z")]
    public void A_day_begins_at_its_first_instant(string zone, string day, string start)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var begin = Days.Start(Day(day), place);
        begin.ShouldBe(Instant(start));
        Days.Of(begin, place).ShouldBeGreaterThanOrEqualTo(Day(day));
        Days.Of(begin.AddMilliseconds(-1), place).ShouldBeLessThan(Day(day));
    }

    [Theory]
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04")]
    [InlineData("Asia/Beirut", "2021-03-27", "2021-03-28")]
    [InlineData("America/Havana", "2024-11-02", "2024-11-03")]
    public void Points_become_active_on_a_day_without_a_midnight_and_on_one_with_two(string zone, string bought, string active)
    {
        var start = Days.Start(Day(active), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var club = Of(
            $"{{'timeZone':'{zone}','earning':{{'pendingDays':1}},'expiry':{{'kind':'afterActivation','months':1}}}}",
            $"{bought}T18:00:00Z"
        );
        club.Buy("10.00").Day.ShouldBe(Day(bought));
        club.At(start.AddMilliseconds(-1)).Points.ShouldBe((0, 10));
        club.At(start).Points.ShouldBe((10, 0));
    }

    /// <summary>In St John's clocks went back at 00:01, so for a minute it was the new day and then the old one again.</summary>
    [Fact]
    public void A_day_that_has_begun_in_the_journal_does_not_end_when_clocks_go_back_over_midnight()
    {
        var club = Of("{'timeZone':'America/St_Johns','earning':{'pendingDays':1}}", "2010-11-06T12:00:00Z");
        club.Buy("10.00");
        club.At("2010-11-07T02:30:30Z").Points.ShouldBe((10, 0));
        club.Settle().ShouldNotBeNull();
        club.At("2010-11-07T02:40:00Z").Points.ShouldBe((10, 0));
    }
}
