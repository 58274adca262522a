using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What a member is told, once.</summary>
public class Notices
{
    private static string Told(Ledger club) =>
        string.Join(", ", club.Notices.Select(notice => $"{notice.Kind} {notice.Points} {notice.On:yyyy-MM-dd} {notice.Code}".TrimEnd()));

    [Fact]
    public void Points_that_end_are_told_30_days_before_and_not_again()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':2}}");
        club.Buy("10.00");
        Told(club).ShouldBe("");
        club.At("2026-04-01T10:00:00Z").Settle().ShouldBeNull();
        club.At("2026-04-02T10:00:00Z").Settle().ShouldNotBeNull();
        Told(club).ShouldBe("PointsEnd 10 2026-05-02");
        club.Settle().ShouldBeNull();
        club.At("2026-05-02T10:00:00Z").Settle().ShouldBeNull();
    }

    [Fact]
    public void Whatever_is_written_first_in_these_days_tells_it_for_each_last_day()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':2}}");
        club.Buy("10.00");
        club.At("2026-03-04T10:00:00Z").Buy("5.00");
        club.At("2026-04-20T10:00:00Z").Adjust(-3);
        Told(club).ShouldBe("PointsEnd 7 2026-05-02, PointsEnd 5 2026-05-04");
        club.Buy("1.00");
        Told(club).ShouldBe("");
    }

    [Theory]
    [InlineData(0, "2027-01-31", "2027-03-02")]
    [InlineData(30, "2027-03-02", "2027-04-01")]
    public void A_tier_that_ends_is_told_30_days_before_the_last_day_on_which_it_is_held(int grace, string told, string last)
    {
        var club = Of(
            $"{{'tiers':{{'downgrade':{{'graceDays':{grace}}},'levels':[{{'code':'basic','from':0}},{{'code':'silver','from':10}}]}}}}"
        );
        club.Buy("10.00");
        club.At(Day(told).AddDays(-1).ToDateTime(new(10, 0))).Settle().ShouldBeNull();
        club.At($"{told}T10:00:00Z").Settle().ShouldNotBeNull();
        Told(club).ShouldBe($"TierEnds 0 {last} silver");
        club.At(club.Now.AddDays(1)).Settle().ShouldBeNull();
    }

    [Fact]
    public void A_tier_that_will_be_kept_is_not_told()
    {
        var club = Of("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':10}]}}");
        club.Buy("10.00");
        club.At("2026-12-01T10:00:00Z").Buy("10.00");
        club.At("2027-02-15T10:00:00Z").Settle().ShouldBeNull();
    }

    [Fact]
    public void A_voucher_is_told_when_it_is_issued_and_a_reservation_when_it_is_given_up_or_timed_out()
    {
        var club = Of(
            "{'rewards':[{'code':'treat','cost':10,'validDays':7}],'stampCards':[{'code':'card','by':'visit','size':1,'reward':'treat'}]}"
        );
        club.Buy("100.00");
        Told(club).ShouldBe("VoucherIssued 0 2026-03-09 treat");
        var one = club.Reserve("treat");
        Told(club).ShouldBe("");
        var other = club.Reserve(5);
        var third = club.Reserve("treat");
        club.Release(one);
        Told(club).ShouldBe("ReservationReleased 10  treat");
        club.Capture(third);
        Told(club).ShouldBe("VoucherIssued 0 2026-03-09 treat");
        club.At("2026-03-02T10:15:00Z").Settle()!.TimedOut.ShouldHaveSingleItem().Number.ShouldBe(other.Number);
        Told(club).ShouldBe("ReservationReleased 5");
    }
}
