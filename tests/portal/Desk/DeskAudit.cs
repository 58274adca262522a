using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Whatever is changed by hand stands in the audit, once.</summary>
public class DeskAudit
{
    private static async Task<AuditLine[]> Lines(ClubApplication club, string? what = null, string? by = null, string? about = null) =>
        (await club.Services.GetRequiredService<IAudit>().Read(new(by, what, about, null, null, null, 500))).Items;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Every_change_by_a_key_stands_there_with_who_what_and_before_and_after(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        var (ana, bea) = (await club.Member("ana@example.org"), await club.Member("bea@example.org"));
        var made = (
            await club.Admin.Post(
                "/v1/keys",
                new
                {
                    operationId = "k",
                    role = "till",
                    store = "s1",
                    name = "counter",
                }
            )
        ).Json;
        var marketing = (await club.Admin.Post("/v1/keys", new { role = "marketing", name = "agency" })).Json;
        using var agency = club.ClientWith((string)marketing["key"]!);
        (
            await agency.Post(
                $"/v1/members/{ana}/adjustments",
                new
                {
                    operationId = "a1",
                    points = 25,
                    reason = "Apology",
                }
            )
        ).Status.ShouldBe(201);
        (
            await agency.Post(
                $"/v1/members/{ana}/adjustments",
                new
                {
                    operationId = "a1",
                    points = 25,
                    reason = "Apology",
                }
            )
        ).Status.ShouldBe(200);
        (
            await agency.Post(
                $"/v1/members/{ana}/adjustments",
                new
                {
                    operationId = "a2",
                    points = -1_000,
                    reason = "x",
                }
            )
        ).Status.ShouldBe(422);
        (await club.Admin.Patch($"/v1/members/{ana}", new { phone = "+34600111222", lastName = "Ruiz" })).Status.ShouldBe(200);
        (await club.Admin.Post($"/v1/members/{ana}/card", new { operationId = "c1" })).Status.ShouldBe(201);
        (
            await club.Admin.Post(
                $"/v1/members/{ana}/transfers",
                new
                {
                    operationId = "t1",
                    to = bea,
                    points = 5,
                }
            )
        ).Status.ShouldBe(201);
        (await club.Admin.Post($"/v1/members/{bea}/merge", new { operationId = "m1", from = ana })).Status.ShouldBe(201);
        (await club.Admin.Post($"/v1/members/{bea}/unmerge", new { operationId = "m2", from = ana })).Status.ShouldBe(201);
        (await club.Admin.Delete($"/v1/members/{ana}")).Status.ShouldBe(200);
        (await club.Admin.Delete($"/v1/keys/{made["id"]}")).Status.ShouldBe(200);

        var lines = await Lines(club);
        lines
            .Select(line => line.What)
            .Reverse()
            .ShouldBe([
                "programme",
                "keyMade",
                "keyMade",
                "adjusted",
                "profileChanged",
                "cardReplaced",
                "transferred",
                "merged",
                "unmerged",
                "erased",
                "keyRevoked",
            ]);
        lines.Where(line => line.What != "adjusted").ShouldAllBe(line => line.By == "key:settings");
        (lines.Single(line => line.What == "adjusted") with { At = default }).ShouldBe(
            new(default, $"key:{marketing["id"]}", "adjusted", ana, "100", "125", "Apology")
        );
        (lines.Single(line => line.What == "merged") with { At = default }).ShouldBe(
            new(default, "key:settings", "merged", ana, null, bea)
        );
        lines.Single(line => line.What == "programme").About.ShouldBe("1");
        lines.Single(line => line.What == "profileChanged").After.ShouldBe("phone, lastName");
        (await Lines(club, by: $"key:{marketing["id"]}")).Length.ShouldBe(1);
        (await Lines(club, about: bea)).Select(line => line.What).ShouldBe(["unmerged", "merged", "transferred"], ignoreOrder: true);

        var kept = string.Concat(lines.Select(line => line.ToString()));
        kept.ShouldNotContain("Ruiz");
        kept.ShouldNotContain("600111222");
        await foreach (var broken in club.Services.GetRequiredService<IJournal>().Verify())
        {
            broken.ShouldBeNull();
        }
    }

    [Fact]
    public async Task What_members_and_tills_do_by_themselves_is_no_line()
    {
        await using var club = await Arranged.Club();
        var before = (await Lines(club)).Length;
        var ana = await club.Member("ana@example.org", points: 500);
        await club.Admin.Buy(ana, "r1", "2026-03-10T10:00:00Z", 50m);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        (await browser.Send("/profile/details", ("firstName", "Anna"), ("lastName", "B"), ("language", "en"))).Address.ShouldBe(
            "/profile?done=details"
        );
        (await browser.Send("/profile/card", ("wish", Guid.NewGuid().ToString("N")))).Address.ShouldBe("/profile?done=card");
        (await Lines(club)).Length.ShouldBe(before);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_line_that_was_not_carried_yet_is_carried_by_who_comes_next_and_once(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var line = new AuditLine(DateTimeOffset.UnixEpoch, "key:k1", "adjusted", "member", "1", "2", "x");
        (
            await store.Journal.Append(
                new("other", 1, [], [1]) { Outbox = [.. AuditOutbox.Row(line), .. AuditOutbox.Row(line with { About = "" })] }
            )
        ).ShouldBeOfType<AppendResult.Written>();
        var waiting = await store.Journal.Outbox(AuditOutbox.Topic, DateTimeOffset.MaxValue, null, 10);
        // Carried by a process that dies before it can say so: the rows are there again.
        await AuditOutbox.Carry(store.Journal);
        (await store.Journal.Append(new("other", 2, (await store.Journal.Open("other")).Hash, [2]))).ShouldBeOfType<AppendResult.Written>();
        (await store.CountEntries(AuditOutbox.Stream)).ShouldBe(2);
        await Task.WhenAll(AuditOutbox.Carry(store.Journal), AuditOutbox.Carry(store.Journal));
        foreach (var message in waiting)
        {
            (await store.Journal.Find(OperationIds.GrainMessage(message.Stream, message.Version, message.Number))).ShouldNotBeNull();
        }

        (await store.CountEntries(AuditOutbox.Stream)).ShouldBe(2);
        (await store.Journal.Read(AuditOutbox.Stream, 1, 10)).Select(entry => AuditOutbox.Read(entry.Data).About).ShouldBe(["member", "1"]);
        (await store.Count("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task The_page_names_people_filters_pages_and_gives_a_file()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        var ana = await club.Member("ana@example.org");
        for (var i = 0; i < 60; i++)
        {
            (
                await club.Admin.Post(
                    $"/v1/members/{ana}/adjustments",
                    new
                    {
                        operationId = $"a{i}",
                        points = 1,
                        reason = i == 7 ? "=HYPERLINK(\"x\")" : $"reason {i}",
                    }
                )
            ).Status.ShouldBe(201);
        }

        var page = await olga.Browser.Open("/desk/audit");
        page.Html.Split("<time").Length.ShouldBe(51);
        page.Text.ShouldContain("reason 59");
        page.Text.ShouldNotContain("reason 5 ");
        var older = await olga.Browser.Open(
            "/desk/audit?after=" + System.Text.RegularExpressions.Regex.Match(page.Html, "after=([0-9]+)").Groups[1].Value
        );
        older.Text.ShouldContain("reason 5 ");
        older.Text.ShouldContain("Who started the service");
        older.Text.ShouldContain("Taken on");
        older.Text.ShouldContain("mark");

        var staff = await olga.Browser.Open($"/desk/audit?what=staffJoined");
        staff.Text.ShouldContain("Access set up");
        staff.Html.Split("<time").Length.ShouldBe(3);
        // added, invited, joined
        (await olga.Browser.Open($"/desk/audit?by=staff:{await DeskAccess.IdOf(olga, "Olga")}"))
            .Html.Split("<time")
            .Length.ShouldBe(4);
        var today = DateTimeOffset.UtcNow;
        (await olga.Browser.Open($"/desk/audit?from={today.AddDays(2):yyyy-MM-dd}")).Text.ShouldContain("Nothing passes this filter");
        (await olga.Browser.Open($"/desk/audit?to={today.AddDays(-2):yyyy-MM-dd}")).Text.ShouldContain("Nothing passes this filter");
        (await olga.Browser.Open($"/desk/audit?from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}"))
            .Html.Split("<time")
            .Length.ShouldBe(51);
        (await olga.Browser.Open("/desk/audit?from=nonsense&after=nonsense&by=%00&what=%3Cscript%3E")).Status.ShouldBe(200);

        var file = await olga.Browser.Open("/desk/audit/csv?what=adjusted");
        file.Message.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Html.Split("\r\n").Length.ShouldBe(62);
        file.Html.ShouldContain("\"'=HYPERLINK(");
    }
}
