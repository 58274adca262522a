using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>The office finds members as it types, in any order, and by a condition.</summary>
public class MemberSearches
{
    private const string Now = "2026-06-15T10:00:00Z";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_member_is_found_by_the_beginnings_of_what_is_known_of_them(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            new
            {
                currency = "EUR",
                timeZone = "Europe/Madrid",
                country = "ES",
            }
        );
        var ana = await Enrol(club, "Ana María", "Núñez-Ørsted", "ana.maria@example.org", "+34 600 111 222");
        var ann = await Enrol(club, "Ann", "Straße", "ann@example.com", null);
        var card = (await club.Admin.Get($"/v1/members/{ana}")).Text("cardCode")!;

        foreach (
            var text in new[]
            {
                "ana",
                "ANA NUNEZ",
                "núñez maria",
                "orst",
                "ana.maria@",
                "ana.maria@example.org",
                "600111",
                "600 11 12",
                "+34 600-111",
                "0034600",
                ana[..6],
                card,
                card[..7].ToLowerInvariant(),
            }
        )
        {
            (await Found(club, text)).ShouldBe([ana], text);
        }

        // The first letters of an id or a card are no name's.
        (await Found(club, ana[..4])).ShouldBeEmpty();
        (await Found(club, card[..4])).ShouldBeEmpty();
        (await Found(club, "an")).ShouldBe([ana, ann], "by name where there is a text");
        (await Found(club, "strasse")).ShouldBe([ann]);
        (await Found(club, "ann maria")).ShouldBeEmpty("every word must fit");
        foreach (var text in new[] { "' or 1=1 --", "%", "_", "\\", "ana'", "@", "😀", "\uD800" })
        {
            var reply = await club.Admin.Post("/v1/members/search", new { text });
            reply.Status.ShouldBe(reply.Status == 400 ? 400 : 200, text);
        }

        (await Found(club, "%")).ShouldBeEmpty("what no name can have finds nobody");
        (await Found(club, " ")).Length.ShouldBe(2);

        (await club.Admin.Patch($"/v1/members/{ana}", new { operationId = "p", lastName = "Ruiz" })).Status.ShouldBe(200);
        (await Found(club, "nunez")).ShouldBeEmpty("what was known before finds nobody");
        (await Found(club, "ruiz")).ShouldBe([ana]);
        (await club.Admin.Delete($"/v1/members/{ana}")).Status.ShouldBe(200);
        foreach (var text in new[] { "ana", "ruiz", "600111", card })
        {
            (await Found(club, text)).ShouldBeEmpty("who is erased is found by nothing");
        }

        (await club.Store.Count($"member_words where member = '{ana}'")).ShouldBe(0);
        (await club.Store.Count($"member_contacts where member = '{ana}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_erased_is_in_no_file_of_the_store()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var gone = await Enrol(club, "Xanthippe", "Quillfeather", null, null);
        (await Found(club, "quillf")).ShouldBe([gone]);
        Kept().ShouldBeTrue("before she is erased the bytes are found where they are looked for");

        (await club.Admin.Delete($"/v1/members/{gone}")).Status.ShouldBe(200);
        (await Found(club, "quillf")).ShouldBeEmpty();
        await TillSteps.Eventually(() => Task.FromResult(!Kept()), () => "A file still has her name.");

        bool Kept() =>
            Directory
                .EnumerateFiles(club.Store.Folder, "club.db*")
                .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
                .Any(file => Bytes(file).Contains("uillfeather", StringComparison.OrdinalIgnoreCase));

        // Shared: the service has the files open.
        static string Bytes(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var read = new StreamReader(stream, System.Text.Encoding.Latin1);
            return read.ReadToEnd();
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Pages_in_any_order_bring_everybody_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { currency = "EUR", timeZone = "Europe/Madrid" });
        var all = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            // Several are equal in every order.
            var id = await Enrol(club, "Ana", $"Ruiz {i % 3}", $"a{i}@example.org", null, points: i % 4 * 10);
            all.Add(id);
            if (i % 2 == 0)
            {
                await club.Admin.Buy(id, $"r{i}", $"2026-06-{10 + i % 3}T10:00:00Z", 5 + i % 3);
            }
        }

        foreach (var sort in new[] { "lastPurchase", "name", "joined", "balance", "spend" })
        {
            var (found, after) = (new List<JsonNode>(), (string?)null);
            do
            {
                var page = await club.Admin.Post(
                    "/v1/members/search",
                    new
                    {
                        sort,
                        limit = 4,
                        after,
                    }
                );
                page.Status.ShouldBe(200, page.Body);
                found.AddRange(page.Json["items"]!.AsArray().Select(item => item!));
                after = page.Text("next");
            } while (after is not null);
            found.Select(item => item.Text("id")!).ShouldBe(all, ignoreOrder: true, sort);
            Func<JsonNode, string> key = sort switch
            {
                "name" => item => item.Text("name")!,
                "lastPurchase" or "joined" => item => item.Text(sort) ?? "",
                _ => item => ((long)item.Number(sort)).ToString("D9", System.Globalization.CultureInfo.InvariantCulture),
            };
            var keys = found.Select(key).ToArray();
            keys.ShouldBe([.. sort == "name" ? keys.Order(StringComparer.Ordinal) : keys.OrderDescending(StringComparer.Ordinal)], sort);
        }

        (await club.Admin.Post("/v1/members/search", new { after = "nonsense" })).Code.ShouldBe("invalid_field");
        var next = (await club.Admin.Post("/v1/members/search", new { sort = "name", limit = 1 })).Text("next");
        (await club.Admin.Post("/v1/members/search", new { sort = "spend", after = next })).Code.ShouldBe("invalid_field");
        (await club.Admin.Post("/v1/members/search", new { sort = "luck" })).Code.ShouldBe("invalid_field");
        (await club.Admin.Post("/v1/members/search", new { limit = 501 })).Code.ShouldBe("invalid_field");
    }

    /// <summary>
    /// Ana: today, coffee twice (30.00), bread; gold; may be written to; born in March; speaks Spanish. Ben: 40 days ago, bread for 10.00
    /// at s2. Cem: brought everything back. Dan: never bought, joined 100 days ago.
    /// </summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_condition_finds_those_who_match_it(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            JsonNode.Parse(
                """{"currency": "EUR", "timeZone": "Europe/Madrid", "tiers": {"levels": [{"code": "basic", "from": 0}, {"code": "gold", "from": 30}]}}"""
            )!
        );
        var names = new Dictionary<string, string>
        {
            [
                await Enrol(
                    club,
                    "Ana",
                    null,
                    "a@example.org",
                    null,
                    points: 5,
                    more: """{"birthday": "1980-03-09", "language": "es", "consents": {"email": true, "sms": false}}"""
                )
            ] = "Ana",
            [await Enrol(club, "Ben", null, null, null, more: """{"language": "en", "birthday": "1980-12-09"}""")] = "Ben",
            [await Enrol(club, "Cem", null, null, null)] = "Cem",
            [await Enrol(club, "Dan", null, null, null, more: """{"joinedAt": "2026-03-07T10:00:00Z"}""")] = "Dan",
        };
        var ids = names.ToDictionary(one => one.Value, one => one.Key);
        await club.Admin.Buy(ids["Ana"], "r1", "2026-06-15T08:00:00Z", 20, "coffee");
        await club.Admin.Buy(ids["Ana"], "r2", "2026-06-01T08:00:00Z", 10, "coffee");
        await club.Admin.Buy(ids["Ana"], "r3", "2026-05-01T08:00:00Z", 2.50m, "bread");
        await club.Admin.Buy(ids["Ben"], "r4", "2026-05-06T08:00:00Z", 10, "bread", store: "s2");
        await club.Admin.Buy(ids["Cem"], "r5", "2026-06-10T08:00:00Z", 9, "coffee");
        (
            await club.Admin.Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = "r5",
                    returnReceipt = "b5",
                    at = Now,
                }
            )
        ).Status.ShouldBe(201);

        foreach (
            var (where, expected) in new[]
            {
                ("""{"field": "tier", "op": "is", "value": "gold"}""", "Ana"),
                ("""{"field": "tier", "op": "not", "value": "gold"}""", "Ben Cem Dan"),
                ("""{"field": "tier", "op": "in", "value": ["gold", "basic"]}""", "Ana Ben Cem Dan"),
                ("""{"field": "balance", "op": "atLeast", "value": 37}""", "Ana"),
                ("""{"field": "balance", "op": "below", "value": 1}""", "Cem Dan"),
                ("""{"field": "joinedDaysAgo", "op": "is", "value": 100}""", "Dan"),
                ("""{"field": "joinedDaysAgo", "op": "below", "value": 100}""", ""),
                ("""{"field": "lastPurchaseDaysAgo", "op": "is", "value": 0}""", "Ana"),
                ("""{"field": "lastPurchaseDaysAgo", "op": "atLeast", "value": 40}""", "Ben"),
                ("""{"field": "lastPurchaseDaysAgo", "op": "atLeast", "value": 41}""", ""),
                ("""{"field": "visits", "op": "is", "value": 0}""", "Cem Dan"),
                ("""{"field": "visits", "op": "atLeast", "value": 2, "days": 15}""", "Ana"),
                ("""{"field": "visits", "op": "atLeast", "value": 2, "days": 14}""", ""),
                ("""{"field": "visits", "op": "below", "value": 1, "days": 30}""", "Ben Cem Dan"),
                ("""{"field": "visits", "op": "not", "value": 1, "category": "bread"}""", "Cem Dan"),
                ("""{"field": "visits", "op": "is", "value": 0, "category": "coffee"}""", "Ben Cem Dan"),
                ("""{"field": "spend", "op": "atLeast", "value": 32.50}""", "Ana"),
                ("""{"field": "spend", "op": "is", "value": 2.5, "category": "bread"}""", "Ana"),
                ("""{"field": "spend", "op": "below", "value": 5, "category": "bread", "days": 365}""", "Ana Cem Dan"),
                ("""{"field": "averageBasket", "op": "below", "value": 10.83}""", "Ben"),
                ("""{"field": "averageBasket", "op": "atLeast", "value": 15, "category": "coffee"}""", "Ana"),
                ("""{"field": "recency", "op": "is", "value": 5}""", "Ana"),
                ("""{"field": "frequency", "op": "atLeast", "value": 2}""", "Ana"),
                ("""{"field": "monetary", "op": "is", "value": 1}""", "Ben"),
                ("""{"field": "monetary", "op": "not", "value": 1}""", "Ana"),
                ("""{"field": "monetary", "op": "below", "value": 5}""", "Ben"),
                ("""{"field": "birthdayMonth", "op": "is", "value": 12}""", "Ben"),
                ("""{"field": "language", "op": "is", "value": "es"}""", "Ana"),
                ("""{"field": "language", "op": "not", "value": "es"}""", "Ben Cem Dan"),
                ("""{"field": "store", "op": "is", "value": "s2"}""", "Ben"),
                ("""{"field": "store", "op": "not", "value": "s2"}""", "Ana Cem Dan"),
                ("""{"field": "store", "op": "in", "value": ["s1", "s2"], "days": 30}""", "Ana"),
                ("""{"field": "consent", "op": "is", "value": "email"}""", "Ana"),
                ("""{"field": "consent", "op": "not", "value": "sms"}""", "Ana Ben Cem Dan"),
                (
                    """{"all": [{"field": "visits", "op": "atLeast", "value": 1, "category": "coffee"}, {"field": "spend", "op": "atLeast", "value": 30, "days": 365}, {"field": "store", "op": "is", "value": "s1", "days": 30}, {"field": "averageBasket", "op": "atLeast", "value": 1, "days": 60}, {"field": "consent", "op": "is", "value": "email"}, {"field": "recency", "op": "is", "value": 5}]}""",
                    "Ana"
                ),
                (
                    """{"all": [{"field": "spend", "op": "atLeast", "value": 1, "category": "bread"}, {"field": "visits", "op": "is", "value": 0, "days": 30}]}""",
                    "Ben"
                ),
                (
                    """{"all": [{"field": "visits", "op": "below", "value": 1, "days": 30}, {"field": "store", "op": "not", "value": "s2"}, {"any": [{"field": "spend", "op": "atLeast", "value": 1, "days": 3}, {"field": "visits", "op": "is", "value": 0}]}]}""",
                    "Cem Dan"
                ),
                (
                    """{"all": [{"not": {"field": "tier", "op": "is", "value": "gold"}}, {"any": [{"field": "visits", "op": "atLeast", "value": 1}, {"field": "joinedDaysAgo", "op": "is", "value": 100}]}]}""",
                    "Ben Dan"
                ),
            }
        )
        {
            var reply = await club.Admin.Post("/v1/members/search", new { where = JsonNode.Parse(where), sort = "name" });
            reply.Status.ShouldBe(200, where + reply.Body);
            string.Join(' ', reply.Json["items"]!.AsArray().Select(item => names[item.Text("id")!])).ShouldBe(expected, where);
        }
    }

    [Fact]
    public async Task A_condition_with_faults_is_refused_with_every_one_of_them()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var faulty = JsonNode.Parse(
            """
            {"all": [
              {"field": "luck", "op": "is", "value": 1},
              {"field": "tier", "op": "atLeast", "value": "gold"},
              {"field": "balance", "op": "is", "value": "7"},
              {"field": "visits", "op": "is", "value": 1.5, "days": 0},
              {"field": "tier", "op": "in", "value": []},
              {"field": "consent", "op": "is", "value": "post"},
              {"field": "recency", "op": "is", "value": 6},
              {"field": "tier", "op": "is", "value": "gold", "days": 3, "category": "coffee"},
              {"all": [], "any": []},
              {"any": []},
              {"not": 5},
              {"field": "tier", "op": "is", "value": "gold", "colour": "red"},
              7
            ]}
            """
        );
        var reply = await club.Admin.Post("/v1/members/search", new { where = faulty });
        (reply.Status, reply.Code).ShouldBe((422, "segment_invalid"));
        reply.Json["faults"]!
            .AsArray()
            .Select(fault => fault.Text("path"))
            .ShouldBe([
                "where.all[0].field",
                "where.all[1].op",
                "where.all[2].value",
                "where.all[3].value",
                "where.all[3].days",
                "where.all[4].value",
                "where.all[5].value",
                "where.all[6].value",
                "where.all[7].days",
                "where.all[7].category",
                "where.all[8]",
                "where.all[9].any",
                "where.all[10].not",
                "where.all[11].colour",
                "where.all[12]",
            ]);

        var deep = """{"field": "visits", "op": "is", "value": 0}""";
        for (var depth = 0; depth < 8; depth++)
        {
            deep = $$"""{"not": {{deep}}}""";
        }

        (await Where(deep)).Json["faults"]!.AsArray().Count.ShouldBe(1);
        var test = """{"field": "visits", "op": "is", "value": 0}""";
        (await Where($$"""{"any": [{{string.Join(',', Enumerable.Repeat(test, 50))}}]}""")).Status.ShouldBe(200);
        (await Where($$"""{"any": [{{string.Join(',', Enumerable.Repeat(test, 51))}}]}""")).Code.ShouldBe("segment_invalid");

        foreach (
            var nonsense in new[]
            {
                "5",
                "[]",
                "\"all\"",
                "{}",
                """{"field": "tier", "op": "is", "value": "\ud800"}""",
                """{"field": "tier", "op": "is", "value": "a\u0000"}""",
                """{"field": "visits", "op": "is", "value": 1, "category": "a\u0000"}""",
                """{"\udc00": 5}""",
                """{"field": "visits", "op": "is", "value": 1e999}""",
                """{"field": "tier", "op": "in", "value": ["gold", null]}""",
            }
        )
        {
            (await club.Admin.Post("/v1/members/search", $$"""{"where": {{nonsense}}}""")).Status.ShouldBeOneOf([400, 422], nonsense);
        }

        Task<Reply> Where(string where) => club.Admin.Post("/v1/members/search", new { where = JsonNode.Parse(where) });
    }

    private static async Task<string> Enrol(
        ClubApplication club,
        string first,
        string? last,
        string? email,
        string? phone,
        long points = 0,
        string more = "{}"
    )
    {
        var body = new JsonObject
        {
            ["operationId"] = Guid.NewGuid().ToString(),
            ["firstName"] = first,
            ["lastName"] = last,
            ["email"] = email,
            ["phone"] = phone,
            ["joinedAt"] = "2026-01-01T10:00:00Z",
            ["openingBalance"] = points > 0 ? new JsonObject { ["points"] = points } : null,
        };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        var reply = await club.Admin.Post("/v1/members", body);
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Text("id")!;
    }

    private static async Task<string[]> Found(ClubApplication club, string text)
    {
        var reply = await club.Admin.Post("/v1/members/search", new { text });
        reply.Status.ShouldBe(200, reply.Body);
        return [.. reply.Json["items"]!.AsArray().Select(item => item.Text("id")!)];
    }
}
