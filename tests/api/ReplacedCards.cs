namespace LoyaltyClub.Tests.Api;

public class ReplacedCards
{
    private const string Now = TillSteps.Now;

    private static Task<Reply> BuyWith(HttpClient till, string card, string receipt, string path = "/v1/purchases") =>
        till.Post(path, TillSteps.Receipt(receipt, card: card));

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_old_card_is_refused_at_once_wherever_it_is_shown(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        var old = (await club.Admin.Member(id)).Text("cardCode")!;
        var before = await BuyWith(club.Admin, old, "r0"); // the code is known from now on
        using var till = await club.ClientFor("till", "s1");

        var replaced = await till.Post($"/v1/members/{id}/card", new { operationId = "c1" });
        replaced.Status.ShouldBe(201, replaced.Body);
        var card = replaced.Text("cardCode")!;
        card.ShouldNotBe(old);
        foreach (
            var refused in new[]
            {
                await BuyWith(club.Admin, old, "r1"),
                await BuyWith(club.Admin, old.ToLowerInvariant(), "r1"),
                await BuyWith(club.Admin, old, "r1", "/v1/purchases/preview"),
                await club.Admin.Get($"/v1/members?card={old}"),
                await club.Admin.Get($"/v1/members?card={old.ToLowerInvariant()}"),
            }
        )
        {
            (refused.Status, refused.Code).ShouldBe((422, "card_replaced"));
        }

        (await Batches.Send(club.Admin, Batches.Line("x", "r1").Replace("\"member\":\"x\"", $"\"card\":\"{old}\"")))
            .Single()
            .Text("body.code")
            .ShouldBe("card_replaced");
        (await BuyWith(club.Admin, card, "r1")).Text("member").ShouldBe(id);
        (await club.Admin.Get($"/v1/members?card={card}")).Text("id").ShouldBe(id);

        var again = await till.Post($"/v1/members/{id}/card", new { operationId = "c1" });
        (again.Status, again.Again, again.Text("cardCode")).ShouldBe((200, true, card));
        var third = (await till.Post($"/v1/members/{id}/card", new { operationId = "c2" })).Text("cardCode")!;
        foreach (var gone in new[] { old, card })
        {
            (await BuyWith(club.Admin, gone, "r2")).Code.ShouldBe("card_replaced");
        }

        (await BuyWith(club.Admin, third, "r2")).Status.ShouldBe(201);
        // What was bought with it is answered as it was.
        var sentAgain = await BuyWith(club.Admin, old, "r0");
        (sentAgain.Again, sentAgain.Body).ShouldBe((true, before.Body));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_receipt_sold_before_its_card_was_replaced_counts_when_it_arrives(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        var old = (await club.Admin.Member(id)).Text("cardCode")!;
        await club.Admin.Clock("2026-03-01T11:00:00Z");
        await club.Admin.Post($"/v1/members/{id}/card", new { operationId = "c1" });
        await club.Admin.Clock("2026-03-01T12:00:00Z");

        (await BuyWith(club.Admin, old, "r1")).Number("points.earned").ShouldBe(7); // sold at 10:00
        await club.Admin.Post($"/v1/members/{id}/card", new { operationId = "c2" });
        (await BuyWith(club.Admin, old, "r2")).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/scans", new { code = old })).Code.ShouldBe("card_replaced");
    }

    [Fact]
    public async Task Another_process_that_knew_the_old_card_refuses_it_too()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var one = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        await using var two = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        await one.Admin.Clock(Now);
        var id = await one.Admin.Enrol(joinedAt: "2026-01-01T00:00:00Z");
        var old = (await one.Admin.Member(id)).Text("cardCode")!;
        (await BuyWith(two.Admin, old, "r0")).Status.ShouldBe(201);

        await one.Admin.Post($"/v1/members/{id}/card", new { operationId = "c1" });
        (await BuyWith(two.Admin, old, "r1")).Code.ShouldBe("card_replaced");
    }
}
