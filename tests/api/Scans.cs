using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;
using Microsoft.Extensions.DependencyInjection;
using static LoyaltyClub.Tests.Api.TillSteps;

namespace LoyaltyClub.Tests.Api;

/// <summary>Cards and vouchers at a till: what each way of showing one may do.</summary>
public class Scans
{
    private static readonly object Programme = new
    {
        name = "Café <b>Ñandú</b>",
        rewards = new[]
        {
            new
            {
                code = "coffee",
                name = "Coffee",
                cost = 10,
            },
        },
        payWithPoints = new
        {
            value = 0.01,
            minimum = 1,
            multipleOf = 1,
            maximumShare = 1,
        },
    };

    private static async Task<(ClubApplication Club, string Id)> WithPoints(StoreKind kind, long points = 1_000)
    {
        var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        return (club, await club.Admin.EnrolWith("e1", points));
    }

    private static async Task<(string Static, string Rotating)> Card(HttpClient client, string id) =>
        (await client.Get($"/v1/members/{id}/card")).Json is var card ? (card.Text("static")!, card.Text("rotating")!) : default;

    private static Task<Reply> Scan(HttpClient till, string code) => till.Post("/v1/scans", new { code });

    private static object Receipt(string receipt, string card, long? points = null, params string[] vouchers) =>
        TillSteps.Receipt(receipt, card: card, points: points, vouchers: vouchers);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_scan_greets_the_member_of_a_printed_card_a_code_that_changes_and_a_voucher(StoreKind kind)
    {
        var (club, id) = await WithPoints(kind);
        await using var _ = club;
        var till = await club.ClientFor("till", "s1");
        var (printed, rotating) = await Card(club.Admin, id);
        (printed[0], rotating[0], rotating.Length).ShouldBe(('C', 'R', 37));

        var scanned = await Scan(till, printed);
        scanned.Status.ShouldBe(200, scanned.Body);
        foreach (var field in "memberId firstName tier balance kind vouchers notices".Split(' '))
        {
            scanned.Json.AsObject().ContainsKey(field).ShouldBeTrue(field);
        }

        (
            scanned.Text("memberId"),
            scanned.Text("firstName"),
            scanned.Text("tier.code"),
            scanned.Number("balance.active"),
            scanned.Text("kind")
        ).ShouldBe((id, "Ana", "basic", 1_000, "static"));
        scanned.Json["card"].ShouldBeNull();
        (await Scan(till, printed[1..])).Text("kind").ShouldBe("static");
        (await Scan(till, rotating)).Text("kind").ShouldBe("rotating");

        var bought = await club.Admin.Post(
            $"/v1/members/{id}/redemptions",
            new
            {
                operationId = "v1",
                reward = "coffee",
                capture = true,
            }
        );
        var code = bought.Text("voucher.code")!;
        var voucher = await Scan(till, code.ToLowerInvariant());
        (voucher.Text("memberId"), voucher.Text("kind"), voucher.Text("voucher"), voucher.Json["vouchers"]!.AsArray().Count).ShouldBe(
            (id, "voucher", code, 1)
        );
        voucher.Body.ShouldNotContain("lastName");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_printed_card_earns_and_never_spends(StoreKind kind)
    {
        var (club, id) = await WithPoints(kind);
        await using var _ = club;
        var till = await club.ClientFor("till", "s1");
        var (printed, _) = await Card(club.Admin, id);
        var voucher = (
            await club.Admin.Post(
                $"/v1/members/{id}/redemptions",
                new
                {
                    operationId = "v1",
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Text("voucher.code")!;

        (await till.Post("/v1/purchases", Receipt("r1", printed))).Status.ShouldBe(201);
        (await till.Post("/v1/purchases", Receipt("r2", printed, 100))).Code.ShouldBe("card_cannot_spend");
        (await till.Post("/v1/purchases", Receipt("r2", printed[1..], 100))).Code.ShouldBe("card_cannot_spend");
        (await till.Post("/v1/purchases/preview", Receipt("r2", printed, 100))).Code.ShouldBe("card_cannot_spend");
        (await till.Post("/v1/purchases", Receipt("r2", printed, null, voucher))).Code.ShouldBe("card_cannot_spend");
        (
            await till.Post(
                $"/v1/members/{id}/redemptions",
                new
                {
                    operationId = "o1",
                    points = 10,
                    capture = true,
                    card = printed,
                }
            )
        ).Code.ShouldBe("card_cannot_spend");
        (
            await till.Post(
                $"/v1/vouchers/{voucher}/use",
                new
                {
                    operationId = "o2",
                    store = "s1",
                    card = printed,
                }
            )
        ).Code.ShouldBe("card_cannot_spend");
        // The voucher's own code is proof enough.
        (await till.Post($"/v1/vouchers/{voucher}/use", new { operationId = "o3", store = "s1" })).Status.ShouldBe(201);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_code_that_changes_spends_once_whatever_it_spends_for_and_the_same_again_is_the_first_answer(StoreKind kind)
    {
        var (club, id) = await WithPoints(kind);
        await using var _ = club;
        var till = await club.ClientFor("till", "s1");
        var (_, code) = await Card(club.Admin, id);
        var seen = (await Scan(till, code)).Text("card")!;
        seen[0].ShouldBe('S');

        (await till.Post("/v1/purchases/preview", Receipt("r1", code, 100))).Status.ShouldBe(200);
        var paid = await till.Post("/v1/purchases", Receipt("r1", code, 100));
        (paid.Status, paid.Number("payable")).ShouldBe((201, 6), paid.Body);
        (await till.Post("/v1/purchases", Receipt("r1", code, 100))).Again.ShouldBeTrue();

        foreach (var again in new[] { code, seen })
        {
            (await till.Post("/v1/purchases", Receipt("r2", again, 100))).Code.ShouldBe("card_used");
            (await till.Post("/v1/purchases/preview", Receipt("r2", again, 100))).Code.ShouldBe("card_used");
            (
                await till.Post(
                    $"/v1/members/{id}/redemptions",
                    new
                    {
                        operationId = "o1",
                        points = 10,
                        capture = true,
                        card = again,
                    }
                )
            ).Code.ShouldBe("card_used");
        }
        // It still says who it is.
        (await Scan(till, code)).Status.ShouldBe(200);
        (await till.Post("/v1/purchases", Receipt("r3", code))).Status.ShouldBe(201);
        (await club.Admin.Balance(id))["active"]!.GetValue<long>().ShouldBe(1_000 - 100 + 7 + 7);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Thirty_two_tills_at_once_spend_one_code_once(StoreKind kind)
    {
        var (club, id) = await WithPoints(kind);
        await using var _ = club;
        var (_, code) = await Card(club.Admin, id);
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(i =>
                    i % 2 == 0
                        ? club.Admin.Post("/v1/purchases", Receipt($"r{i}", code, 10))
                        : club.Admin.Post(
                            $"/v1/members/{id}/redemptions",
                            new
                            {
                                operationId = $"o{i}",
                                points = 10,
                                capture = true,
                                card = code,
                            }
                        )
                )
        );
        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.Count(reply => reply.Code == "card_used").ShouldBe(31);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_forged_foreign_or_replaced_code_is_refused_by_its_name(StoreKind kind)
    {
        var (club, id) = await WithPoints(kind);
        await using var _ = club;
        var other = await club.Admin.EnrolWith("e2", 1_000);
        var ((printed, code), (_, foreign)) = (await Card(club.Admin, id), await Card(club.Admin, other));

        foreach (
            var forged in new[]
            {
                code[..^1] + (code[^1] == '2' ? '3' : '2'),
                code[..^16] + foreign[^16..],
                "C0000000000000",
                "X",
                "VAAAAAAAAAAAAA0",
            }
        )
        {
            (await Scan(club.Admin, forged)).Code.ShouldBe("card_invalid", forged);
        }

        (await Scan(club.Admin, "V" + printed[1..])).Code.ShouldBe("unknown_voucher");
        (
            await club.Admin.Post(
                $"/v1/members/{id}/redemptions",
                new
                {
                    operationId = "o1",
                    points = 10,
                    capture = true,
                    card = foreign,
                }
            )
        ).Code.ShouldBe("card_invalid");

        (await club.Admin.Post($"/v1/members/{id}/card", new { operationId = "c1" })).Status.ShouldBe(201);
        foreach (var gone in new[] { printed, code })
        {
            (await Scan(club.Admin, gone)).Code.ShouldBe("card_replaced");
            (await club.Admin.Post("/v1/purchases", Receipt("r1", gone))).Code.ShouldBe("card_replaced");
        }
        (await Scan(club.Admin, (await Card(club.Admin, id)).Rotating)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_card_of_a_merged_member_greets_the_other_and_spends_nothing_of_theirs()
    {
        var (club, id) = await WithPoints(StoreKind.Sqlite);
        await using var _ = club;
        var into = await club.Admin.EnrolWith("e2", 50);
        var (printed, code) = await Card(club.Admin, id);
        (await club.Admin.Post($"/v1/members/{into}/merge", new { operationId = "m", from = id })).Status.ShouldBe(201);

        foreach (var old in new[] { printed, code })
        {
            ((await Scan(club.Admin, old)) is var scanned ? (scanned.Text("memberId"), scanned.Text("kind")) : default).ShouldBe(
                (into, "static")
            );
        }

        (await club.Admin.Post("/v1/purchases", Receipt("r1", code, 10))).Code.ShouldBe("card_replaced");
        (await Card(club.Admin, id)).Static.ShouldBe((await Card(club.Admin, into)).Static);
    }

    [Fact]
    public async Task A_code_is_checked_against_the_machines_clock_whatever_the_sandbox_says()
    {
        var (club, id) = await WithPoints(StoreKind.Sqlite);
        await using var _ = club;
        var (_, code) = await Card(club.Admin, id);
        await club.Admin.Clock("2027-03-01T10:00:00Z");
        (await Scan(club.Admin, code)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_card_as_a_picture_names_shop_and_member_and_runs_nothing()
    {
        var (club, _) = await WithPoints(StoreKind.Sqlite);
        await using var __ = club;
        var id = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "x",
                    firstName = "<script>alert(1)</script>",
                    lastName = "\"'&",
                }
            )
        ).Text("id");

        var svg = await club.Admin.Get($"/v1/members/{id}/card.svg");
        svg.Message.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        svg.Body.ShouldNotContain("<script");
        svg.Body.ShouldNotContain("<b>");
        var drawn = System.Xml.Linq.XDocument.Parse(svg.Body);
        drawn
            .Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(text => text.Value)
            .Take(2)
            .ShouldBe(["Café <b>Ñandú</b>", "<script>alert(1)</script> \"'&"]);

        var png = await (await club.Admin.GetAsync($"/v1/members/{id}/card.png")).Content.ReadAsByteArrayAsync();
        png[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]);
        await club.Admin.Delete($"/v1/members/{id}");
        (await club.Admin.Get($"/v1/members/{id}/card.svg")).Code.ShouldBe("member_erased");
    }

    [Fact]
    public async Task An_old_code_is_refused_where_it_spends_or_is_scanned_and_still_earns()
    {
        var (club, id) = await WithPoints(StoreKind.Sqlite);
        await using var _ = club;
        var card = (await Card(club.Admin, id)).Static[1..];
        var cards = club.Services.GetRequiredService<Cards>();
        var step = CardText.StepAt(DateTimeOffset.UtcNow);
        foreach (var old in new[] { cards.Rotating(card, step - 3), cards.Rotating(card, step + 3) })
        {
            (await Scan(club.Admin, old)).Code.ShouldBe("card_expired");
            (await club.Admin.Post("/v1/purchases", Receipt("r1", old, 10))).Code.ShouldBe("card_expired");
            (
                await club.Admin.Post(
                    $"/v1/members/{id}/redemptions",
                    new
                    {
                        operationId = "o1",
                        points = 10,
                        capture = true,
                        card = old,
                    }
                )
            ).Code.ShouldBe("card_expired");
        }
        (await club.Admin.Post("/v1/purchases", Receipt("r1", cards.Rotating(card, step - 3)))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_refused_card_leaves_nothing_spent()
    {
        var (club, id) = await WithPoints(StoreKind.Sqlite, 5);
        await using var _ = club;
        var (_, code) = await Card(club.Admin, id);
        (await club.Admin.Post("/v1/purchases", Receipt("r1", code, 100))).Code.ShouldBe("insufficient_points");
        (await club.Admin.Post("/v1/purchases", Receipt("r1", code, 5))).Status.ShouldBe(201);
    }
}
