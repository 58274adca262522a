using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>Named conditions: kept, counted, listed, and searched by.</summary>
public class Segments(ITestOutputHelper output)
{
    private const string Now = "2026-06-15T10:00:00Z";

    private static readonly object Buyers = Where("visits", "atLeast", 1);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_segment_is_kept_counted_listed_searched_and_removed(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        await using (var club = await ClubApplication.Start(store, settings: "--Club:Sandbox=true"))
        {
            (await club.Admin.Post("/v1/clock", new { now = Now })).Status.ShouldBe(200);
            var began = DateTimeOffset.UtcNow.AddSeconds(-1);
            var (ana, ben) = (await club.Admin.Enrol("ana"), await club.Admin.Enrol("ben"));
            await club.Admin.Enrol("cem");
            (await club.Admin.Buy(ana, "r1", Now, 30)).Status.ShouldBe(201);
            (await club.Admin.Buy(ben, "r2", Now, 10)).Status.ShouldBe(201);
            const string bought = """{"code":"buyers","name":"Who bought","where":{"field":"visits","op":"atLeast","value":1}}""";
            var marketing = await club.ClientFor("marketing");
            for (var again = 0; again < 2; again++)
            {
                var put = await marketing.Put("/v1/segments/buyers", new { name = "Who bought", where = Buyers });
                (put.Status, put.Body).ShouldBe((200, bought));
            }

            (await marketing.Get("/v1/segments/buyers")).Body.ShouldBe(bought);
            (await marketing.Get("/v1/segments")).Json["items"]!.AsArray().Single()!.ToJsonString().ShouldBe(bought);
            var count = (await marketing.Get("/v1/segments/buyers/count")).Json;
            count["count"]!.GetValue<long>().ShouldBe(2);
            count["asOf"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(began, "by the machine's clock");
            (await Ids(marketing.Get("/v1/segments/buyers/members?sort=spend"))).ShouldBe([ana, ben]);
            var first = await marketing.Get("/v1/segments/buyers/members?sort=spend&limit=1");
            (await Ids(marketing.Get($"/v1/segments/buyers/members?sort=spend&limit=1&after={first.Text("next")}"))).ShouldBe([ben]);
            (await Ids(marketing.Post("/v1/members/search", new { segment = "buyers", where = Where("spend", "below", 20) }))).ShouldBe([
                ben,
            ]);

            // It is the same segment with another condition, and counts by it at once.
            (await marketing.Put("/v1/segments/buyers", new { name = "All", where = Where("visits", "atLeast", 0) })).Status.ShouldBe(200);
            (await marketing.Get("/v1/segments/buyers/count")).Json["count"]!.GetValue<long>().ShouldBe(3);
        }

        await using var next = await ClubApplication.Start(store, settings: "--Club:Sandbox=true");
        (await next.Admin.Delete("/v1/segments/buyers")).Text("name").ShouldBe("All");
        foreach (var path in new[] { "", "/count", "/members" })
        {
            (await next.Admin.Get("/v1/segments/buyers" + path)).Code.ShouldBe("unknown_segment", path);
        }

        (await next.Admin.Delete("/v1/segments/buyers")).Code.ShouldBe("unknown_segment");
        (await next.Admin.Post("/v1/members/search", new { segment = "buyers" })).Code.ShouldBe("unknown_segment");
        (await next.Admin.Get("/v1/segments")).Json["items"]!.AsArray().ShouldBeEmpty();
        (await Audit(next, "segmentChanged")).ShouldBe([
            (
                "Who bought · {\"field\":\"visits\",\"op\":\"atLeast\",\"value\":1}",
                "All · {\"field\":\"visits\",\"op\":\"atLeast\",\"value\":0}"
            ),
            (null, "Who bought · {\"field\":\"visits\",\"op\":\"atLeast\",\"value\":1}"),
        ]);
        (await Audit(next, "segmentRemoved")).ShouldBe([("All · {\"field\":\"visits\",\"op\":\"atLeast\",\"value\":0}", null)]);
    }

    [Fact]
    public async Task What_is_no_segment_is_refused_and_changes_nothing()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        foreach (var code in new[] { "Buyers", "-a", "a--b", "a-", "ñ", "a_b", new('x', 41) })
        {
            var refused = await club.Admin.Put("/v1/segments/" + code, new { name = "x", where = Buyers });
            (refused.Status, refused.Code, refused.Text("field")).ShouldBe((400, "invalid_field", "code"), code);
        }

        foreach (
            var (body, code) in new (object, string)[]
            {
                (new { where = Buyers }, "missing_field"),
                (new { name = "x" }, "missing_field"),
                (new { name = "", where = Buyers }, "invalid_field"),
                (new { name = new string('x', 101), where = Buyers }, "invalid_field"),
                (new { name = "x", where = 5 }, "segment_invalid"),
                (new { name = "x", where = Where("luck", "is", 1) }, "segment_invalid"),
                (
                    new
                    {
                        name = "x",
                        where = new { all = new[] { new { any = Enumerable.Repeat(Where("tier", "is", new string('x', 99)), 160) } } },
                    },
                    "invalid_field"
                ),
            }
        )
        {
            (await club.Admin.Put("/v1/segments/a", body)).Code.ShouldBe(code);
        }

        (await club.Admin.Put("/v1/segments/a", """{"name":"x","where":{"field":"tier","op":"is","value":"\ud800"}}""")).Code.ShouldBe(
            "segment_invalid"
        );
        (await club.Admin.Get("/v1/segments")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_club_has_more_than_two_hundred()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        for (var number = 0; number < Segment.Most; number++)
        {
            (await club.Admin.Put($"/v1/segments/of-week-{number}", new { name = "Of the week", where = Buyers })).Status.ShouldBe(200);
        }

        var refused = await club.Admin.Put("/v1/segments/one-more", new { name = "x", where = Buyers });
        (refused.Status, refused.Code, refused.Json["limit"]!.GetValue<int>()).ShouldBe((422, "too_many_segments", 200));
        (await club.Admin.Put("/v1/segments/of-week-7", new { name = "Changed", where = Buyers })).Status.ShouldBe(200);
        (await club.Admin.Delete("/v1/segments/of-week-7")).Status.ShouldBe(200);
        (await club.Admin.Put("/v1/segments/one-more", new { name = "x", where = Buyers })).Status.ShouldBe(200);
    }

    /// <summary>Against the definition: the share of buyers below, in fifths; who is equal has the same one.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_fifth_is_what_the_share_of_buyers_below_says(StoreKind kind)
    {
        var seed = Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"LOYALTYCLUB_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var club = await ClubApplication.Start(kind, Now);
        var members = new List<(string Id, int Visits, int Spend, int Day)>();
        foreach (var number in Enumerable.Range(0, 14))
        {
            var id = await club.Admin.Enrol($"m{number}", "2026-01-01T00:00:00Z");
            var visits = number == 0 ? 0 : random.Next(1, 5);
            var days = Enumerable.Range(0, visits).Select(_ => random.Next(1, 6)).ToArray();
            var amounts = days.Select(_ => random.Next(1, 4)).ToArray();
            for (var visit = 0; visit < visits; visit++)
            {
                var at = $"2026-06-{days[visit]:00}T10:00:00Z";
                (await club.Admin.Buy(id, $"r{number}-{visit}", at, amounts[visit])).Status.ShouldBe(201);
            }

            members.Add((id, visits, amounts.Sum(), days.Append(0).Max()));
            foreach (
                var (field, values) in new[]
                {
                    ("recency", members.ConvertAll(member => member.Day)),
                    ("frequency", members.ConvertAll(member => member.Visits)),
                    ("monetary", members.ConvertAll(member => member.Spend)),
                }
            )
            {
                var buyers = members.Zip(values).Where(one => one.First.Visits > 0).ToArray();
                var fifths = buyers.ToDictionary(
                    one => one.First.Id,
                    one =>
                        buyers.Length == 1 ? 1 : Math.Min(5, 5 * buyers.Count(other => other.Second < one.Second) / (buyers.Length - 1) + 1)
                );
                foreach (var (op, number2) in number < 13 ? [("is", random.Next(1, 6))] : Every())
                {
                    var expected = fifths.Where(one =>
                        op switch
                        {
                            "is" => one.Value == number2,
                            "not" => one.Value != number2,
                            "atLeast" => one.Value >= number2,
                            _ => one.Value < number2,
                        }
                    );
                    (await Ids(club.Admin.Post("/v1/members/search", new { where = Where(field, op, number2) }))).ShouldBe(
                        expected.Select(one => one.Key),
                        ignoreOrder: true,
                        $"{field} {op} {number2} of {string.Join(' ', values)} with seed {seed}"
                    );
                }
            }
        }

        static IEnumerable<(string, int)> Every() =>
            from op in new[] { "is", "not", "atLeast", "below" }
            from fifth in Enumerable.Range(1, 5)
            select (op, fifth);
    }

    private static object Where(string field, string op, object value) =>
        new
        {
            field,
            op,
            value,
        };

    private static async Task<string[]> Ids(Task<Reply> asked)
    {
        var reply = await asked;
        reply.Status.ShouldBe(200, reply.Body);
        return [.. reply.Json["items"]!.AsArray().Select(item => item.Text("id")!)];
    }

    private static async Task<(string?, string?)[]> Audit(ClubApplication club, string what) =>
        [
            .. (await club.Services.GetRequiredService<IAudit>().Read(new(null, what, null, null, null, null, 10))).Items.Select(line =>
                (line.Before, line.After)
            ),
        ];
}
