namespace LoyaltyClub.Tests.Api;

public class Members
{
    private const string Now = "2026-03-01T10:00:00Z";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_enrolled_member_has_every_field_of_the_contract(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var reply = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "e1",
                externalId = "X-1",
                firstName = "José",
                lastName = "Núñez",
                email = "Jose+club@Example.org",
                phone = "+34 600 111 222",
                birthday = "1980-02-29",
                language = "es",
                consents = new { email = true },
                joinedAt = "2026-01-01T00:00:00+01:00",
                openingBalance = new { points = 50, expires = "2026-12-31" },
            }
        );
        reply.Status.ShouldBe(201);
        reply.Body.ShouldContain("José");
        var member = reply.Json;
        foreach (
            var field in "id externalId firstName lastName email phone birthday language consents joinedAt status balance lifetime tier stamps vouchers referralCode cardCode".Split(
                ' '
            )
        )
        {
            member.AsObject().ContainsKey(field).ShouldBeTrue(field);
        }

        ((string)member["joinedAt"]!).ShouldBe("2025-12-31T23:00:00Z");
        member["balance"]!
            .ToJsonString()
            .ShouldBe("""{"active":50,"pending":0,"reserved":0,"debt":0,"nextExpiry":{"on":"2026-12-31","points":50}}""");
        member["lifetime"]!.ToJsonString().ShouldBe("""{"earned":0,"redeemed":0,"expired":0,"reversed":0}""");
        ((bool)member["consents"]!["email"]!).ShouldBeTrue();
        ((bool)member["consents"]!["sms"]!).ShouldBeFalse();

        foreach (
            var query in new[]
            {
                "email=jose%2Bclub@example.org",
                "email=jose+club@example.org", // in a query a + is a blank
                "phone=34600111222",
                "externalId=X-1",
                $"card={member["cardCode"]}",
                $"card={((string)member["cardCode"]!).ToLowerInvariant()}",
            }
        )
        {
            ((string)(await club.Admin.Get($"/v1/members?{query}")).Json["id"]!).ShouldBe((string)member["id"]!, query);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_second_enrolment_with_the_same_details_is_refused_with_the_members_id(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var first = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e1",
                    firstName = "A",
                    email = "a@example.org",
                    phone = "600111222",
                    externalId = "x",
                }
            )
        ).Json;
        var (till, marketing) = (await club.ClientFor("till", "s1"), await club.ClientFor("marketing"));

        foreach (
            var (again, field) in new (object, string)[]
            {
                (
                    new
                    {
                        operationId = "e2",
                        firstName = "B",
                        email = "A@EXAMPLE.org",
                    },
                    "email"
                ),
                (
                    new
                    {
                        operationId = "e3",
                        firstName = "B",
                        phone = "600-111-222",
                    },
                    "phone"
                ),
                (
                    new
                    {
                        operationId = "e5",
                        firstName = "B",
                        externalId = "x",
                    },
                    "externalId"
                ),
            }
        )
        {
            var reply = await till.Post("/v1/members", again);
            reply.Code.ShouldBe("already_a_member");
            ((string)reply.Json["field"]!).ShouldBe(field);
            ((string)reply.Json["member"]!).ShouldBe((string)first["id"]!);
        }
        var told = await marketing.Post(
            "/v1/members",
            new
            {
                operationId = "e4",
                firstName = "B",
                externalId = "x",
            }
        );
        told.Code.ShouldBe("already_a_member");
        told.Json["member"].ShouldBeNull();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_same_enrolment_again_is_the_same_member_and_another_under_its_id_is_refused(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var first = await club.Admin.Post("/v1/members", new { operationId = "e1", firstName = "A" });

        var again = await club.Admin.Post("/v1/members", new { operationId = "e1", firstName = "A" });
        again.Status.ShouldBe(200);
        again.Again.ShouldBeTrue();
        again.Body.ShouldBe(first.Body);
        (await club.Admin.Post("/v1/members", new { operationId = "e1", firstName = "B" })).Code.ShouldBe("operation_conflict");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_hundred_tills_that_enrol_one_person_make_one_member(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    club.Admin.Post(
                        "/v1/members",
                        new
                        {
                            operationId = $"e{i % 10}",
                            firstName = "A",
                            email = "a@example.org",
                        }
                    )
                )
        );

        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.ShouldAllBe(reply => reply.Status == 201 || reply.Status == 200 || reply.Code == "already_a_member");
        replies.Where(reply => reply.Status < 300).Select(reply => (string)reply.Json["id"]!).Distinct().Count().ShouldBe(1);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_change_sets_what_it_names_takes_away_what_is_null_and_leaves_the_rest(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = (string)
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "e1",
                        firstName = "A",
                        lastName = "L",
                        email = "a@example.org",
                    }
                )
            ).Json["id"]!;
        await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "e2",
                firstName = "B",
                email = "b@example.org",
            }
        );

        var changed = (
            await club.Admin.Patch($"/v1/members/{id}", """{"lastName":null,"email":"c@example.org","consents":{"sms":true}}""")
        ).Json;
        ((string?)changed["firstName"]).ShouldBe("A");
        changed["lastName"].ShouldBeNull();
        ((bool)changed["consents"]!["sms"]!).ShouldBeTrue();
        (await club.Admin.Get("/v1/members?email=a@example.org")).Code.ShouldBe("unknown_member");
        (await club.Admin.Get("/v1/members?email=c@example.org")).Status.ShouldBe(200);
        (await club.Admin.Patch($"/v1/members/{id}", """{"email":"b@example.org"}""")).Code.ShouldBe("already_a_member");
        (await club.Admin.Patch($"/v1/members/{id}", """{"nickname":"x"}""")).Code.ShouldBe("unknown_field");
        (await club.Admin.Patch($"/v1/members/{id}", """{"firstName":null}""")).Code.ShouldBe("invalid_field");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Erasing_forgets_the_person_and_keeps_the_ledger(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var created = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e1",
                    firstName = "Zacarias",
                    email = "z@example.org",
                    phone = "600222333",
                    externalId = "Z9",
                }
            )
        ).Json;
        var id = (string)created["id"]!;
        await club.Admin.Buy(id, "r1", Now, 12m);
        var export = (await club.Admin.Get($"/v1/members/{id}/export")).Json;
        ((string)export["member"]!["email"]!).ShouldBe("z@example.org");
        export["statement"]!.AsArray().Count.ShouldBe(1);
        ((string)export["purchases"]![0]!["receipt"]!).ShouldBe("r1");

        (await club.Admin.Delete($"/v1/members/{id}")).Status.ShouldBe(200);
        (await club.Admin.Delete($"/v1/members/{id}")).Again.ShouldBeTrue();

        var erased = await club.Admin.Get($"/v1/members/{id}");
        ((string)erased.Json["status"]!).ShouldBe("erased");
        erased.Body.ShouldNotContain("Zacarias");
        ((long)erased.Json["balance"]!["active"]!).ShouldBe(12);
        (await club.Admin.Get($"/v1/members/{id}/export")).Body.ShouldNotContain("z@example.org");
        (await club.Admin.Get("/v1/members?email=z@example.org")).Code.ShouldBe("unknown_member");
        (await club.Admin.Get($"/v1/members?card={created["cardCode"]}")).Code.ShouldBe("unknown_member");
        (await club.Admin.Buy(id, "r2", Now, 12m)).Code.ShouldBe("member_erased");
        // The person may come back, as somebody new.
        var back = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "e2",
                firstName = "Zacarias",
                email = "z@example.org",
            }
        );
        back.Status.ShouldBe(201);
        ((string)back.Json["id"]!).ShouldNotBe(id);
    }

    [Fact]
    public async Task Only_an_admin_sets_the_past_or_an_opening_balance()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var till = await club.ClientFor("till", "s1");

        (
            await till.Post(
                "/v1/members",
                new
                {
                    operationId = "e1",
                    firstName = "A",
                    joinedAt = "2020-01-01T00:00:00Z",
                }
            )
        ).Code.ShouldBe("forbidden");
        (
            await till.Post(
                "/v1/members",
                new
                {
                    operationId = "e1",
                    firstName = "A",
                    openingBalance = new { points = 5 },
                }
            )
        ).Code.ShouldBe("forbidden");
        (await till.Post("/v1/members", new { operationId = "e1", firstName = "A" })).Status.ShouldBe(201);
        (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e2",
                    firstName = "A",
                    joinedAt = "2026-03-02T00:00:00Z",
                }
            )
        ).Code.ShouldBe("joined_in_the_future");
        (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e3",
                    firstName = "A",
                    openingBalance = new { points = 5, expires = "2026-02-28" },
                }
            )
        ).Code.ShouldBe("expires_in_the_past");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Adjustments_give_and_take_once_and_never_more_than_there_is(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        object Adjustment(string operationId, long points) =>
            new
            {
                operationId,
                points,
                reason = "goodwill",
            };

        (await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a1", 100))).Status.ShouldBe(201);
        (await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a1", 100))).Again.ShouldBeTrue();
        (await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a1", 90))).Code.ShouldBe("operation_conflict");
        var refused = await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a2", -101));
        refused.Code.ShouldBe("insufficient_points");
        ((long)refused.Json["balance"]!).ShouldBe(100);
        ((long)refused.Json["cost"]!).ShouldBe(101);
        ((long)(await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a3", -100))).Json["balance"]!["active"]!).ShouldBe(0);
        // The first answer again, not today's balance.
        ((long)(await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a1", 100))).Json["balance"]!["active"]!).ShouldBe(100);
        (await club.Admin.Post($"/v1/members/{id}/adjustments", Adjustment("a4", 0))).Code.ShouldBe("invalid_field");
    }
}
