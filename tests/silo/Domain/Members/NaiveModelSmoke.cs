using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>The naive model against sums done by hand.</summary>
public class NaiveModelSmoke
{
    private static readonly DateTimeOffset Always = DateTimeOffset.MinValue, Start = Instant("2026-03-02T10:00:00Z");

    private static NaiveModel Model(params NaiveModel.Rules[] versions) => new(TimeZoneInfo.Utc, versions, Instant("2020-01-15T00:00:00Z"), Instant("2024-01-01T00:00:00Z"));

    private static NaiveModel.Line[] Lines(params decimal[] amounts) => [.. amounts.Select(amount => new NaiveModel.Line(null, 1, amount))];

    private static NaiveModel.Level[] Levels(decimal factor = 1) => [new("basic", 0, 1), new("silver", 100, factor), new("gold", 500, factor), new("ruby", 1000, factor)];

    [Theory]
    [InlineData(false, 0, 50)]
    [InlineData(true, 100, 50)]
    public void What_was_spent_already_is_forgiven_or_owed(bool allow, long debt, long reversed)
    {
        var model = Model(new NaiveModel.Rules(Always) { Allow = allow });
        model.Buy(Start, Start, "a", Lines(150)).ShouldBeTrue();
        model.Adjust(Start, -100).ShouldBeTrue();
        model.Return(Start, "a").ShouldBe(new(150, 0, 0, debt));
        var seen = model.See(Start);
        (seen.Active, seen.Debt, seen.Reversed).ShouldBe((0, debt, reversed));
        model.Buy(Start, Start, "b", Lines(120)).ShouldBeTrue();
        (model.See(Start).Active, model.See(Start).Debt, model.See(Start).Reversed).ShouldBe((120 - debt, 0, reversed + debt));
        model.Return(Start, "a").ShouldBe(new(0, 0, 0, 0));
        model.Return(Start, "none").ShouldBeNull();
    }

    [Fact]
    public void Two_items_come_back_one_by_one()
    {
        var model = Model(new NaiveModel.Rules(Always));
        model.Buy(Start, Start, "a", [new(null, 2, 20)]);
        model.See(Start).Active.ShouldBe(20);
        model.Return(Start, "a", [(0, 1)])!.Reversed.ShouldBe(10);
        model.See(Start).Active.ShouldBe(10);
        model.Return(Start, "a", [(0, 1.5m)]).ShouldBeNull();
        model.Return(Start, "a", [(0, 1)])!.Reversed.ShouldBe(10);
        model.See(Start).Active.ShouldBe(0);
    }

    [Fact]
    public void A_return_is_by_the_rate_of_its_purchase()
    {
        var model = Model(new NaiveModel.Rules(Always), new NaiveModel.Rules(Start.AddDays(1)) { Points = 2 });
        model.Buy(Start, Start, "a", Lines(100));
        model.Buy(Start.AddDays(2), Start.AddDays(2), "b", Lines(100));
        model.See(Start.AddDays(2)).Active.ShouldBe(300);
        model.Return(Start.AddDays(2), "a")!.Reversed.ShouldBe(100);
        model.See(Start.AddDays(2)).Active.ShouldBe(200);
    }

    [Fact]
    public void Points_that_paid_go_back_to_lots_of_which_one_has_ended()
    {
        var model = Model(new NaiveModel.Rules(Always) { Expiry = "afterActivation", Months = 1, PayWith = new(0.01m, 1, 1, 1) }, new NaiveModel.Rules(Start.AddDays(10)) { PayWith = new(0.01m, 100, 10, 0.5m) });
        model.Buy(Start, Start, "a", Lines(60));
        model.Buy(Start.AddDays(11), Start.AddDays(11), "b", Lines(40));
        var at = Start.AddDays(12);
        model.Buy(at, at, "c", Lines(1.99m), 100).ShouldBeFalse("more than half of it");
        model.Buy(at, at, "c", Lines(2.00m), 110).ShouldBeFalse("too few points");
        model.Buy(at, at, "c", Lines(2.00m), 90).ShouldBeFalse("less than the minimum");
        model.Buy(at, at, "c", Lines(1.00m, 1.00m), 100).ShouldBeTrue();
        (model.See(at).Active, model.See(at).Redeemed).ShouldBe((2, 100));
        at = Start.AddDays(60);
        model.Return(at, "c", [(0, 1)]).ShouldBe(new(1, 50, 10, 0));
        (model.See(at).Active, model.See(at).Expired).ShouldBe((41, 10));
        model.Return(at, "c", [(1, 1)]).ShouldBe(new(1, 50, 50, 0));
        (model.See(at).Active, model.See(at).Redeemed, model.See(at).Expired).ShouldBe((40, 0, 60));
    }

    [Fact]
    public void Points_that_expired_of_the_same_lot_are_not_taken_from_another()
    {
        var model = Model(new NaiveModel.Rules(Always) { Expiry = "afterActivation", Months = 1 }, new NaiveModel.Rules(Start.AddDays(10)));
        model.Buy(Start, Start, "a", Lines(60));
        model.Buy(Start.AddDays(11), Start.AddDays(11), "b", Lines(40));
        model.Return(Start.AddDays(60), "a").ShouldBe(new(60, 0, 0, 0));
        model.See(Start.AddDays(60)).Active.ShouldBe(40);
    }

    [Fact]
    public void Five_points_for_each_full_2_50_of_3_00_are_five()
    {
        var model = Model(new NaiveModel.Rules(Always) { Points = 5, Per = 2.50m });
        model.Buy(Start, Start, "a", Lines(3));
        model.See(Start).Active.ShouldBe(5);
    }

    [Theory]
    [InlineData("2026-01-25", "2026-02-25")]
    [InlineData("2026-01-31", "2026-02-28")]
    [InlineData("2028-01-31", "2028-02-29")]
    public void A_month_ends_with_its_last_day(string bought, string last)
    {
        var model = Model(new NaiveModel.Rules(Always) { Expiry = "afterActivation", Months = 1 });
        model.Buy(Instant(bought), Instant(bought), "a", Lines(7));
        (model.See(Instant(last + "T23:59:59Z")).Active, model.See(Instant(last)).NextExpiry, model.See(Instant(last)).NextPoints).ShouldBe((7, Day(last), 7));
        (model.See(Instant(last).AddDays(1)).Active, model.See(Instant(last).AddDays(1)).Expired).ShouldBe((0, 7));
    }

    [Fact]
    public void Tiers_rise_are_kept_and_fall()
    {
        var model = Model(new NaiveModel.Rules(Always) { Levels = Levels(2), GraceDays = 10 });
        model.Buy(Start, Start, "a", Lines(100));
        (model.See(Start).Active, model.See(Start).Tier, model.See(Start).TierUntil).ShouldBe((100, "silver", Day("2027-03-02")));
        model.Buy(Start.AddDays(1), Start.AddDays(1), "b", Lines(50));
        model.See(Start.AddDays(1)).Active.ShouldBe(200);
        model.Buy(Start.AddDays(2), Start.AddDays(2), "c", Lines(550));
        (model.See(Start.AddDays(2)).Active, model.See(Start.AddDays(2)).Tier, model.See(Start.AddDays(2)).TierUntil).ShouldBe((1300, "ruby", Day("2027-03-04")));
        // The window that ends with 4 March begins on 5 March: empty. Ten days of grace, one down, a year, ten days of grace.
        (model.See(Instant("2027-03-14T12:00:00Z")).Tier, model.See(Instant("2027-03-15T00:00:00Z")).Tier).ShouldBe(("ruby", "gold"));
        model.See(Instant("2027-03-15T00:00:00Z")).TierUntil.ShouldBe(Day("2028-03-14"));
        (model.See(Instant("2028-03-24T12:00:00Z")).Tier, model.See(Instant("2028-03-25T00:00:00Z")).Tier).ShouldBe(("gold", "silver"));
    }

    [Fact]
    public void A_return_takes_a_tier_back()
    {
        var model = Model(new NaiveModel.Rules(Always) { Levels = Levels(), By = "spend", Window = "calendarYear" });
        model.Buy(Start, Start, "a", Lines(60, 60));
        (model.See(Start).Tier, model.See(Start).TierUntil).ShouldBe(("silver", Day("2026-12-31")));
        model.Return(Start, "a", [(1, 1)]);
        (model.See(Start).Tier, model.See(Start).TierUntil).ShouldBe(("basic", null));
    }

    [Fact]
    public void Rules_with_limits_minimums_hours_and_a_cap()
    {
        var rules = new NaiveModel.Rules(Always)
        {
            Excluded = ["gift-card"], CapPerDay = 200,
            Extra = [new("bread", Multiply: 2, Category: "bakery"), new("big", Add: 25, MinimumSpend: 30), new("night", Multiply: 1.5m, From: 22, To: 2), new("once", Add: 40, Times: 1, Days: 7), new("first", Multiply: 3, First: true)],
        };
        var model = Model(rules);
        NaiveModel.Line[] lines = [new("bakery", 2, 20.98m), new("gift-card", 1, 50), new(null, 1, 10)];
        // 30 + 20 + 25 + 40 = 115, three times 345, capped at 200.
        model.Buy(Start, Start, "a", lines).ShouldBeTrue();
        model.See(Start).Active.ShouldBe(200);
        // Without one loaf: 20 + 10 + 40 = 70, three times 210: still capped. Without the rest of the bakery: 10 + 40, three times.
        model.Return(Start, "a", [(0, 1)])!.Reversed.ShouldBe(0);
        model.Return(Start, "a", [(0, 1)])!.Reversed.ShouldBe(50);
        model.Return(Start, "a")!.Reversed.ShouldBe(150);
        // Nothing is left, so it is the first again and the limit is free.
        var night = Instant("2026-03-02T23:00:00Z");
        model.Buy(night, night, "b", Lines(1)).ShouldBeTrue();
        model.See(night).Active.ShouldBe((long)(41 * 1.5m * 3));
        model.Buy(night, night, "c", Lines(3.99m)).ShouldBeTrue();
        model.See(night).Active.ShouldBe(184 + 4);
    }

    [Fact]
    public void Stamps_fill_cards_and_returns_empty_them()
    {
        var model = Model(new NaiveModel.Rules(Always) { Cards = [new("coffee", "item", 3, true, 30, "coffee"), new("visit", "visit", 2, false, 5)] });
        NaiveModel.Line[] lines = [new("coffee", 4.5m, 9)];
        model.Buy(Start, Start, "a", lines);
        (model.See(Start).Stamps, model.See(Start).GoodVouchers).ShouldBe(("coffee 1 1, visit 1 0", 1));
        model.Buy(Start, Start, "b", lines);
        (model.See(Start).Stamps, model.See(Start).GoodVouchers).ShouldBe(("coffee 2 2, visit 0 1", 3));
        model.Buy(Start, Start, "c", Lines(5), 0, 0).ShouldBeTrue();
        model.Buy(Start, Start, "d", Lines(5), 0, 0).ShouldBeFalse("it is used");
        (model.See(Start).Stamps, model.See(Start).GoodVouchers).ShouldBe(("coffee 2 2, visit 1 1", 2));
        model.Return(Start, "a");
        (model.See(Start).Stamps, model.See(Start).GoodVouchers).ShouldBe(("coffee 1 1, visit 0 1", 1));
        model.Return(Start, "c");
        (model.See(Start).Stamps, model.See(Start).GoodVouchers).ShouldBe(("coffee 1 1, visit 1 0", 1));
        model.See(Start.AddDays(30)).GoodVouchers.ShouldBe(1);
        model.See(Start.AddDays(31)).GoodVouchers.ShouldBe(0);
    }

    [Fact]
    public void A_reservation_is_captured_released_or_runs_out()
    {
        var model = Model(new NaiveModel.Rules(Always) { Expiry = "afterActivation", Months = 1 });
        model.Buy(Start, Start, "a", Lines(100));
        model.Reserve(Start, "1", 101, TimeSpan.FromMinutes(15)).ShouldBeFalse();
        model.Reserve(Start, "1", 60, TimeSpan.FromMinutes(15)).ShouldBeTrue();
        (model.See(Start).Active, model.See(Start).Reserved).ShouldBe((40, 60));
        model.See(Start.AddMinutes(14)).Reserved.ShouldBe(60);
        (model.See(Start.AddMinutes(15)).Active, model.See(Start.AddMinutes(15)).Reserved).ShouldBe((100, 0));
        model.Capture(Start.AddMinutes(15), "1").ShouldBeFalse();
        model.Reserve(Start.AddMinutes(16), "2", 30, TimeSpan.FromDays(50)).ShouldBeTrue();
        model.Reserve(Start.AddMinutes(16), "3", 20, TimeSpan.FromDays(50)).ShouldBeTrue();
        model.Capture(Start.AddDays(40), "2").ShouldBeTrue();
        model.Release(Start.AddDays(40), "3").ShouldBeTrue();
        var seen = model.See(Start.AddDays(40));
        (seen.Active, seen.Reserved, seen.Redeemed, seen.Expired).ShouldBe((0, 0, 30, 70));
    }

    [Fact]
    public void Pending_points_calendars_and_idle_months()
    {
        var model = Model(new NaiveModel.Rules(Always) { PendingDays = 5, Expiry = "calendar", Month = 6, Day = 30 }, new NaiveModel.Rules(Start.AddDays(1)) { Expiry = "inactivity", Months = 2 });
        model.Buy(Start, Start, "a", Lines(10));
        (model.See(Start).Active, model.See(Start).Pending, model.See(Start).NextExpiry).ShouldBe((0, 10, Day("2026-06-30")));
        model.See(Instant("2026-03-07T00:00:00Z")).Active.ShouldBe(10);
        model.Buy(Instant("2026-04-01T12:00:00Z"), Instant("2026-04-01T12:10:00Z"), "b", Lines(5)).ShouldBeTrue();
        model.Buy(Instant("2026-04-01T12:00:00Z"), Instant("2026-04-01T12:10:01Z"), "c", Lines(5)).ShouldBeFalse();
        model.Buy(Instant("2026-04-20T12:00:00Z"), Instant("2026-04-10T12:00:00Z"), "d", Lines(5)).ShouldBeTrue("late");
        (model.See(Instant("2026-05-01T00:00:00Z")).NextExpiry, model.See(Instant("2026-05-01T00:00:00Z")).NextPoints).ShouldBe((Day("2026-06-10"), 10));
        model.See(Instant("2026-06-11T00:00:00Z")).Active.ShouldBe(10);
        model.See(Instant("2026-07-01T00:00:00Z")).Expired.ShouldBe(20);
    }
}
