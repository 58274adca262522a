using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: when a rule applies. A rule that applies gives 100.</summary>
public class Rule2Conditions
{
    private static bool Applies(
        string when,
        string at = "2026-03-02T10:00:00Z",
        string store = "s1",
        string zone = "UTC",
        string? birthday = null,
        params ReceiptLine[] lines
    )
    {
        var club = Of(
            $"{{'timeZone':'{zone}','latePurchaseDays':null,'earning':{{'rules':[{{'code':'gift','when':{{{when}}},'add':100}}]}}}}",
            "2030-01-01T00:00:00Z",
            birthday: birthday is null ? null : Day(birthday)
        );
        return club.Buy(at, store, lines.Length == 0 ? [Line("10.00")] : lines).Points >= 100;
    }

    [Theory]
    [InlineData("49.99", false)]
    [InlineData("50.00", true)]
    [InlineData("50.01", true)]
    public void Minimum_spend_below_at_above(string amount, bool applies) =>
        Applies("'minimumSpend':50.00", lines: Line(amount)).ShouldBe(applies);

    [Theory]
    [InlineData("4.99", false)]
    [InlineData("5.00", true)]
    public void On_named_lines_the_minimum_spend_counts_matching_spend(string bakery, bool applies) =>
        Applies("'category':['bakery'],'minimumSpend':5.00", lines: [Line(bakery, "bakery"), Line("50.00")]).ShouldBe(applies);

    [Theory]
    [InlineData("1.999", false)]
    [InlineData("2", true)]
    [InlineData("2.001", true)]
    public void Minimum_quantity_counts_matching_lines(string quantity, bool applies) =>
        Applies("'sku':['loaf'],'minimumQuantity':2", lines: [Line("3.00", sku: "loaf", quantity: quantity), Line("3.00", quantity: "50")])
            .ShouldBe(applies);

    [Theory]
    [InlineData("'category':['bakery']", true)]
    [InlineData("'category':['BAKERY']", true)]
    [InlineData("'category':['drinks']", false)]
    [InlineData("'category':['drinks','bakery']", true)]
    [InlineData("'brand':['acme']", true)]
    [InlineData("'brand':['other']", false)]
    [InlineData("'sku':['Loaf']", true)]
    [InlineData("'sku':['roll']", false)]
    [InlineData("'category':['bakery'],'brand':['acme'],'sku':['loaf']", true)]
    [InlineData("'category':['bakery'],'brand':['other'],'sku':['loaf']", false)]
    public void Category_brand_and_sku_must_all_match_on_one_line(string when, bool applies) =>
        Applies(when, lines: [Line("3.00", "bakery", "Acme", "loaf"), Line("3.00", null, null, "bag")]).ShouldBe(applies);

    [Fact]
    public void Two_lines_do_not_match_together_what_neither_matches_alone() =>
        Applies("'category':['bakery'],'brand':['acme']", lines: [Line("3.00", "bakery"), Line("3.00", null, "acme")]).ShouldBeFalse();

    [Theory]
    [InlineData("s1", true)]
    [InlineData("S1", true)]
    [InlineData("s2", true)]
    [InlineData("s3", false)]
    public void Stores_are_named(string store, bool applies) => Applies("'stores':['s1','s2']", store: store).ShouldBe(applies);

    /// <summary>2 March 2026 is a Monday.</summary>
    [Theory]
    [InlineData("2026-03-01T23:59:59Z", false)]
    [InlineData("2026-03-02T00:00:00Z", true)]
    [InlineData("2026-03-02T23:59:59Z", true)]
    [InlineData("2026-03-03T00:00:00Z", false)]
    public void Days_of_the_week_begin_at_midnight(string at, bool applies) => Applies("'days':['mon']", at).ShouldBe(applies);

    [Theory]
    [InlineData("2026-03-01T22:59:59Z", false)]
    [InlineData("2026-03-01T23:00:00Z", true)]
    [InlineData("2026-03-02T22:59:59Z", true)]
    [InlineData("2026-03-02T23:00:00Z", false)]
    public void Days_of_the_week_begin_at_midnight_in_Madrid(string at, bool applies) =>
        Applies("'days':['mon']", at, zone: "Europe/Madrid").ShouldBe(applies);

    [Theory]
    [InlineData("15:59:59", false)]
    [InlineData("16:00:00", true)]
    [InlineData("17:59:59.999", true)]
    [InlineData("18:00:00", false)]
    public void A_window_begins_with_its_first_minute_and_ends_before_its_last(string time, bool applies) =>
        Applies("'from':'16:00','to':'18:00'", $"2026-03-02T{time}Z").ShouldBe(applies);

    [Theory]
    [InlineData("'from':'16:00'", "15:59:59", false)]
    [InlineData("'from':'16:00'", "23:59:59", true)]
    [InlineData("'from':'16:00','to':'24:00'", "23:59:59", true)]
    [InlineData("'from':'16:00','to':'00:00'", "23:59:59", true)]
    [InlineData("'from':'16:00','to':'24:00'", "00:00:00", false)]
    [InlineData("'to':'16:00'", "00:00:00", true)]
    [InlineData("'to':'16:00'", "15:59:59", true)]
    [InlineData("'to':'16:00'", "16:00:00", false)]
    [InlineData("'from':'00:00','to':'24:00'", "12:00:00", true)]
    public void A_window_without_a_side_reaches_to_midnight(string when, string time, bool applies) =>
        Applies(when, $"2026-03-02T{time}Z").ShouldBe(applies);

    /// <summary>The window of Monday goes on into Tuesday, not from Sunday into Monday.</summary>
    [Theory]
    [InlineData("2026-03-02T01:59:59Z", false)]
    [InlineData("2026-03-02T21:59:59Z", false)]
    [InlineData("2026-03-02T22:00:00Z", true)]
    [InlineData("2026-03-02T23:59:59Z", true)]
    [InlineData("2026-03-03T00:00:00Z", true)]
    [InlineData("2026-03-03T01:59:59Z", true)]
    [InlineData("2026-03-03T02:00:00Z", false)]
    [InlineData("2026-03-03T22:00:00Z", false)]
    public void A_window_across_midnight_belongs_to_the_day_on_which_it_begins(string at, bool applies) =>
        Applies("'days':['mon'],'from':'22:00','to':'02:00'", at).ShouldBe(applies);

    /// <summary>On 29 March 2026 at 02:00 clocks in Madrid go to 03:00; on 25 October 2026 at 03:00 back to 02:00.</summary>
    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "01:00", "02:00", true)]
    [InlineData("2026-03-29T01:00:00Z", "01:00", "02:00", false)]
    [InlineData("2026-03-29T00:59:59Z", "02:00", "03:00", false)]
    [InlineData("2026-03-29T01:00:00Z", "02:00", "03:00", false)]
    [InlineData("2026-03-29T01:00:00Z", "03:00", "04:00", true)]
    [InlineData("2026-10-25T00:00:00Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T00:59:59Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T01:00:00Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T01:59:59Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T02:00:00Z", "02:00", "03:00", false)]
    [InlineData("2026-10-24T23:59:59Z", "02:00", "03:00", false)]
    public void A_window_is_read_from_the_clock_on_the_wall_on_the_days_it_changes(string at, string from, string to, bool applies) =>
        Applies($"'from':'{from}','to':'{to}'", at, zone: "Europe/Madrid").ShouldBe(applies);

    [Theory]
    [InlineData("2026-03-28T22:59:59Z", false)]
    [InlineData("2026-03-28T23:00:00Z", true)]
    [InlineData("2026-03-29T21:59:59Z", true)]
    [InlineData("2026-03-29T22:00:00Z", false)]
    [InlineData("2026-10-24T21:59:59Z", false)]
    [InlineData("2026-10-24T22:00:00Z", true)]
    [InlineData("2026-10-25T22:59:59Z", true)]
    [InlineData("2026-10-25T23:00:00Z", false)]
    public void A_Sunday_has_23_or_25_hours_when_clocks_change(string at, bool applies) =>
        Applies("'days':['sun']", at, zone: "Europe/Madrid").ShouldBe(applies);

    [Theory]
    [InlineData("1990-05-17", "2026-05-16T23:59:59Z", false)]
    [InlineData("1990-05-17", "2026-05-17T00:00:00Z", true)]
    [InlineData("1990-05-17", "2026-05-17T23:59:59Z", true)]
    [InlineData("1990-05-17", "2026-05-18T00:00:00Z", false)]
    [InlineData("1992-02-29", "2026-02-27T12:00:00Z", false)]
    [InlineData("1992-02-29", "2026-02-28T12:00:00Z", true)]
    [InlineData("1992-02-29", "2026-03-01T12:00:00Z", false)]
    [InlineData("1992-02-29", "2028-02-28T12:00:00Z", false)]
    [InlineData("1992-02-29", "2028-02-29T12:00:00Z", true)]
    [InlineData(null, "2026-05-17T12:00:00Z", false)]
    public void A_birthday_is_a_day_and_29_February_is_28_February_in_other_years(string? birthday, string at, bool applies) =>
        Applies("'birthday':true", at, birthday: birthday).ShouldBe(applies);

    [Theory]
    [InlineData("1990-05-17", "2026-04-30T23:59:59Z", false)]
    [InlineData("1990-05-17", "2026-05-01T00:00:00Z", true)]
    [InlineData("1990-05-17", "2026-05-31T23:59:59Z", true)]
    [InlineData("1990-05-17", "2026-06-01T00:00:00Z", false)]
    [InlineData("1992-02-29", "2026-02-01T12:00:00Z", true)]
    [InlineData("1992-02-29", "2026-03-01T12:00:00Z", false)]
    [InlineData(null, "2026-05-17T12:00:00Z", false)]
    public void The_birthday_month(string? birthday, string at, bool applies) =>
        Applies("'birthdayMonth':true", at, birthday: birthday).ShouldBe(applies);

    [Fact]
    public void A_birthday_is_the_day_in_the_clubs_time_zone()
    {
        Applies("'birthday':true", "2026-05-16T22:00:00Z", zone: "Europe/Madrid", birthday: "1990-05-17").ShouldBeTrue();
        Applies("'birthday':true", "2026-05-17T22:00:00Z", zone: "Europe/Madrid", birthday: "1990-05-17").ShouldBeFalse();
    }

    [Fact]
    public void The_first_purchase_is_the_first_that_arrives()
    {
        var club = Of("{'earning':{'rules':[{'code':'welcome','when':{'firstPurchase':true},'add':100}]}}");
        club.Buy("1.00").Points.ShouldBe(101);
        club.Buy("1.00").Points.ShouldBe(1);
        club.Buy("1.00", "2026-01-01T10:00:00Z").Points.ShouldBe(1);
    }

    [Fact]
    public void All_that_is_set_must_hold() =>
        Applies(
                "'stores':['s1'],'days':['mon'],'from':'09:00','to':'11:00','minimumSpend':10.00,'category':['bakery']",
                lines: Line("9.99", "bakery")
            )
            .ShouldBeFalse();
}
