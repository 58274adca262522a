using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// The desk, by who sits there. What several windows look at together is arranged once, when the room is signed in to: a draft of the
/// programme is its writer's own, so each state of the editor is a room.
/// </summary>
internal static class DeskRooms
{
    private const string Draft = "/desk/programme/draft/",
        Publish = Draft + "publish";
    private static readonly string[] Parts =
    [
        "general",
        "earning",
        "rules",
        "expiry",
        "tiers",
        "stamps",
        "rewards",
        "categories",
        "paying",
        "referral",
        "late",
    ];

    public static readonly Room[] All =
    [
        new(
            "desk-door",
            (_, shop) => shop.Employ(),
            shop =>
                [
                    new("desk-sign-in", "/desk/sign-in"),
                    new(
                        "desk-sign-in-wrong",
                        "/desk/sign-in",
                        (visit, _) => visit.Submit("/desk/sign-in", ("email", "nobody@example.org"), ("password", "not this one"))
                    ),
                    new("desk-code", "/desk/sign-in", RightPassword),
                    new(
                        "desk-code-wrong",
                        "/desk/sign-in",
                        async (visit, shop) =>
                        {
                            await RightPassword(visit, shop);
                            await visit.Submit("/desk/sign-in/code", ("code", "1"));
                        }
                    ),
                    new("desk-set-up-over", "/desk/set-up?code=nonsense"),
                    new("desk-invitation", shop.Invited),
                    new(
                        "desk-invitation-faults",
                        shop.Invited,
                        (visit, _) => visit.Submit("/desk/invitation/password", ("password", "short"), ("again", "shorter"))
                    ),
                    new("desk-invitation-over", "/desk/invitation?code=nonsense"),
                    new("desk-app", shop.Prepared, (visit, _) => visit.Page.ClickAsync("summary")),
                    new("desk-app-wrong", shop.Prepared, (visit, _) => visit.Submit("/desk/invitation/confirm", ("typed", "1"))),
                    new(
                        "desk-recovery-codes",
                        "/desk/sign-in",
                        async (visit, shop) =>
                        {
                            var (link, _) = await shop.Invite("Marketing", "Pilar", $"{Guid.NewGuid():N}@example.org");
                            await visit.Page.GotoAsync(link);
                            await visit.Submit(
                                "/desk/invitation/password",
                                ("password", Desk.RightPassword),
                                ("again", Desk.RightPassword)
                            );
                            var code = Desk.CodeOf(await visit.Page.Locator("#secret").TextContentAsync() ?? "", shop.Machine.GetUtcNow());
                            await visit.Submit("/desk/invitation/confirm", ("typed", code));
                            await visit.Page.WaitForSelectorAsync("#codes");
                        }
                    ),
                ]
        ),
        new(
            "desk",
            async (visit, shop) =>
            {
                await shop.Employ();
                await visit.SitDown(shop.Olga);
            },
            shop =>
                [
                    new("desk-board", "/desk"),
                    new("desk-board-year", "/desk?days=365"),
                    new("desk-members", "/desk/members"),
                    new("desk-members-none", "/desk/members", (visit, _) => visit.Submit("/desk/members", ("find", "ana@example.com"))),
                    new("desk-member-add", "/desk/members/new"),
                    new("desk-member-add-fault", "/desk/members/new", (visit, _) => visit.Submit("/desk/members/new", ("contact", "ana"))),
                    new("desk-member", "/desk/members/" + shop.AnaId),
                    new("desk-member-done", $"/desk/members/{shop.AnaId}?done=adjusted"),
                    new(
                        "desk-member-faults",
                        "/desk/members/" + shop.AnaId,
                        (visit, shop) => visit.Submit($"/desk/members/{shop.AnaId}/adjust", ("points", "1,5"))
                    ),
                    new("desk-member-new", "/desk/members/" + shop.NoraId),
                    new("desk-member-erased", "/desk/members/" + shop.ErasedId),
                    new("desk-member-unknown", "/desk/members/000000000000"),
                    new("desk-merge", $"/desk/members/{shop.AnaId}/merge", (visit, _) => visit.Page.ClickAsync("summary")),
                    new(
                        "desk-merge-none",
                        $"/desk/members/{shop.AnaId}/merge",
                        (visit, shop) => visit.Submit($"/desk/members/{shop.AnaId}/merge", ("find", "nadie@example.org"))
                    ),
                    new(
                        "desk-merge-both",
                        $"/desk/members/{shop.AnaId}/merge",
                        (visit, shop) => visit.Submit($"/desk/members/{shop.AnaId}/merge", ("find", "ana.maria@example.org"))
                    ),
                    new("desk-erase", $"/desk/members/{shop.AnaId}/erase"),
                    new(
                        "desk-erase-unsure",
                        $"/desk/members/{shop.AnaId}/erase",
                        (visit, shop) => visit.Submit($"/desk/members/{shop.AnaId}/erase")
                    ),
                    new("desk-staff", "/desk/staff"),
                    new("desk-staff-faults", "/desk/staff", (visit, _) => visit.Submit("/desk/staff", ("email", "olga"))),
                    new("desk-staff-added", "/desk/staff", (visit, _) => visit.Submit("/desk/staff", ("name", "Dani"))),
                    new("desk-staff-member", "/desk/staff/" + shop.MarcosId),
                    new("desk-staff-invited", $"/desk/staff/{shop.InvitedId}?done=invited"),
                    new("desk-staff-cashier", "/desk/staff/" + shop.CarlaId, (visit, _) => visit.Submit($"/desk/staff/{shop.CarlaId}/pin")),
                    new(
                        "desk-staff-last-admin",
                        "/desk/staff/" + shop.OlgaId,
                        (visit, shop) => visit.Submit($"/desk/staff/{shop.OlgaId}/disable")
                    ),
                    new("desk-mail", "/desk/settings/mail"),
                    new("desk-stores", "/desk/stores"),
                    new("desk-stores-change", "/desk/stores", (visit, _) => visit.Page.Locator(".store > details > summary").First.ClickAsync()),
                    new("desk-stores-hours-faults", "/desk/stores", async (visit, _) =>
                    {
                        var form = visit.Page.Locator(".store").First;
                        await form.Locator("details > summary").Last.ClickAsync();
                        await form.Locator("[name='hours.Mo']").FillAsync("mañanas");
                        await form.Locator("[name='timeZone']").FillAsync("Logroño");
                        await form.Locator("form button:text-matches('Save|Guardar')").ClickAsync();
                        await visit.Page.WaitForSelectorAsync(".store .fault");
                    }),
                    new("desk-stores-faults", "/desk/stores", (visit, _) => visit.Submit("/desk/stores/till", ("till", ""))),
                    new("desk-stores-code", "/desk/stores", (visit, _) =>
                        visit.Submit("/desk/stores/till", ("till", "Mostrador de la entrada"))
                    ),
                    new("desk-stores-remove", "/desk/stores", (visit, _) => visit.Page.Locator(".tills summary").First.ClickAsync()),
                    new("desk-keys", "/desk/stores/keys"),
                    new("desk-keys-faults", "/desk/stores/keys", (visit, _) => visit.Submit("/desk/stores/keys/create", ("name", ""))),
                    new("desk-keys-made", "/desk/stores/keys", async (visit, _) =>
                    {
                        await visit.Submit("/desk/stores/keys/create", ("name", "TPV de la panadería"), ("store", "s1"));
                        await visit.Page.WaitForSelectorAsync("#new-key");
                    }),
                    new("desk-watch", "/desk/watch?state=held"),
                    new("desk-watch-finding", "/desk/watch", async (visit, shop) =>
                    {
                        await shop.BuyTooOften();
                        await visit.Page.ReloadAsync();
                        foreach (var summary in await visit.Page.Locator("main section summary").AllAsync())
                        {
                            await summary.ClickAsync();
                        }
                    }),
                    new("desk-audit", "/desk/audit"),
                    new("desk-audit-none", "/desk/audit?what=erased&from=2020-01-01&to=2020-12-31&about=" + shop.AnaId),
                    new("desk-account", "/desk/account"),
                    new(
                        "desk-account-faults",
                        "/desk/account",
                        (visit, _) =>
                            visit.Submit("/desk/account/password", ("old", "something else"), ("password", "short"), ("again", "shorter"))
                    ),
                    new(
                        "desk-account-recovery-wrong",
                        "/desk/account",
                        (visit, _) => visit.Submit("/desk/account/recovery", ("code", "1"))
                    ),
                    new(
                        "desk-account-recovery",
                        "/desk/account",
                        (visit, shop) =>
                            shop.WithCode(async code =>
                            {
                                await visit.Submit("/desk/account/recovery", ("code", code));
                                await visit.Page.WaitForSelectorAsync("#codes");
                            })
                    ),
                ]
        ),
        new(
            "desk-of-a-bare-club",
            async (visit, shop) =>
            {
                await shop.Employ();
                await visit.SitDown(shop.Olga);
            },
            _ =>
                [
                    new("desk-board-empty", "/desk"),
                    new("desk-stores-empty", "/desk/stores"),
                    new("desk-keys-empty", "/desk/stores/keys"),
                    new("desk-programme-first", "/desk/programme"),
                    new("desk-audit-about", "/desk/audit?what=programme"),
                ],
            Bare: true
        ),
        new(
            "editor",
            async (visit, shop) =>
            {
                await shop.Employ();
                await Put(shop, Changed(1), null);
                await Put(shop, Changed(2), "2026-04-01T08:00:00Z");
                await Begin(
                    visit,
                    shop,
                    Changed(3).ToJsonString(new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
                );
            },
            _ =>
                [
                    new("programme", "/desk/programme?done=2", (visit, _) => visit.Page.ClickAsync(".against summary")),
                    .. Parts.Select(part => new View("editor-" + part, Draft + part)),
                    .. new[] { ("rules", "rule"), ("tiers", "tier"), ("stamps", "stamp-card"), ("rewards", "reward"), ("categories", "category") }.Select(
                        list => new View("editor-one-" + list.Item2, $"{Draft}{list.Item1}?open=1")
                    ),
                    new("editor-saved", Draft + "general?done=saved"),
                    new("editor-raw", Draft + "raw"),
                    new("editor-try", Draft + "try"),
                    new(
                        "editor-try-faults",
                        Draft + "try",
                        async (visit, _) =>
                        {
                            await visit.Page.FillAsync("[name='store']", "");
                            await visit.Page.FillAsync("[name='amount.0']", "mucho");
                            await visit.Page.ClickAsync("form > button[value=try]:not(.visually-hidden)");
                            await visit.Page.WaitForSelectorAsync(".fault");
                        }
                    ),
                    new(
                        "editor-try-nobody",
                        Draft + "try",
                        async (visit, _) =>
                        {
                            await visit.Page.FillAsync("[name='member']", "nadie@example.org");
                            await visit.Page.ClickAsync("form > button[value=try]:not(.visually-hidden)");
                            await visit.Page.WaitForSelectorAsync(".results .bad");
                        }
                    ),
                    new(
                        "editor-no-answer",
                        Draft + "general",
                        async (visit, _) =>
                        {
                            await visit.Page.RouteAsync("**/keep", route => route.AbortAsync());
                            await visit.Page.FillAsync("#name\\.en", "Panadería La Ribera, desde 1923");
                            await visit.Page.PressAsync("#name\\.en", "Tab");
                            await visit.Page.WaitForSelectorAsync("#trouble:not([hidden])");
                        }
                    ),
                    new("editor-publish", Publish),
                    new("editor-publish-later", Publish + "?when=later&day=2026-05-01&time=09:30"),
                    new("editor-publish-gap", Publish + "?when=later&day=2026-03-29&time=02:30"),
                ]
        ),
        new(
            "editor-of-faults",
            async (visit, shop) =>
            {
                await shop.Employ();
                await Begin(visit, shop, Faulty);
            },
            _ =>
                [
                    .. Parts
                        .Except(["late", "paying"])
                        .Append("raw")
                        .Append("try")
                        .Append("publish")
                        .Select(part => new View("editor-faults-" + part, Draft + part)),
                    new("editor-new-rule", Draft + "rules?open=2"),
                ]
        ),
        new(
            "editor-of-no-json",
            async (visit, shop) =>
            {
                await shop.Employ();
                await Begin(visit, shop, "{\n  \"name\": \"Panadería La Ribera\",\n  \"currency\": \"EUR\n}");
            },
            _ =>
                [
                    new("editor-no-json-raw", Draft + "raw"),
                    new("editor-no-json-form", Draft + "general"),
                    new("editor-no-json-publish", Publish),
                ]
        ),
        new(
            "editor-overtaken",
            async (visit, shop) =>
            {
                await shop.Employ();
                await Begin(visit, shop, Changed(1).ToJsonString());
                await Put(shop, Changed(2), null);
            },
            _ => [new("editor-overtaken-publish", Publish), new("editor-overtaken-programme", "/desk/programme")]
        ),
        new(
            "marketing",
            async (visit, shop) =>
            {
                await shop.Employ();
                await visit.SitDown(shop.Marcos);
            },
            shop =>
                [
                    new("marketing-member", "/desk/members/" + shop.AnaId),
                    new(
                        "marketing-member-too-many",
                        "/desk/members/" + shop.AnaId,
                        (visit, shop) => visit.Submit($"/desk/members/{shop.AnaId}/adjust", ("points", "5000"), ("reason", "Un regalo"))
                    ),
                    new("marketing-not-yours", "/desk/staff"),
                    new("marketing-programme", "/desk/programme"),
                ]
        ),
        new(
            "cashier",
            async (visit, shop) =>
            {
                await shop.Employ();
                await visit.SitDown(shop.Carla);
            },
            _ =>
                [
                    new("cashier-account", "/desk/account"),
                    new("cashier-pin", "/desk/account", (visit, _) => visit.Submit("/desk/account/pin")),
                    new("cashier-not-yours", "/desk/members"),
                ]
        ),
    ];

    private static Task RightPassword(Visit visit, Shop shop) =>
        visit.Submit("/desk/sign-in", ("email", shop.Marcos.Email), ("password", Desk.RightPassword));

    /// <summary>Marcos sits down and has a draft.</summary>
    private static async Task Begin(Visit visit, Shop shop, string document)
    {
        var latest = (await shop.Grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Versions()).Max(version => version.Version);
        await shop.Grains.ProgrammeDraft(shop.MarcosId).Begin(document, latest);
        await visit.SitDown(shop.Marcos);
    }

    /// <summary>Olga publishes.</summary>
    private static async Task Put(Shop shop, JsonNode programme, string? from)
    {
        var put = await shop
            .Grains.GetGrain<IProgrammeGrain>(ClubKey.Value)
            .Put(
                new(
                    Guid.NewGuid().ToString("N"),
                    from is null ? null : DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                    programme.ToJsonString()
                ),
                AuditLine.ByStaff(shop.OlgaId)
            );
        put.Refusal.ShouldBeNull();
    }

    /// <summary>The shop's programme with one, two or all of the changes that somebody might think of.</summary>
    private static JsonNode Changed(int changes)
    {
        var programme = JsonNode.Parse(Shop.Programme)!;
        programme["earning"]!["capPerDay"] = 2_000;
        if (changes < 2)
        {
            return programme;
        }

        programme["payWithPoints"]!["maximumShare"] = 1;
        programme["rewards"]!.AsArray().RemoveAt(5);
        if (changes < 3)
        {
            return programme;
        }

        programme["earning"]!["excludedCategories"] = new JsonArray("tarjeta-regalo", "prensa");
        programme["earning"]!["rules"] = JsonNode.Parse(
            """
            [
              {"code": "big-basket", "when": {"minimumSpend": 45.00}, "add": 25},
              {"code": "pan-los-martes-por-la-tarde", "when": {"category": ["bakery", "bollería"], "days": ["tue", "wed"], "from": "16:00", "to": "20:30", "stores": ["Plaza Mayor", "s1"]}, "multiply": 2},
              {"code": "feliz-cumple", "when": {"birthday": true}, "add": 100, "perMember": {"times": 1, "days": 365}},
              {"code": "marca-de-la-casa", "when": {"brand": ["La Ribera"], "sku": ["tarta-frambuesa"], "minimumQuantity": 2}, "points": 5, "per": 2.50}
            ]
            """
        );
        programme["expiry"] = JsonNode.Parse("""{"kind": "inactivity", "months": 18}""");
        programme["tiers"]!["levels"]!
            .AsArray()
            .Add(
                JsonNode.Parse("""{"code": "platinum", "name": "Amigos de toda la vida de la panadería", "from": 2500, "multiply": 1.5}""")
            );
        programme["stampCards"]!.AsArray()[1]!["size"] = 8;
        programme["referral"] = JsonNode.Parse("""{"referrer": 500, "referee": 200, "minimumSpend": 20.00, "holdDays": 14}""");
        return programme;
    }

    private const string Faulty = """
        {
          "name": "",
          "currency": "euros",
          "timeZone": "Madrid",
          "earning": {"points": "muchos", "per": 0, "capPerDay": -5, "rules": [
            {"code": "dos cosas", "multiply": 2, "add": 10, "when": {"days": ["martes"], "from": "25:00"}},
            {"code": "pan", "when": {"category": ["pan"]}},
            {}
          ]},
          "expiry": {"kind": "afterActivation", "months": 0},
          "tiers": {"levels": [{"code": "basic", "name": "Básico", "from": 10}, {"code": "silver", "name": "Amigos de la casa", "from": 5}]},
          "stampCards": [{"code": "coffee", "name": "El décimo café es gratis", "by": "visita", "size": 1, "reward": "tee"}],
          "rewards": [{"code": "coffee", "name": "Un café", "cost": 1.5, "tiers": ["diamante"]}],
          "referral": {"referrer": "quinientos"},
          "categories": [{"name": {"fr": "Pain"}}, {"code": "pan", "name": {}}],
          "colour": "green"
        }
        """;
}
