using LoyaltyClub.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

/// <summary>Stores whose receipt numbers begin again each day or year.</summary>
public class ReceiptNumbers
{
    private const string Friday = "2026-03-27T10:00:00+01:00",
        Saturday = "2026-03-28T10:00:00+01:00",
        Now = "2026-03-30T12:00:00+02:00";

    internal static async Task<ClubApplication> Club(StoreKind kind, string? numbers = null, string now = Now)
    {
        var club = await ClubApplication.Start(kind, now);
        await club.Programme(new { timeZone = "Europe/Madrid" });
        if (numbers is not null)
        {
            await Set(club, numbers);
        }

        return club;
    }

    internal static async Task Set(ClubApplication club, string receiptNumbers)
    {
        var put = await club.Admin.Put("/v1/stores/s1", new { name = "Riverside", receiptNumbers });
        (put.Status, put.Text("receiptNumbers")).ShouldBe((200, receiptNumbers), put.Body);
    }

    internal static Task<Reply> Return(ClubApplication club, string receipt, string slip, string at, string? purchaseDay = null) =>
        club.Admin.Post(
            "/v1/returns",
            new
            {
                store = "s1",
                receipt,
                returnReceipt = slip,
                at,
                purchaseDay,
            }
        );

    internal static async Task IsWhole(ClubApplication club)
    {
        await foreach (var broken in club.Services.GetRequiredService<IJournal>().Verify())
        {
            broken.ShouldBeNull();
        }
    }

    private static Task<string> Joined(ClubApplication club, string operationId = "e1") =>
        club.Admin.Enrol(operationId, "2025-01-01T00:00:00Z");

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Receipt_17_of_two_days_is_two_receipts_each_of_which_counts_once(StoreKind kind)
    {
        await using var club = await Club(kind, "daily");
        var (ana, eva) = (await Joined(club), await Joined(club, "e2"));
        using var till = await club.ClientFor("till", "s1");
        var friday = await till.Buy(ana, "17", Friday, 10m);
        var saturday = await till.Buy(eva, "17", Saturday, 20m);
        (friday.Status, saturday.Status).ShouldBe((201, 201), saturday.Body);
        (friday.Text("purchase"), saturday.Text("purchase")).ShouldBe(("s1/17", "s1/17"));
        var (again, later) = (await till.Buy(ana, "17", Friday, 10m), await till.Buy(eva, "17", Saturday, 20m));
        (again.Status, again.Again, again.Body).ShouldBe((200, true, friday.Body));
        (later.Status, later.Again, later.Body).ShouldBe((200, true, saturday.Body));

        (await club.Admin.Points(ana), await club.Admin.Points(eva)).ShouldBe(("10 0 0 0", "20 0 0 0"));
        var other = await till.Buy(ana, "17", "2026-03-27T18:00:00+01:00", 10m);
        (other.Status, other.Text("soldOn"), other.Text("receiptNumbers")).ShouldBe((409, "2026-03-27", "daily"), other.Body);
        (await till.Buy(eva, "17", Friday, 10m)).Code.ShouldBe("operation_conflict");
        (await club.Admin.Get("/v1/stores")).Json["items"]!.AsArray().Single()!["receiptNumbers"]!.ToString().ShouldBe("daily");

        (await till.Get("/v1/purchases/s1/17")).Text("member").ShouldBe(eva);
        (await till.Get("/v1/purchases?store=s1&receipt=17&day=2026-03-27")).Text("member").ShouldBe(ana);
        (await till.Get("/v1/purchases/s1/17?day=2026-03-27")).Text("receipt").ShouldBe("17");
        (await till.Get("/v1/purchases/s1/17?day=2026-03-29")).Code.ShouldBe("unknown_purchase");
        (await till.Get("/v1/purchases/s1/17?day=friday")).Code.ShouldBe("invalid_field");
        (await club.Admin.Get($"/v1/members/{ana}/statement")).Json["items"]![0]!["receipt"]!.ToString().ShouldBe("17");
        await IsWhole(club);
    }

    [Fact]
    public async Task Yearly_numbers_begin_again_at_new_year_only()
    {
        await using var club = await Club(StoreKind.Sqlite, "yearly");
        var ana = await Joined(club);
        (await club.Admin.Buy(ana, "17", "2025-12-31T23:59:59+01:00", 10m)).Status.ShouldBe(201);
        (await club.Admin.Buy(ana, "17", "2026-01-01T00:00:00+01:00", 20m)).Status.ShouldBe(201);
        (await club.Admin.Buy(ana, "17", "2026-03-30T10:00:00+02:00", 40m)).Text("soldOn").ShouldBe("2026-01-01");
        (await club.Admin.Points(ana)).ShouldBe("30 0 0 0");
        (await club.Admin.Get("/v1/purchases/s1/17?day=2025-06-01")).Json["points"]!["earned"]!.ToString().ShouldBe("10");
        (await club.Admin.Get("/v1/purchases/s1/17")).Json["points"]!["earned"]!.ToString().ShouldBe("20");
    }

    [Fact]
    public async Task Where_they_never_begin_again_the_refusal_names_the_earlier_day_and_the_setting()
    {
        await using var club = await Club(StoreKind.Sqlite);
        var ana = await Joined(club);
        await club.Admin.Buy(ana, "17", Friday, 10m);
        var refused = await club.Admin.Buy(ana, "17", Saturday, 20m);
        (refused.Status, refused.Code, refused.Text("soldOn"), refused.Text("receiptNumbers")).ShouldBe(
            (409, "operation_conflict", "2026-03-27", "forever")
        );
        refused.Text("detail")!.ShouldContain("2026-03-27");
        refused.Text("detail")!.ShouldContain("receiptNumbers");
        var sale = new
        {
            store = "s1",
            receipt = "18",
            at = Friday,
            amount = 5m,
        };
        (await club.Admin.Post("/v1/purchases/without-card", sale)).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/purchases/without-card", sale with { at = Saturday })).Text("soldOn").ShouldBe("2026-03-27");
        (await club.Admin.Post("/v1/purchases/without-card", sale with { receipt = "17" })).Text("soldOn").ShouldBe("2026-03-27");
        await club.Admin.Buy(ana, "19", Friday, 5m);
        (await Return(club, "17", "R1", Friday)).Status.ShouldBe(201);
        (await Return(club, "17", "R1", Saturday)).Text("soldOn").ShouldBe("2026-03-27");
    }

    [Fact]
    public async Task The_day_is_the_clubs_day_of_the_sale_whatever_offset_a_till_writes_and_when_clocks_change()
    {
        await using var club = await Club(StoreKind.Sqlite, "daily");
        var ana = await Joined(club);
        // Clocks in Madrid went forward in the night to Sunday 29 March: it has 23 hours.
        foreach (
            var (at, day) in new[]
            {
                ("2026-03-28T22:59:59Z", "2026-03-28"),
                ("2026-03-28T23:00:00Z", "2026-03-29"),
                ("2026-03-29T21:59:59Z", "2026-03-29"),
                ("2026-03-29T22:00:00Z", "2026-03-30"),
            }
        )
        {
            // All of them arrive on Monday, as from tills that were without network.
            var number = day is "2026-03-29" && at.Contains("T21") ? "2" : "1";
            (await club.Admin.Buy(ana, number, at, 10m)).Status.ShouldBe(201, at);
            (await club.Admin.Get($"/v1/purchases/s1/{number}?day={day}")).Status.ShouldBe(200, at);
        }

        (await club.Admin.Buy(ana, "1", "2026-03-29T08:00:00+09:00", 10m)).Again.ShouldBeTrue();
        (await club.Admin.Buy(ana, "2", "2026-03-29T00:00:00+01:00", 10m)).Text("soldOn").ShouldBe("2026-03-29");
        (await club.Admin.Points(ana)).ShouldBe("40 0 0 0");
    }

    [Fact]
    public async Task A_return_names_the_day_of_its_purchase_and_means_its_own_without()
    {
        await using var club = await Club(StoreKind.Sqlite, "daily");
        var (ana, eva) = (await Joined(club), await Joined(club, "e2"));
        await club.Admin.Buy(ana, "17", Friday, 10m);
        await club.Admin.Buy(eva, "17", Saturday, 20m);
        var back = await Return(club, "17", "R1", Saturday, "2026-03-27");
        (back.Status, back.Text("member"), back.Text("purchase")).ShouldBe((201, ana, "s1/17"), back.Body);
        (await Return(club, "17", "R1", Saturday, "2026-03-27")).Again.ShouldBeTrue();
        // Slips of a store have numbers that begin again, too.
        var monday = await Return(club, "17", "R1", Now, "2026-03-28");
        (monday.Status, monday.Text("member"), monday.Text("return")).ShouldBe((201, eva, "R1"), monday.Body);
        (await club.Admin.Points(ana), await club.Admin.Points(eva)).ShouldBe(("0 0 0 0", "0 0 0 0"));

        await club.Admin.Buy(ana, "18", Saturday, 30m);
        (await Return(club, "18", "R2", Saturday)).Text("member").ShouldBe(ana);
        (await Return(club, "18", "R3", Now)).Text("status").ShouldBe("waiting");
        (await club.Admin.Get("/v1/purchases/s1/17?day=2026-03-27")).Json["returned"]!.AsArray().Count.ShouldBe(1);
        (await Return(club, "18", "R4", Now, "28/03/2026")).Status.ShouldBe(400);
        await IsWhole(club);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_waits_for_the_purchase_of_its_day_and_for_no_other(StoreKind kind)
    {
        await using var club = await Club(kind, "daily");
        var ana = await Joined(club);
        (await Return(club, "17", "R1", Now, "2026-03-28")).Status.ShouldBe(202);
        (await Return(club, "17", "R1", Now, "2026-03-28")).Again.ShouldBeTrue();
        (await club.Admin.Buy(ana, "17", Friday, 10m)).Status.ShouldBe(201);
        (await club.Admin.Points(ana)).ShouldBe("10 0 0 0");
        (await club.Admin.Buy(ana, "17", Saturday, 20m)).Status.ShouldBe(201);
        (await club.Admin.Points(ana)).ShouldBe("10 0 0 0");
        var applied = await Return(club, "17", "R1", Now, "2026-03-28");
        (applied.Status, applied.Text("status"), applied.Text("return")).ShouldBe((200, "applied", "R1"), applied.Body);
        await IsWhole(club);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_was_recorded_before_the_setting_changed_is_found_and_counts_once(StoreKind kind)
    {
        await using var club = await Club(kind);
        var ana = await Joined(club);
        await club.Admin.Buy(ana, "17", Friday, 10m);
        await club.Admin.Buy(ana, "18", Friday, 20m);
        (await Return(club, "18", "R1", Saturday)).Status.ShouldBe(201);
        (await Return(club, "19", "R2", Saturday)).Status.ShouldBe(202);
        await Set(club, "daily");

        (await club.Admin.Buy(ana, "17", Friday, 10m)).Again.ShouldBeTrue();
        (await club.Admin.Buy(ana, "17", Saturday, 40m)).Status.ShouldBe(201);
        (await Return(club, "18", "R1", Saturday)).Again.ShouldBeTrue();
        // It was sold on Friday and arrives now; its return waits since before the change.
        (await club.Admin.Buy(ana, "19", Friday, 80m)).Status.ShouldBe(201);
        (await Return(club, "19", "R2", Saturday)).Again.ShouldBeTrue();
        (await club.Admin.Points(ana)).ShouldBe("50 0 0 0");
        (await club.Admin.Get("/v1/purchases/s1/17?day=2026-03-27")).Json["points"]!["earned"]!.ToString().ShouldBe("10");
        (await club.Admin.Get("/v1/purchases/s1/18")).Status.ShouldBe(200);
        (await Return(club, "17", "R3", Now, "2026-03-27")).Number("reversed.points").ShouldBe(10);

        foreach (var setting in new[] { "yearly", "forever", "daily" })
        {
            await Set(club, setting);
            (await club.Admin.Buy(ana, "17", Friday, 10m)).Again.ShouldBeTrue(setting);
            (await club.Admin.Buy(ana, "17", Saturday, 40m)).Again.ShouldBeTrue(setting);
            (await Return(club, "17", "R3", Now, "2026-03-27")).Again.ShouldBeTrue(setting);
            (await club.Admin.Get("/v1/purchases/s1/17")).Json["points"]!["earned"]!.ToString().ShouldBe("40", setting);
        }

        (await club.Admin.Points(ana)).ShouldBe("40 0 0 0");
        await IsWhole(club);
    }

    [Fact]
    public async Task A_description_without_the_setting_leaves_it_and_one_that_there_is_not_is_refused()
    {
        await using var club = await Club(StoreKind.Sqlite, "yearly");
        (await club.Admin.Put("/v1/stores/s1", new { name = "Harbour" })).Text("receiptNumbers").ShouldBe("yearly");
        (await club.Admin.Put("/v1/stores/s2", new { name = "Hill" })).Text("receiptNumbers").ShouldBe("forever");
        var refused = await club.Admin.Put("/v1/stores/s1", new { name = "Harbour", receiptNumbers = "monthly" });
        (refused.Status, refused.Code, refused.Text("field")).ShouldBe((400, "invalid_field", "receiptNumbers"));
    }

    [Fact]
    public async Task Receipts_without_a_card_are_told_and_a_batch_is_taken_by_day()
    {
        await using var club = await Club(StoreKind.Sqlite, "daily");
        var ana = await Joined(club);
        var sale = new
        {
            store = "s1",
            receipt = "17",
            at = Friday,
            amount = 5m,
        };
        (await club.Admin.Post("/v1/purchases/without-card", sale)).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/purchases/without-card", sale with { at = Saturday, amount = 6m })).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/purchases/without-card", sale)).Again.ShouldBeTrue();

        string Bought(string at, decimal amount) =>
            $$"""{"store":"s1","receipt":"20","at":"{{at}}","member":"{{ana}}","lines":[{"line":1,"sku":"a","quantity":1,"amount":{{amount}}}]}""";
        var back = $$"""{"kind":"return","store":"s1","receipt":"20","returnReceipt":"R1","at":"{{Saturday}}","purchaseDay":"2026-03-27"}""";
        var lines = string.Join('\n', Bought(Friday, 10), Bought(Saturday, 20), back, Bought(Friday, 10));
        var taken = await club.Admin.Say(HttpMethod.Post, "/v1/purchases/batch", lines, "application/x-ndjson");
        taken.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["status"]!.GetValue<int>())
            .ShouldBe([201, 201, 201, 200], taken.Body);
        (await club.Admin.Points(ana)).ShouldBe("20 0 0 0");
    }

    [Fact]
    public async Task A_voucher_used_with_a_receipt_comes_back_with_that_days_receipt_only()
    {
        await using var club = await Club(StoreKind.Sqlite, "daily");
        await club.Programme(
            new
            {
                timeZone = "Europe/Madrid",
                rewards = new[]
                {
                    new
                    {
                        code = "coffee",
                        name = "Coffee",
                        cost = 10,
                    },
                },
            }
        );
        var ana = await club.Admin.EnrolWith("e1", 100);
        var code = (await club.Admin.RedeemReward(ana, "o1", "coffee")).Text("voucher.code");
        await club.Admin.Buy(ana, "17", Saturday, 10m);
        await club.Admin.Buy(ana, "17", Now, 20m);
        Task<Reply> Use() => club.Admin.Post($"/v1/vouchers/{code}/use", new { operationId = "o2", store = "s1", receipt = "17" });
        (await Use()).Status.ShouldBe(201);
        // Sent again on another day, it is the same use.
        await club.Admin.Clock("2026-03-31T09:00:00+02:00");
        (await Use()).Again.ShouldBeTrue();
        (await Return(club, "17", "R1", Now, "2026-03-28")).Status.ShouldBe(201);
        ((string?)(await club.Admin.Member(ana))["vouchers"]![0]!["status"]).ShouldBe("used");
        (await Return(club, "17", "R2", Now)).Status.ShouldBe(201);
        ((string?)(await club.Admin.Member(ana))["vouchers"]![0]!["status"]).ShouldNotBe("used");
    }

    [Fact]
    public async Task The_receipts_of_a_merged_member_come_back_by_their_day_and_go_with_a_split()
    {
        await using var club = await Club(StoreKind.Sqlite, "daily");
        var (ana, eva) = (await Joined(club), await Joined(club, "e2"));
        await club.Admin.Buy(ana, "17", Friday, 10m);
        await club.Admin.Buy(eva, "17", Saturday, 20m);
        (await club.Admin.Merge(ana, eva, "m1")).Status.ShouldBe(201);
        (await Return(club, "17", "R1", Now, "2026-03-28")).Number("reversed.points").ShouldBe(20);
        (await club.Admin.Post($"/v1/members/{ana}/unmerge", new { operationId = "m2", from = eva })).Status.ShouldBe(201);
        (await club.Admin.Points(ana), await club.Admin.Points(eva)).ShouldBe(("10 0 0 0", "0 0 0 0"));
        await IsWhole(club);
    }
}
