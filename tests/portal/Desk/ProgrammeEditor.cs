using System.Net;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Marketing changes the programme at the desk.</summary>
public class ProgrammeEditor
{
    private const string Draft = "/desk/programme/draft/",
        Publish = Draft + "publish";

    private static async Task<(ClubApplication Club, Desk Mark)> Begun(StoreKind kind = StoreKind.Sqlite, string language = "en")
    {
        var club = await Arranged.Club(kind);
        using var olga = await Desk.Admin(club);
        var mark = await olga.Colleague("Marketing", "mark@example.org", language);
        (await mark.Browser.Send("/desk/programme/edit")).Address.ShouldBe(Draft + "general");
        return (club, mark);
    }

    private static async Task<Page> Type(Desk mark, string part, string button, params (string Name, string Value)[] typed)
    {
        var form = new PageForm(await mark.Browser.Open(Draft + part), "editor-form");
        foreach (var (name, value) in typed)
        {
            form[name] = value;
        }

        return await form.Send(mark.Browser, Draft + part, button);
    }

    private static async Task<Page> Put(Desk mark, string query = "") =>
        await new PageForm(await mark.Browser.Open(Publish + query), $"method=\"post\" action=\"{Publish}\"").Send(mark.Browser, Publish);

    private static async Task<JsonNode> InForce(ClubApplication club) => (await club.Admin.Get("/v1/programme")).Json;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_change_is_typed_looked_at_and_published(StoreKind kind)
    {
        var (club, mark) = await Begun(kind);
        await using var _ = club;
        (await Type(mark, "earning", "save", ("earning.points", "2"))).Text.ShouldContain("Saved as your draft");
        ((decimal)(await InForce(club))["programme"]!["earning"]!["points"]!).ShouldBe(1);

        var review = await mark.Browser.Open(Publish);
        review.Text.ShouldContain("Points before: 1 per €1.00 → then: 2 per €1.00");
        var done = await Put(mark);
        done.Address.ShouldBe("/desk/programme?done=2");
        done.Text.ShouldContain("Version 2 is published");
        done.Text.ShouldContain("by mark");
        var inForce = await InForce(club);
        ((int)inForce["version"]!).ShouldBe(2);
        ((decimal)inForce["programme"]!["earning"]!["points"]!).ShouldBe(2);
        done.Text.ShouldNotContain("Your draft");
        (await club.Services.GetRequiredService<IAudit>().Read(new(null, "programme", null, null, null, null, 50))).Items.ShouldNotBeNull();
        mark.Dispose();
    }

    [Theory]
    [InlineData("en", "This must be a number.", "must be from 0.01 to 1,000,000, not 0")]
    [InlineData("es", "Debe ser un número.", "Debe estar entre 0,01 y 1.000.000, no 0")]
    public async Task What_is_wrong_stands_beside_its_field_and_in_the_summary_and_nothing_is_lost(
        string language,
        string noNumber,
        string range
    )
    {
        var (club, mark) = await Begun(language: language);
        await using var _ = club;
        await Type(mark, "earning", "save", ("earning.points", "lots"), ("earning.per", "0"));
        var page = await mark.Browser.Open(Draft + "earning");
        WebUtility.HtmlDecode(page.Html).ShouldContain($"<p class=\"fault\" id=\"earning.points-fault\">{noNumber}</p>");
        page.Text.ShouldContain(range, Case.Insensitive);
        page.Html.ShouldContain("href=\"#earning.per\"");
        new PageForm(page, "editor-form")["earning.points"].ShouldBe("lots");
        (await mark.Browser.Open(Publish)).Html.ShouldNotContain("name=\"operation\"");
        (await mark.Browser.Open(Draft + "try")).Html.ShouldNotContain("class=\"results\"");
        mark.Dispose();
    }

    [Fact]
    public async Task Rows_are_added_raised_and_removed_without_a_script_and_keep_what_was_typed()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        (await Type(mark, "rules", "add", ("earning.rules.0.add", "30"))).Address.ShouldBe(Draft + "rules?open=1");
        await Type(
            mark,
            "rules",
            "add",
            ("earning.rules.1.code", "Pan los martes"),
            ("earning.rules.1.multiply", "1,5"),
            ("earning.rules.1.when.category", "pan\r\nbollería"),
            ("earning.rules.1.when.days", "tue")
        );
        await Type(mark, "rules", "up:1");
        await Type(mark, "rules", "remove:2");
        var rules = await Rules();
        rules.Select(rule => (string)rule!["code"]!).ShouldBe(["pan-los-martes", "big-basket"]);
        rules[0]!["when"]!.ToJsonString().ShouldBe("""{"category":["pan","boller\u00EDa"],"days":["tue"]}""");
        ((decimal)rules[0]!["multiply"]!).ShouldBe(1.5m);
        ((int)rules[1]!["add"]!).ShouldBe(30);

        // Leaving a part keeps what was typed, and so does typing alone.
        (await Type(mark, "rules", "go:tiers", ("earning.rules.1.add", "31"))).Address.ShouldBe(Draft + "tiers");
        ((int)(await Rules())[1]!["add"]!).ShouldBe(31);
        var form = new PageForm(await mark.Browser.Open(Draft + "rules"), "editor-form") { ["earning.rules.1.add"] = "32" };
        (await form.Send(mark.Browser, Draft + "rules/keep")).Status.ShouldBe(204);
        ((int)(await Rules())[1]!["add"]!).ShouldBe(32);
        mark.Dispose();

        async Task<JsonArray> Rules() =>
            JsonNode.Parse(new PageForm(await mark.Browser.Open(Draft + "raw"), "editor-form")["document"])!["earning"]![
                "rules"
            ]!.AsArray();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_tabs_never_save_over_each_other_unseen(StoreKind kind)
    {
        var (club, mark) = await Begun(kind);
        await using var _ = club;
        async Task<PageForm> Tab(string part) => new(await mark.Browser.Open(Draft + part), "editor-form");
        async Task<JsonNode> Saved() => JsonNode.Parse((await Tab("raw"))["document"])!;

        // The same part: the second hears of the first, with what it typed still there.
        var (one, other) = (await Tab("earning"), await Tab("earning"));
        (one["earning.points"], other["earning.per"]) = ("2", "3");
        (await one.Send(mark.Browser, Draft + "earning", "save")).Status.ShouldBe(200);
        var clash = await other.Send(mark.Browser, Draft + "earning", "save");
        (clash.Status, clash.Text.Contains("changed in another tab")).ShouldBe((409, true));
        clash.Html.ShouldContain($"href=\"{Draft}earning\" target=\"_blank\"");
        clash.Html.ShouldNotContain("/keep");
        var typed = new PageForm(clash, "editor-form");
        (typed["earning.points"], typed["earning.per"]).ShouldBe(("1", "3"));
        ((decimal)(await Saved())["earning"]!["points"]!, (decimal)(await Saved())["earning"]!["per"]!).ShouldBe((2m, 1m));
        (await typed.Send(mark.Browser, Draft + "earning", "go:tiers")).Address.ShouldBe(Draft + "tiers"); // it has been seen
        ((decimal)(await Saved())["earning"]!["points"]!, (decimal)(await Saved())["earning"]!["per"]!).ShouldBe((1m, 3m));

        // Typing alone: one's own tab goes on, the other is told and nothing of it is kept.
        (one, other) = (await Tab("earning"), await Tab("earning"));
        (one["earning.points"], other["earning.points"]) = ("4", "5");
        (await one.Send(mark.Browser, Draft + "earning/keep")).Status.ShouldBe(204);
        one["earning.points"] = "6";
        (await one.Send(mark.Browser, Draft + "earning/keep")).Status.ShouldBe(204);
        var told = await other.Send(mark.Browser, Draft + "earning/keep");
        (told.Status, told.Text.Contains("changed in another tab")).ShouldBe((200, true));
        told.Message.Headers.GetValues("HX-Retarget").ShouldBe(["#clash"]);
        ((decimal)(await Saved())["earning"]!["points"]!).ShouldBe(6);
        (await one.Send(mark.Browser, Draft + "earning", "save")).Status.ShouldBe(200);

        // Different parts do not meet; the whole text meets them all.
        var (tiers, late, text) = (await Tab("tiers"), await Tab("late"), await Tab("raw"));
        (tiers["tiers.levels.1.from"], late["latePurchaseDays"]) = ("800", "30");
        (await tiers.Send(mark.Browser, Draft + "tiers/keep")).Status.ShouldBe(204);
        (await late.Send(mark.Browser, Draft + "late", "save")).Status.ShouldBe(200);
        (await tiers.Send(mark.Browser, Draft + "tiers", "save")).Status.ShouldBe(200);
        text["document"] = "{}";
        clash = await text.Send(mark.Browser, Draft + "raw", "save");
        clash.Status.ShouldBe(409);
        new PageForm(clash, "editor-form")["document"].ShouldBe("{}");
        ((int)(await Saved())["latePurchaseDays"]!, (int)(await Saved())["tiers"]!["levels"]![1]!["from"]!).ShouldBe((30, 800));
        (await new PageForm(clash, "editor-form").Send(mark.Browser, Draft + "raw", "save")).Status.ShouldBe(200);
        (await tiers.Send(mark.Browser, Draft + "tiers", "save")).Status.ShouldBe(409);

        // Where the draft is gone, what was typed finds a place in a new one.
        await mark.Browser.Send("/desk/programme/discard");
        late["latePurchaseDays"] = "31";
        (await late.Send(mark.Browser, Draft + "late", "save")).Status.ShouldBe(200);
        ((int)(await Saved())["latePurchaseDays"]!).ShouldBe(31);
        mark.Dispose();
    }

    [Fact]
    public async Task Text_and_forms_are_two_views_of_one_draft()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        (await Type(mark, "raw", "go:general", ("document", "{\n  \"name\": \"Club Nuevo\",\n  \"nmae\": 1\n}"))).Address.ShouldBe(
            Draft + "general"
        );
        var general = await mark.Browser.Open(Draft + "general");
        new PageForm(general, "editor-form")["name.en"].ShouldBe("Club Nuevo");
        await Type(mark, "general", "save", ("currency", "usd"));
        var raw = await mark.Browser.Open(Draft + "raw");
        JsonNode
            .Parse(new PageForm(raw, "editor-form")["document"])!
            .ToJsonString()
            .ShouldBe("""{"name":"Club Nuevo","nmae":1,"currency":"USD"}""");
        raw.Text.ShouldContain("Line 3 nmae is not a field of the programme");

        // What is no JSON stays as it was typed, and no form pretends to show it.
        await Type(mark, "raw", "save", ("document", "{\n  \"name\": \"Club\n"));
        raw = await mark.Browser.Open(Draft + "raw");
        raw.Text.ShouldContain("This is no JSON: line 2");
        new PageForm(raw, "editor-form")["document"].ShouldBe("{\n  \"name\": \"Club\n");
        (await mark.Browser.Open(Draft + "general")).Text.ShouldContain("cannot be shown as a form");
        (await mark.Browser.Open(Publish)).Text.ShouldContain("This cannot be published yet");
        mark.Dispose();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_clicks_publish_once(StoreKind kind)
    {
        var (club, mark) = await Begun(kind);
        await using var _ = club;
        await Type(mark, "earning", "save", ("earning.points", "3"));
        var form = new PageForm(await mark.Browser.Open(Publish), $"method=\"post\" action=\"{Publish}\"");
        var clicks = await Task.WhenAll(
            form.Send(mark.Browser, Publish),
            form.Send(mark.Browser, Publish),
            form.Send(mark.Browser, Publish)
        );
        clicks.ShouldAllBe(page => page.Address == "/desk/programme?done=2");
        (await form.Send(mark.Browser, Publish)).Address.ShouldBe("/desk/programme?done=2");
        (await club.Admin.Get("/v1/programme/versions")).Json["items"]!.AsArray().Count.ShouldBe(3);
        mark.Dispose();
    }

    [Fact]
    public async Task Who_publishes_after_somebody_else_is_told_what_changed()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        await Type(mark, "earning", "save", ("earning.points", "3"));
        var looked = new PageForm(await mark.Browser.Open(Publish), $"method=\"post\" action=\"{Publish}\"");
        (
            await club.Admin.Put(
                "/v1/programme",
                new
                {
                    programme = new
                    {
                        name = "Club <La Ribera> & Co",
                        currency = "EUR",
                        timeZone = "Europe/Madrid",
                        earning = new { per = 2.5m },
                    },
                }
            )
        ).Status.ShouldBe(200);

        var told = await looked.Send(mark.Browser, Publish);
        told.Status.ShouldBe(422);
        told.Text.ShouldContain("Meanwhile somebody has published");
        told.Text.ShouldContain("1 per €1.00 → then: 1 per €2.50");
        told.Text.ShouldContain(LoyaltyClub.Portal.Web.Languages.Texts["en"]["desk.audit.settings"]);
        told.Html.ShouldNotContain("name=\"operation\"");
        ((int)(await InForce(club))["version"]!).ShouldBe(2);

        await new PageForm(told, "/follow").Send(mark.Browser, Publish + "/follow");
        (await mark.Browser.Open(Publish)).Text.ShouldContain("1 per €2.50 → then: 3 per €1.00");
        (await Put(mark)).Address.ShouldBe("/desk/programme?done=3");
        mark.Dispose();
    }

    [Fact]
    public async Task Another_currency_is_published_by_who_says_that_they_know_what_becomes_of_the_money_spent()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        await Type(mark, "general", "save", ("currency", "usd"));
        (await mark.Browser.Open(Publish)).Html.ShouldNotContain("name=\"money\""); // nothing has been bought yet
        await club.Admin.Buy(await club.Member("ana@example.org"), "r1", "2026-03-10T10:00:00Z", 5);
        (await mark.Browser.Open(Publish)).Text.ShouldContain("money spent so far is not converted");

        var form = new PageForm(await mark.Browser.Open(Publish), $"method=\"post\" action=\"{Publish}\"");
        var refused = await form.Send(mark.Browser, Publish);
        (refused.Status, refused.Text.Contains("Please tick that you know")).ShouldBe((422, true));
        ((int)(await InForce(club))["version"]!).ShouldBe(1);
        form["money"] = "on";
        (await form.Send(mark.Browser, Publish)).Address.ShouldBe("/desk/programme?done=2");
        ((string)(await InForce(club))["programme"]!["currency"]!).ShouldBe("USD");
        // The API's contract knows of no tick.
        (await club.Admin.Put("/v1/programme", new { programme = new { currency = "EUR" } })).Status.ShouldBe(200);
        mark.Dispose();
    }

    [Theory]
    [InlineData("en", "There is nothing to publish; it goes along with the next change.", "there is nothing to publish.")]
    [InlineData("es", "No hay nada que publicar; irá con el próximo cambio.", "no hay nada que publicar.")]
    public async Task A_difference_that_has_no_effect_cannot_be_published_alone_and_the_page_says_why(
        string language,
        string same,
        string nothing
    )
    {
        var (club, mark) = await Begun(language: language);
        await using var _ = club;
        (await mark.Browser.Open(Publish)).Text.ShouldContain(nothing);
        await Type(mark, "expiry", "save", ("expiry.kind", "none"));
        await Put(mark);
        await mark.Browser.Send("/desk/programme/edit");
        await Type(mark, "expiry", "save", ("expiry.months", "7"));
        var page = await mark.Browser.Open(Publish);
        page.Text.ShouldContain(same);
        page.Html.ShouldNotContain("name=\"operation\"");
        mark.Dispose();
    }

    [Fact]
    public async Task What_has_changed_since_it_was_looked_at_is_looked_at_again()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        await Type(mark, "earning", "save", ("earning.points", "3"));
        var looked = new PageForm(await mark.Browser.Open(Publish), $"method=\"post\" action=\"{Publish}\"");
        await Type(mark, "earning", "save", ("earning.points", "30"));
        (await looked.Send(mark.Browser, Publish)).Text.ShouldContain("The draft has changed since you looked");
        ((int)(await InForce(club))["version"]!).ShouldBe(1);
        mark.Dispose();
    }

    [Fact]
    public async Task A_version_to_come_waits_for_its_moment_by_the_clubs_clock()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        await club.Admin.Buy(await club.Member("ana@example.org"), "r1", Arranged.Now, 5);
        await Type(mark, "earning", "save", ("earning.points", "2"));
        (await mark.Browser.Open(Publish + "?when=later&day=2026-03-29&time=02:30")).Text.ShouldContain(
            "The clocks go forward",
            Case.Insensitive
        );
        (await mark.Browser.Open(Publish + "?when=later&day=&time=")).Text.ShouldContain("Please give a day and a time");

        var past = await Put(mark, "?when=later&day=2026-03-12&time=12:59");
        past.Status.ShouldBe(422);
        past.Text.ShouldContain("Purchases up to 12 Mar 2026, 13:00 are decided already");

        var done = await Put(mark, "?when=later&day=2026-04-01&time=00:00");
        done.Text.ShouldContain("Version 2 is published. It counts from 1 Apr 2026, 0:00");
        ((DateTimeOffset)(await club.Admin.Get("/v1/programme/versions")).Json["items"]!.AsArray()[2]!["from"]!).ShouldBe(
            new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero)
        );
        ((int)(await InForce(club))["version"]!).ShouldBe(1);

        // A draft for before it is told that it will be replaced.
        await mark.Browser.Send("/desk/programme/edit");
        await Type(mark, "general", "save", ("name.en", "Club Nuevo"));
        (await mark.Browser.Open(Publish)).Text.ShouldContain("Version 2 comes into force 1 Apr 2026, 0:00 and replaces this one");
        mark.Dispose();
    }

    [Fact]
    public async Task A_receipt_is_tried_side_by_side_and_nothing_is_written()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        var ana = await club.Member("ana@example.org");
        await Type(mark, "earning", "save", ("earning.points", "2"));
        await Type(mark, "tiers", "save", ("tiers.levels.1.multiply", "1.5"));
        var before = (await club.Admin.Get($"/v1/members/{ana}/statement")).Body;

        var nobody = await Try(("member", ""), ("amount.0", "50.00"));
        nobody.Text.ShouldContain("As it is 75 points");
        nobody.Text.ShouldContain("With your draft 125 points 50 more than now");
        (await Try(("tier", "gold"), ("amount.0", "50.00"))).Text.ShouldContain("Level Oro +62");
        (await Try(("member", "ana@example.org"), ("amount.0", "10"))).Text.ShouldContain("With your draft 20 points");
        (await Try(("member", ana), ("amount.0", "10"))).Text.ShouldContain("With your draft 20 points");
        (await Try(("member", "nobody@example.org"), ("amount.0", "10"))).Text.ShouldContain("There is no such member.");
        (await Try(("amount.0", "ten"))).Text.ShouldContain("Quantity and amount must be numbers");
        (await Try(("store", ""))).Status.ShouldBe(422);
        (await club.Admin.Get($"/v1/members/{ana}/statement")).Body.ShouldBe(before);
        mark.Dispose();

        async Task<Page> Try(params (string Name, string Value)[] typed)
        {
            var form = new PageForm(await mark.Browser.Open(Draft + "try"), $"action=\"{Draft}try\"");
            foreach (var (name, value) in typed)
            {
                form[name] = value;
            }

            return await form.Send(mark.Browser, Draft + "try", "try");
        }
    }

    [Fact]
    public async Task Names_are_text_on_every_page_of_the_editor()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        const string evil = "<img src=x onerror=alert(1)>";
        await Type(mark, "rewards", "save", ("rewards.0.name.en", evil));
        await Type(mark, "tiers", "save", ("tiers.levels.0.name.es", evil));
        await Type(mark, "late", "save", ("latePurchaseDays", evil));
        foreach (var page in new[] { "rewards", "tiers", "stamps", "late", "raw", "publish", "try" })
        {
            (await mark.Browser.Open(Draft + page)).Html.ShouldNotContain(evil, customMessage: page);
        }

        await Type(mark, "late", "save", ("latePurchaseDays", "30"));
        (await Put(mark)).Html.ShouldNotContain(evil);
        mark.Dispose();
    }

    [Fact]
    public async Task A_draft_is_its_writers_own_and_can_be_begun_again_or_thrown_away()
    {
        var (club, mark) = await Begun();
        await using var _ = club;
        await Type(mark, "general", "save", ("name.en", "Club Nuevo"));
        (await mark.Browser.Open("/desk/programme")).Text.ShouldContain("Your draft");
        await mark.Browser.Send("/desk/programme/edit", ("version", "0"));
        new PageForm(await mark.Browser.Open(Draft + "general"), "editor-form")["name.en"].ShouldBe("Club");
        (await mark.Browser.Send("/desk/programme/discard")).Text.ShouldContain("The draft is gone");
        (await mark.Browser.Open(Draft + "general")).Address.ShouldBe("/desk/programme");
        mark.Dispose();
    }
}
