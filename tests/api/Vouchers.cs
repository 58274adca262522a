namespace LoyaltyClub.Tests.Api;

public class Vouchers
{
    private const string Now = TillSteps.Now;

    private static readonly object Programme = new
    {
        rewards = new[]
        {
            new
            {
                code = "free-coffee",
                name = "A coffee",
                validDays = 30,
            },
        },
        stampCards = new[]
        {
            new
            {
                code = "coffee",
                name = "3rd coffee free",
                by = "item",
                category = new[] { "coffee" },
                size = 3,
                reward = "free-coffee",
            },
        },
    };

    private static Task<Reply> Coffees(HttpClient till, string member, string receipt, int quantity, params string[] vouchers) =>
        till.Post(
            "/v1/purchases",
            new
            {
                store = "s1",
                receipt,
                at = Now,
                member,
                vouchers,
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "c",
                        category = "coffee",
                        quantity,
                        amount = 2m * quantity,
                    },
                },
            }
        );

    private static async Task<string> Statuses(ClubApplication club, string member) =>
        string.Join(' ', (await club.Admin.Member(member))["vouchers"]!.AsArray().Select(voucher => voucher.Text("status")));

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_last_stamp_brings_a_voucher_and_what_is_left_over_counts_on(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.Enrol();

        (await Coffees(club.Admin, id, "r1", 2)).Json["stamps"]!
            .ToJsonString()
            .ShouldBe("""[{"card":"coffee","added":2,"count":2,"completed":0}]""");
        var full = await Coffees(club.Admin, id, "r2", 5);
        full.Json["stamps"]!.ToJsonString().ShouldBe("""[{"card":"coffee","added":5,"count":1,"completed":2}]""");
        var issued = full.Json["vouchersIssued"]!.AsArray();
        issued
            .Select(voucher => $"{voucher.Text("id")} {voucher.Text("reward")} {voucher.Text("status")} {voucher.Text("expires")}")
            .ShouldBe(["v1 free-coffee issued 2026-03-31", "v2 free-coffee issued 2026-03-31"]);
        full.Text("notices.0.kind").ShouldBe("voucherIssued");
        (await club.Admin.Member(id))["stamps"]!
            .ToJsonString()
            .ShouldBe(
                """[{"card":"coffee","name":"3rd coffee free","count":1,"size":3,"completed":2,"by":"item","reward":"free-coffee"}]"""
            );
        (await Coffees(club.Admin, id, "r2", 5)).Body.ShouldBe(full.Body); // the same codes once more
        (await Statuses(club, id)).ShouldBe("issued issued");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_voucher_is_used_once_with_a_receipt_and_is_good_again_when_the_receipt_comes_back(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.Enrol();
        var code = (await Coffees(club.Admin, id, "r1", 3)).Text("vouchersIssued.0.code")!;

        // As it is typed: in lower case, with hyphens.
        var used = await Coffees(club.Admin, id, "r2", 1, $"{code[..4]}-{code[4..]}".ToLowerInvariant());
        used.Status.ShouldBe(201, used.Body);
        (await Coffees(club.Admin, id, "r2", 1, code)).Again.ShouldBeTrue();
        (await Statuses(club, id)).ShouldBe("used");
        var twice = await Coffees(club.Admin, id, "r3", 1, code);
        (twice.Status, twice.Code, twice.Text("usedOn")).ShouldBe((422, "voucher_used", "2026-03-01"));
        (await Coffees(club.Admin, id, "r4", 1, code, code)).Code.ShouldBe("voucher_used");

        (await club.Admin.Return("r2", "b1")).Status.ShouldBe(201);
        (await Statuses(club, id)).ShouldBe("issued");
        (await Coffees(club.Admin, id, "r3", 1, code)).Status.ShouldBe(201);
        (await Statuses(club, id)).ShouldBe("used");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_voucher_is_used_once_at_the_counter_however_it_is_typed(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.Enrol();
        var issued = (await Coffees(club.Admin, id, "r1", 6)).Json["vouchersIssued"]!
            .AsArray()
            .Select(voucher => voucher.Text("code")!)
            .ToArray();
        Task<Reply> Use(string code, string operationId, string? receipt = null) =>
            club.Admin.Post(
                $"/v1/vouchers/{code}/use",
                new
                {
                    operationId,
                    store = "s1",
                    receipt,
                }
            );

        var used = await Use(issued[0], "u1");
        used.Status.ShouldBe(201, used.Body);
        (used.Text("member"), used.Text("reward"), used.Text("status"), used.Text("usedOn")).ShouldBe(
            (id, "free-coffee", "used", "2026-03-01")
        );
        var again = await Use(issued[0], "u1");
        (again.Status, again.Again, again.Body).ShouldBe((200, true, used.Body));
        (await Use(issued[0], "u2")).Code.ShouldBe("voucher_used");
        (await Use(issued[1], "u1")).Code.ShouldBe("operation_conflict");
        var typed = await Use($"{issued[1][..5]}-{issued[1][5..]}".ToLowerInvariant(), "u3");
        typed.Status.ShouldBe(201, typed.Body);
        (await Use(issued[1], "u3")).Again.ShouldBeTrue();
        var wrong = await Use(issued[0][..^1] + (issued[0][^1] == '2' ? '3' : '2'), "u4");
        (wrong.Status, wrong.Code).ShouldBe((404, "unknown_voucher"));
        (await Use(new string('V', 100), "u4")).Code.ShouldBe("unknown_voucher");
        // Somebody else's is not known at the till either.
        (await Coffees(club.Admin, await club.Admin.Enrol("other"), "r9", 1, issued[0])).Code.ShouldBe("unknown_voucher");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_voucher_used_with_a_named_receipt_is_good_again_when_that_comes_back(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.Enrol();
        var code = (await Coffees(club.Admin, id, "r1", 3)).Text("vouchersIssued.0.code")!;
        await Coffees(club.Admin, id, "r2", 1);
        await club.Admin.Post(
            $"/v1/vouchers/{code}/use",
            new
            {
                operationId = "u1",
                store = "s1",
                receipt = "r2",
            }
        );

        await club.Admin.Return("r2", "b1");
        (await Statuses(club, id)).ShouldBe("issued");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_voucher_ends_after_its_last_day_and_not_before(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.Enrol();
        var codes = (await Coffees(club.Admin, id, "r1", 6)).Json["vouchersIssued"]!
            .AsArray()
            .Select(voucher => voucher.Text("code")!)
            .ToArray();
        Task<Reply> Use(string code, string operationId) => club.Admin.Post($"/v1/vouchers/{code}/use", new { operationId, store = "s1" });

        await club.Admin.Clock("2026-03-31T23:59:59Z");
        (await Use(codes[0], "u1")).Status.ShouldBe(201);
        await club.Admin.Clock("2026-04-01T00:00:00Z");
        var ended = await Use(codes[1], "u2");
        (ended.Status, ended.Code, ended.Text("expires")).ShouldBe((422, "voucher_expired", "2026-03-31"));
        (await Statuses(club, id)).ShouldBe("used expired");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_takes_the_stamp_back_and_the_voucher_if_it_is_unused(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var (ana, bea) = (await club.Admin.Enrol("a"), await club.Admin.Enrol("b"));

        var code = (await Coffees(club.Admin, ana, "a1", 3)).Text("vouchersIssued.0.code")!;
        var back = await club.Admin.Return("a1", "ab1", (1, 1));
        back.Json["vouchersTakenBack"]!.ToJsonString().ShouldBe($"[\"{code}\"]");
        back.Json["stamps"]!.ToJsonString().ShouldBe("""[{"card":"coffee","added":-1,"count":2,"completed":-1}]""");
        (await Statuses(club, ana)).ShouldBe("");
        (await club.Admin.Post($"/v1/vouchers/{code}/use", new { operationId = "u1", store = "s1" })).Code.ShouldBe("unknown_voucher");
        (await Coffees(club.Admin, ana, "a2", 1)).Json["vouchersIssued"]!.AsArray().Count.ShouldBe(1);

        // Used already: the stamp must be collected again.
        code = (await Coffees(club.Admin, bea, "b1", 3)).Text("vouchersIssued.0.code")!;
        await club.Admin.Post($"/v1/vouchers/{code}/use", new { operationId = "u2", store = "s1" });
        (await club.Admin.Return("b1", "bb1", (1, 1))).Json["vouchersTakenBack"]!.AsArray().Count.ShouldBe(0);
        (await club.Admin.Member(bea)).Number("stamps.0.count").ShouldBe(0);
        (await Coffees(club.Admin, bea, "b2", 3)).Json["vouchersIssued"]!.AsArray().Count.ShouldBe(0);
        (await Coffees(club.Admin, bea, "b3", 1)).Json["vouchersIssued"]!.AsArray().Count.ShouldBe(1);
    }
}
