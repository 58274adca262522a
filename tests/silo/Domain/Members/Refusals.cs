using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What the decider refuses, at the edges.</summary>
public class Refusals
{
    [Fact]
    public void Nobody_enrols_twice_under_one_id()
    {
        var ledger = Of(joined: "2026-01-01T00:00:00Z");
        var moment = new Moment(ledger.State.JoinedAt, LoyaltyClub.Domain.Programmes.ProgrammeHistory.Empty);
        Decider.Decide(ledger.State, new Enrol(ledger.State.JoinedAt, null, [], null), moment).Refusal!.Code.ShouldBe("already_a_member");
    }

    [Theory]
    [InlineData("2026-03-02T10:10:00Z", null)]
    [InlineData("2026-03-02T10:10:00.001Z", "at_out_of_range")]
    [InlineData("2026-01-01T00:00:00Z", null)]
    [InlineData("2025-12-31T22:00:00Z", null)]
    [InlineData("2025-12-31T21:59:59.999Z", "before_joining")]
    public void A_purchase_lies_between_two_hours_before_joining_and_ten_minutes_from_now(string at, string? code) =>
        (Of(joined: "2026-01-01T00:00:00Z").TryBuy(at, "s1", null, Line("1.00")).Refusal?.Code).ShouldBe(code);

    [Theory]
    [InlineData("0", "30", "2026-01-01T00:00:00Z", false, null)]
    [InlineData("0", "30", "2025-12-31T23:59:59Z", false, "before_joining")]
    [InlineData("5", "30", "2025-12-31T19:00:00Z", false, null)]
    [InlineData("2", "30", "2025-12-02T00:00:00Z", true, null)]
    [InlineData("2", "30", "2025-12-01T23:59:59Z", true, "before_joining")]
    [InlineData("2", "0", "2025-12-31T23:59:59Z", true, "before_joining")]
    public void The_programme_says_how_long_before_joining_a_receipt_counts(
        string hours,
        string days,
        string at,
        bool claimed,
        string? code
    )
    {
        var club = Of($"{{'beforeJoining':{{'hours':{hours},'claimDays':{days}}}}}", joined: "2026-01-01T00:00:00Z");
        var asked = new RecordPurchase(club.Receipt(Instant(at), "s1", Line("10.00")), null, Claimed: claimed);
        var decision = Decider.Decide(club.State, asked, club.Moment);
        (decision.Refusal?.Code).ShouldBe(code);
        (decision.Entry as Purchased)?.Day.ShouldBe(DateOnly.FromDateTime(Instant(at).UtcDateTime));
    }

    [Theory]
    [InlineData("30", "2026-01-31T10:00:00Z", null)]
    [InlineData("30", "2026-01-31T09:59:59.999Z", "at_out_of_range")]
    [InlineData("0", "2026-03-02T10:00:00Z", null)]
    [InlineData("0", "2026-03-02T09:59:59.999Z", "at_out_of_range")]
    [InlineData("null", "2000-01-01T00:00:00Z", null)]
    [InlineData("36500", "2000-01-01T00:00:00Z", null)]
    public void A_purchase_is_not_later_than_the_programme_of_now_allows(string days, string at, string? code) =>
        (Of($"{{'latePurchaseDays':{days}}}").TryBuy(at, "s1", null, Line("1.00")).Refusal?.Code).ShouldBe(code);

    [Theory]
    [InlineData("EUR", "1.10", null)]
    [InlineData("EUR", "1.100", null)]
    [InlineData("EUR", "1.101", "amount_decimals")]
    [InlineData("JPY", "1", null)]
    [InlineData("JPY", "1.0", null)]
    [InlineData("JPY", "1.1", "amount_decimals")]
    [InlineData("KWD", "1.001", null)]
    [InlineData("KWD", "1.0001", "amount_decimals")]
    public void An_amount_has_the_decimals_of_the_currency(string currency, string amount, string? code)
    {
        var refusal = Of($"{{'currency':'{currency}','earning':{{'per':1}}}}").TryBuy(null, "s1", null, Line("1"), Line(amount)).Refusal;
        (refusal?.Code).ShouldBe(code);
        refusal?.Facts[0].ShouldBe(new("line", 2));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("EUR", null)]
    [InlineData("USD", "currency_mismatch")]
    [InlineData("eur", "currency_mismatch")]
    public void A_receipt_that_names_its_currency_names_the_programmes(string? currency, string? code) =>
        (Of().TryBuy(null, "s1", currency, Line("1.00")).Refusal?.Code).ShouldBe(code);

    [Fact]
    public void The_currency_is_that_of_the_version_that_decides()
    {
        var club = Of("{'currency':'USD'}").With("{'currency':'EUR'}", "2026-03-01T00:00:00Z");
        club.TryBuy("2026-02-28T10:00:00Z", "s1", "USD", Line("1.00")).Refusal.ShouldBeNull();
        club.TryBuy("2026-03-01T10:00:00Z", "s1", "USD", Line("1.00")).Refusal!.Code.ShouldBe("currency_mismatch");
    }

    [Theory]
    [InlineData("2026-03-02T10:10:00Z", null)]
    [InlineData("2026-03-02T10:10:00.001Z", "joined_in_the_future")]
    public void Nobody_joins_later_than_ten_minutes_from_now(string joined, string? code)
    {
        var nobody = new Ledger().At("2026-03-02T10:00:00Z");
        (Decider.Decide(nobody.State, new Enrol(Instant(joined), null, [], null), nobody.Moment).Refusal?.Code).ShouldBe(code);
    }

    [Fact]
    public void For_a_member_who_was_forgotten_nothing_is_written_except_what_time_does()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1}}");
        club.Buy("10.00");
        club.Apply(new Step.Erase());
        club.TryBuy(null, "s1", null, Line("1.00")).Refusal!.Code.ShouldBe("member_erased");
        club.TryAdjust(1).Refusal!.Code.ShouldBe("member_erased");
        Decider.Decide(club.State, new ChangeProfile(["phone"], []), club.Moment).Refusal!.Code.ShouldBe("member_erased");
        var again = Decider.Decide(club.State, new Erase(), club.Moment);
        (again.Entry, again.Refusal).ShouldBe((null, null));
        club.At("2026-05-01T00:00:00Z").Settle().ShouldNotBeNull().Due.ShouldHaveSingleItem().Kind.ShouldBe(DueKind.Expired);
        club.State.Status.ShouldBe(MemberStatus.Erased);
    }

    [Fact]
    public void For_nobody_nothing_falls_due() => new Ledger().At("2026-03-02T10:00:00Z").Settle().ShouldBeNull();
}
