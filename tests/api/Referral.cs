namespace LoyaltyClub.Tests.Api;

public class Referral
{
    private const string Now = TillSteps.Now;

    private static readonly object Programme = new
    {
        referral = new
        {
            referrer = 500,
            referee = 200,
            minimumSpend = 20.00,
            holdDays = 14,
        },
    };

    private static async Task<string> Brought(ClubApplication club, string operationId, string by)
    {
        var reply = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId,
                firstName = "B",
                referredBy = (await club.Admin.Member(by)).Text("referralCode"),
            }
        );
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Text("id")!;
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_first_purchase_that_is_large_enough_brings_both_their_points_after_the_hold(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var ana = await club.Admin.Enrol("a");
        var bea = await Brought(club, "b", ana);

        (await club.Admin.Buy(bea, "r1", (1, 19.99m))).Json.At("points.referral").ShouldBeNull();
        var large = await club.Admin.Buy(bea, "r2", (1, 20m));
        (large.Number("points.referral"), large.Number("points.earned")).ShouldBe((200, 20));
        (await club.Admin.Buy(bea, "r3", (1, 20m))).Json.At("points.referral").ShouldBeNull();
        (await club.Admin.Points(bea)).ShouldBe("59 200 0 0");
        await TillSteps.Eventually(async () => await club.Admin.Points(ana) == "0 500 0 0");

        await club.Admin.Clock("2026-03-14T23:59:59Z");
        (await club.Admin.Points(ana)).ShouldBe("0 500 0 0");
        await club.Admin.Clock("2026-03-15T00:00:00Z");
        (await club.Admin.Points(ana)).ShouldBe("500 0 0 0");
        (await club.Admin.Points(bea)).ShouldBe("259 0 0 0");
        (await club.Admin.Member(ana)).Number("tier.progress.reached").ShouldBe(0); // it does not count for tiers
        (await club.Admin.Statement(ana)).ShouldBe(["earned 500", "activated 0"]);
        (await club.Admin.Statement(bea)).ShouldBe(["earned 19", "earned 20", "earned 200", "earned 20", "activated 0"]);
        // The hold has ended: it stays.
        await club.Admin.Return("r2", "b1");
        (await club.Admin.Points(bea)).ShouldBe("239 0 0 0");
        (await club.Admin.Points(ana)).ShouldBe("500 0 0 0");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_before_the_hold_ends_takes_both_back_and_the_next_purchase_may_bring_them(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var ana = await club.Admin.Enrol("a");
        var bea = await Brought(club, "b", ana);
        await club.Admin.Buy(bea, "r1", (2, 30m));
        await TillSteps.Eventually(async () => await club.Admin.Points(ana) == "0 500 0 0");

        await club.Admin.Return("r1", "b1", (1, 1)); // 15.00 is left
        (await club.Admin.Points(bea)).ShouldBe("15 0 0 0");
        await TillSteps.Eventually(async () => await club.Admin.Points(ana) == "0 0 0 0");
        await club.Admin.Buy(bea, "r2", (1, 20m));
        await TillSteps.Eventually(async () => await club.Admin.Points(ana) == "0 500 0 0");
        (await club.Admin.Points(bea)).ShouldBe("35 200 0 0");
        (await club.Admin.Statement(ana)).ShouldBe(["earned 500", "reversed -500", "earned 500"]);
        await club.Admin.Statement(bea);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_brings_themselves_by_another_spelling_of_their_mailbox_or_phone_or_through_a_friend(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var number = 0;
        Task<Reply> Enrol(string? email, string? phone, string? referredBy) =>
            club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = $"e{number++}",
                    firstName = "A",
                    email,
                    phone,
                    referredBy,
                }
            );
        var ana = (await Enrol("Ana.Lopez@example.org", "+34 600 111 222", null)).Text("referralCode");

        foreach (var email in new[] { "ana.lopez+shop@example.org", "analopez@example.org", "A.N.A.lopez+x.y@EXAMPLE.org" })
        {
            var self = await Enrol(email, null, ana);
            (self.Status, self.Code).ShouldBe((422, "self_referral"), email);
        }
        // The very same phone is a member's already; written with 00 it is the same line.
        (await Enrol(null, "0034600111222", ana)).Code.ShouldBe("self_referral");
        (await Enrol("ana.lopez@example.com", null, ana)).Status.ShouldBe(201); // another provider
        var friend = (await Enrol("friend@example.org", null, ana!.ToLowerInvariant())).Text("referralCode");
        (await Enrol("analopez+2@example.org", null, friend)).Code.ShouldBe("self_referral");
        var nobody = await Enrol("new@example.org", null, "NOBODY");
        (nobody.Status, nobody.Code).ShouldBe((422, "unknown_referrer"));
        (await Enrol("new@example.org", null, "000000000000")).Code.ShouldBe("unknown_referrer");
        (await Enrol("new@example.org", null, friend)).Status.ShouldBe(201); // refused before, it has used nothing up
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_enrolment_sent_again_answers_the_same_though_who_brought_them_has_left(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var ana = await club.Admin.Enrol("a");
        var code = (await club.Admin.Member(ana)).Text("referralCode");
        var enrolment = new
        {
            operationId = "b",
            firstName = "B",
            email = "b@example.org",
            referredBy = code,
        };
        var first = await club.Admin.Post("/v1/members", enrolment);
        await club.Admin.Delete($"/v1/members/{ana}");

        var again = await club.Admin.Post("/v1/members", enrolment);
        (again.Status, again.Again, again.Body).ShouldBe((200, true, first.Body));
        (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "c",
                    firstName = "C",
                    referredBy = code,
                }
            )
        ).Code.ShouldBe("unknown_referrer");
        // Who brought them is gone: they get theirs all the same, and nothing is left lying about.
        await club.Admin.Buy(first.Text("id")!, "r1", (1, 20m));
        (await club.Admin.Points(first.Text("id")!)).ShouldBe("20 200 0 0");
        await TillSteps.Eventually(async () => await club.Store.Count("outbox where topic = 'errand'") == 0);
    }
}
