using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Two members become one, and two again.</summary>
public class Merges
{
    private const string Programme = """
        {'expiry':{'kind':'afterActivation','months':6},'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100}]},
         'rewards':[{'code':'treat','cost':10,'validDays':60}],'stampCards':[{'code':'card','by':'visit','size':5,'reward':'treat'}],
         'earning':{'rules':[{'code':'gift','add':7,'perMember':{'times':1,'days':90}}]}}
        """;

    private static (Ledger One, Ledger Other) Two(string joined = "2025-06-01T00:00:00Z")
    {
        var (one, other) = (Of(Programme, joined: joined), Of(Programme, joined: "2024-01-01T00:00:00Z", seed: 1));
        one.Buy("60.00", "2026-02-01T10:00:00Z");
        other.Buy("50.00", "2026-01-20T10:00:00Z");
        return (one, other);
    }

    [Fact]
    public void Everything_of_both_is_together()
    {
        var (one, other) = Two();
        other.Redeem("treat");
        other.Reserve(5);
        one.Tier.ShouldBe("basic");
        one.Merge(other);
        one.Points.ShouldBe((67 + 57 - 15, 0));
        one.Balance.Reserved.ShouldBe(5);
        (one.Tier, one.Stamps("card"), one.State.Purchases, one.GoodVouchers.Length).ShouldBe(("silver", 2, 2, 1));
        (one.State.JoinedAt, one.State.Lifetime).ShouldBe((Instant("2024-01-01T00:00:00Z"), new(124, 10, 0, 0)));
        one.State.RuleUses.Count.ShouldBe(2);
        one.Buy("1.00").Points.ShouldBe(1);
    }

    [Fact]
    public void The_other_is_a_part_of_the_one_and_nothing_more_is_written_for_them()
    {
        var (one, other) = Two();
        one.Merge(other);
        other.TryBuy(null, "s1", null, Line("1.00")).Refusal!.Code.ShouldBe("member_merged");
        other.TryAdjust(1).Refusal!.Code.ShouldBe("member_merged");
        other.Settle().ShouldBeNull();
        other.Balance.ShouldBe(default);
    }

    [Fact]
    public void Numbers_of_vouchers_and_reservations_go_on()
    {
        var (one, other) = Two();
        one.Redeem("treat");
        one.Reserve(3);
        other.Redeem("treat");
        var held = other.Reserve(5);
        one.Merge(other);
        one.State.Vouchers.Select(voucher => voucher.Number).ShouldBe([1, 2]);
        one.State.Reservations.Select(open => (open.Number, open.Points)).ShouldBe([(2, 3L), (2 + held.Number, 5L)]);
        one.Written(one.TryRelease(2 + held.Number));
        one.Balance.Reserved.ShouldBe(3);
    }

    [Theory]
    [InlineData("2026-04-01T23:59:59Z", null)]
    [InlineData("2026-04-02T00:00:00Z", "merged_too_long_ago")]
    public void It_can_be_undone_for_30_days(string at, string? code)
    {
        var (one, other) = Two();
        var merged = one.Merge(other);
        (one.At(at).TryUnmerge(merged).Refusal?.Code).ShouldBe(code);
    }

    [Fact]
    public void Only_what_is_merged_can_be_undone_and_only_once()
    {
        var (one, other) = Two();
        var merged = one.Merge(other);
        Decider.Decide(one.State, new UndoMerge("stranger", merged.Handed), one.Moment).Refusal!.Code.ShouldBe("not_merged");
        one.Unmerge(other, merged);
        one.TryUnmerge(merged).Refusal!.Code.ShouldBe("not_merged");
        Decider.Decide(other.State, new ComeBack("one", merged.Handed), other.Moment).Refusal!.Code.ShouldBe("not_merged");
    }

    [Fact]
    public void Where_nothing_happened_between_both_are_as_before()
    {
        // Whose membership began later keeps the earlier day.
        var (one, other) = Two(joined: "2023-01-01T00:00:00Z");
        other.Redeem("treat");
        other.Reserve(5);
        one.Reserve(4);
        var before = (Seen(one), Seen(other));
        one.Unmerge(other, one.Merge(other));
        Seen(one).ShouldBe(before.Item1);
        Seen(other).ShouldBe(before.Item2);

        // Numbers of vouchers and reservations are not given twice, so they have gone on.
        static string[] Seen(Ledger club) => [.. Appearance.Lasting(club.State, club), $"{club.Balance} {club.State.Lifetime}"];
    }

    [Fact]
    public void What_came_back_between_a_split_and_the_next_merge_does_not_come_back_twice()
    {
        var (one, other) = (Of(), Of(seed: 1));
        var bought = one.Buy(Line("10.00"), Line("30.00"));
        var known = one.Merge(other);
        one.Return(bought, "1:1");
        one.Unmerge(other, known);
        one.Return(bought, "2:1");
        one.Buy("7.00");
        one.Merge(other);
        (one.Return(bought).Points, one.TryReturn(bought, "2:1").Refusal?.Code, one.Points.Active).ShouldBe(
            (0, "return_exceeds_purchase", 7)
        );
    }

    /// <summary>67 and 57 points; the other's end first. What each has after so many were spent between.</summary>
    [Theory]
    [InlineData(0, 67, 57)]
    [InlineData(20, 67, 37)]
    [InlineData(57, 67, 0)]
    [InlineData(60, 64, 0)]
    public void Of_spent_points_what_is_left_goes_back(long spent, long one, long other)
    {
        var (first, second) = Two();
        var merged = first.Merge(second);
        if (spent > 0)
        {
            first.Redeem(spent);
        }

        first.Unmerge(second, merged);
        (first.Points.Active, second.Points.Active).ShouldBe((one, other));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_voucher_goes_back_unless_it_was_used(bool used)
    {
        var (one, other) = Two();
        var code = other.Redeem("treat").Voucher!.Code;
        var merged = one.Merge(other);
        if (used)
        {
            one.UseVoucher(code);
        }

        one.Unmerge(other, merged);
        one.GoodVouchers.ShouldBeEmpty();
        other.GoodVouchers.ShouldBe(used ? [] : [code]);
    }

    [Theory]
    [InlineData("open", 52, 5)]
    [InlineData("released", 57, 0)]
    [InlineData("timed out", 57, 0)]
    [InlineData("captured", 52, 0)]
    public void A_reservation_goes_back_as_it_is_by_then(string then, long active, long reserved)
    {
        var (one, other) = Two();
        var number = other.Reserve(5).Number;
        var merged = one.Merge(other);
        if (then == "released")
        {
            one.Written(one.TryRelease(number));
        }
        else if (then == "captured")
        {
            one.Written(one.TryCapture(number));
        }
        else if (then == "timed out")
        {
            one.At("2026-03-02T10:15:00Z");
        }

        one.Unmerge(other, merged);
        (other.Balance.Active, other.Balance.Reserved).ShouldBe((active, reserved));
        (one.Balance.Active, one.Balance.Reserved).ShouldBe((67, 0));
    }

    [Fact]
    public void What_came_back_between_is_not_had_by_either_and_cannot_come_back_again()
    {
        var (one, other) = Two();
        var bought = other.Entries.OfType<Purchased>().Single();
        var merged = one.Merge(other);
        one.Return(bought).Points.ShouldBe(57);
        one.Unmerge(other, merged);
        (one.Points.Active, other.Points.Active).ShouldBe((67, 0));
        (one.State.Purchases, other.State.Purchases).ShouldBe((1, 0));
        (one.Stamps("card") + other.Stamps("card")).ShouldBe(1);
        one.State.Qualifying.All.ShouldHaveSingleItem().Points.ShouldBe(67);
        other.State.Qualifying.All.ShouldBeEmpty();
        other.State.RuleUses.ShouldBeEmpty();
        other.Return(bought).Points.ShouldBe(0);
    }

    [Fact]
    public void Tiers_are_of_ones_own_again()
    {
        var (one, other) = Two();
        var merged = one.Merge(other);
        one.Tier.ShouldBe("silver");
        one.Buy("50.00").Points.ShouldBe(50);
        one.Unmerge(other, merged);
        (one.Tier, other.Tier).ShouldBe(("silver", "basic"));
    }
}
