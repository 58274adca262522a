using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 5: a late purchase is decided once, when it arrives, by the programme in force at its own time.</summary>
public class Rule5LatePurchases(ITestOutputHelper output)
{
    [Theory]
    [InlineData("2026-01-31T23:59:59.999Z", 1, 10)]
    [InlineData("2026-02-01T00:00:00Z", 2, 20)]
    [InlineData("2026-02-28T23:59:59.999Z", 2, 20)]
    [InlineData("2026-03-01T00:00:00Z", 3, 30)]
    public void The_version_in_force_at_the_purchase_decides(string at, int version, long points)
    {
        var club = Of().With("{'earning':{'points':2}}", "2026-02-01T00:00:00Z").With("{'earning':{'points':3}}", "2026-03-01T00:00:00Z");
        var bought = club.Buy("10.00", at);
        (bought.Version, bought.Points).ShouldBe((version, points));
    }

    [Theory]
    [InlineData("2026-02-02T12:00:00Z", 10, false)]
    [InlineData("2026-02-01T12:00:00Z", 0, true)]
    public void Points_that_have_expired_already_are_earned_and_expired_and_leave_the_balance(string at, long left, bool expired)
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1}}");
        var bought = club.Buy("10.00", at);
        (bought.Points, bought.ExpiredAtOnce).ShouldBe((10, expired));
        club.Points.ShouldBe((left, 0));
        club.State.Lifetime.Earned.ShouldBe(10);
        club.State.Lifetime.Expired.ShouldBe(10 - left);
    }

    [Fact]
    public void A_late_purchase_keeps_the_expiry_it_would_have_had()
    {
        var club = Of("{'earning':{'pendingDays':5},'expiry':{'kind':'afterActivation','months':1}}");
        club.Buy("10.00", "2026-02-10T12:00:00Z");
        club.Points.ShouldBe((10, 0));
        club.Balance.NextExpiry.ShouldBe((Day("2026-03-15"), 10L));
    }

    [Fact]
    public void A_late_purchase_may_still_be_pending()
    {
        var club = Of("{'earning':{'pendingDays':5}}");
        club.Buy("10.00", "2026-02-26T12:00:00Z").Pending.ShouldBe(10);
        club.At("2026-03-03T00:00:00Z").Points.ShouldBe((10, 0));
    }

    [Fact]
    public void A_late_purchase_does_not_shorten_the_life_of_idle_points()
    {
        var club = Of("{'expiry':{'kind':'inactivity','months':2}}");
        club.Buy("10.00");
        club.Buy("5.00", "2026-01-02T12:00:00Z");
        club.Balance.NextExpiry.ShouldBe((Day("2026-05-02"), 15L));
    }

    [Fact]
    public void A_late_purchase_lands_in_the_tier_window_of_its_time()
    {
        var club = Of("{'tiers':{'window':{'kind':'calendarYear'},'levels':[{'code':'basic','from':0},{'code':'silver','from':100}]}}");
        club.Buy("60.00", "2025-12-31T23:59:59Z");
        club.Buy("60.00", "2026-01-01T00:00:00Z").Tier.ShouldBe("basic");
        club.Buy("40.00", "2026-01-01T00:00:00Z").Tier.ShouldBe("silver");
    }

    [Theory]
    [InlineData("2026-03-02T08:59:59Z", false, null)]
    [InlineData("2026-03-02T09:00:00Z", false, "card_replaced")]
    [InlineData("2026-03-02T08:59:59Z", true, "card_replaced")]
    public void A_receipt_sold_before_its_card_was_replaced_counts_and_spends_nothing(string at, bool spends, string? code)
    {
        var club = Of();
        var card = new CardText(CardKind.Printed, "OLD", 0, 0, "");
        var facts = new PersonFacts(CardCode: "NEW", OldCards: [new("OLD", Instant("2026-03-02T09:00:00Z"))]);
        var asked = new RecordPurchase(
            club.Receipt(Instant(at), "s1", Line("10.00")) with
            {
                Vouchers = spends ? ["V"] : [],
            },
            null,
            new(card, club.Now)
        );
        (CardGate.Refused(asked, club.State, club.Moment with { Person = facts })?.Code).ShouldBe(code);
        var old = facts with { OldCards = [new("OLD", null)] };
        CardGate.Refused(asked, club.State, club.Moment with { Person = old })!.Code.ShouldBe("card_replaced");
    }

    [Fact]
    public void What_was_decided_before_is_not_rewritten()
    {
        var club = Of("{'earning':{'rules':[{'code':'first','when':{'firstPurchase':true},'add':100}]}}");
        var first = club.Buy("10.00", "2026-03-01T10:00:00Z");
        club.Buy("10.00", "2026-02-01T10:00:00Z").Points.ShouldBe(10);
        club.Entries[1].ShouldBe(first);
        club.Points.ShouldBe((120, 0));
    }

    [Fact]
    public void Where_no_rule_looks_at_other_purchases_the_order_of_delivery_does_not_matter() =>
        ForAll.Sequences(
            3_000,
            output,
            random =>
                Enumerable
                    .Range(0, random.Next(2, 12))
                    .Select(_ => (Minutes: random.Next(300_000), Amount: random.Next(6_000), Category: random.Of(null, "bakery")))
                    .ToArray(),
            (purchases, random) =>
            {
                var club = Histories.Club(random, plain: true, versions: 3);
                club.At(club.Now.AddDays(220));
                var receipts = purchases
                    .Select(one =>
                        club.Receipt(
                            club.Now.AddMinutes(-one.Minutes),
                            "s1",
                            Line($"{one.Amount / 100}.{one.Amount % 100:00}", one.Category)
                        )
                    )
                    .ToArray();
                var other = club.Fork();
                foreach (var receipt in receipts)
                {
                    club.Buy(receipt);
                }

                random.Shuffle(receipts);
                foreach (var receipt in receipts)
                {
                    other.Buy(receipt);
                }

                for (var month = 0; month < 15; month++)
                {
                    other.Balance.ShouldBe(club.Balance);
                    other.State.Lots.ShouldBe(club.State.Lots);
                    other.State.Lifetime.ShouldBe(club.State.Lifetime);
                    other.State.Qualifying.ShouldBe(club.State.Qualifying);
                    club.At(club.Now.AddDays(31)).Settle();
                    other.At(other.Now.AddDays(31)).Settle();
                }
            }
        );
}
