using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

/// <summary>Described stores, and devices that become tills by a code.</summary>
public class StoresAndTills
{
    private const string Now = "2026-03-01T10:00:00Z";

    private static Task<Reply> Add(ClubApplication club, string operationId = "t1", string store = "s1") =>
        club.Admin.Post(
            "/v1/tills",
            new
            {
                operationId,
                store,
                name = "Counter 1",
            }
        );

    private static Task<Reply> Pair(ClubApplication club, string? code) => club.ClientWith(null).Post("/v1/tills/pair", new { code });

    private static async Task<System.Text.Json.Nodes.JsonNode?[]> Tills(ClubApplication club) =>
        [.. (await club.Admin.Get("/v1/tills")).Json["items"]!.AsArray()];

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_code_is_exchanged_once_for_a_key_that_is_good_until_the_till_is_removed(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var added = await Add(club);
        added.Status.ShouldBe(201, added.Body);
        var code = added.Text("pairingCode")!;
        code.Length.ShouldBe(8);
        added.Text("qr").ShouldBe($"{club.Address.ToString().TrimEnd('/')}/till/sign-in?pair=1#{code}");
        (await Add(club)).Code.ShouldBe("code_shown_once");
        (await Tills(club)).Single()!["pairingExpiresAt"]!.GetValue<string>().ShouldBe(added.Text("expiresAt"));

        // As people type it.
        var paired = await Pair(club, $" {code[..4].ToLowerInvariant()}-{code[4..]}".Replace('0', 'o').Replace('1', 'l'));
        paired.Status.ShouldBe(201, paired.Body);
        paired.Text("id").ShouldBe(added.Text("id"));
        var till = club.ClientWith(paired.Text("key"));
        var member = await club.Admin.Enrol();
        (await till.Buy(member, "r1", Now, 5)).Status.ShouldBe(201);
        (await till.Get("/v1/purchases/s2/r1")).Code.ShouldBe("wrong_store");
        (await Tills(club)).Single()!["pairingExpiresAt"].ShouldBeNull();

        (await Pair(club, code)).Code.ShouldBe("pairing_code_invalid");
        (await club.Admin.Delete($"/v1/tills/{added.Text("id")}")).Status.ShouldBe(200);
        (await till.Buy(member, "r2", Now, 5)).Code.ShouldBe("unauthenticated");
        (await Pair(club, code)).Code.ShouldBe("pairing_code_invalid");
        (await Tills(club)).ShouldBeEmpty();
        (await club.Admin.Delete($"/v1/tills/{added.Text("id")}")).Code.ShouldBe("unknown_till");

        (await club.Services.GetRequiredService<IAudit>().Read(new(null, null, added.Text("id"), null, null, null, 10)))
            .Items.Select(line => (line.What, line.By, line.Note))
            .ShouldBe([
                ("tillRemoved", "key:settings", "Counter 1"),
                ("tillPaired", "key:settings", "Counter 1"),
                ("tillAdded", "key:settings", "Counter 1"),
            ]);
        await foreach (var broken in club.Services.GetRequiredService<IJournal>().Verify())
        {
            broken.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_code_ends_after_ten_minutes_or_when_its_till_is_removed_and_all_wrong_codes_get_one_answer()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Now);
        var voided = await Add(club, "t0");
        (await club.Admin.Delete($"/v1/tills/{voided.Text("id")}")).Status.ShouldBe(200);
        var (used, late, last) = (await Add(club, "t1"), await Add(club, "t2"), await Add(club, "t3"));
        (await Pair(club, used.Text("pairingCode"))).Status.ShouldBe(201);
        machine.By = TimeSpan.FromMinutes(9.9);
        (await Pair(club, last.Text("pairingCode"))).Status.ShouldBe(201);
        machine.By = TimeSpan.FromMinutes(10);
        var wrong = new[]
        {
            "AAAAAAAA",
            "nonsense, and long",
            voided.Text("pairingCode"),
            used.Text("pairingCode"),
            late.Text("pairingCode"),
        };
        var answers = new List<Reply>();
        foreach (var code in wrong)
        {
            answers.Add(await Pair(club, code));
        }

        answers.Select(answer => (answer.Status, answer.Body)).Distinct().ShouldBe([(422, answers[0].Body)]);
        answers[0].Code.ShouldBe("pairing_code_invalid");
        (await Tills(club)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Ten_wrong_codes_pause_their_network_and_no_other()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var code = (await Add(club)).Text("pairingCode");
        for (var tries = 1; tries <= Pairing.MostWrong; tries++)
        {
            (await Pair(club, "AAAAAAAA")).Code.ShouldBe("pairing_code_invalid");
        }

        var paused = await Pair(club, code);
        paused.Code.ShouldBe("too_many_tries");
        paused.Message.Headers.RetryAfter!.Delta.ShouldBe(Pairing.Pause);
        var grain = club.Services.GetRequiredService<IGrainFactory>().GetGrain<IStoresGrain>(ClubKey.Value);
        (await grain.Pair(code!, "192.0.2.7")).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_pairing_code_is_stored_only_as_a_hash()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var code = (await Add(club)).Text("pairingCode")!;
        foreach (var file in Directory.GetFiles(club.Store.Folder).Where(file => new FileInfo(file).Length > 0))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync()).ShouldNotContain(code);
        }
        (await club.Admin.Get("/v1/tills")).Body.ShouldNotContain(code);
    }

    [Fact]
    public async Task No_more_than_two_hundred_tills_wait_at_once()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var grain = club.Services.GetRequiredService<IGrainFactory>().GetGrain<IStoresGrain>(ClubKey.Value);
        for (var till = 0; till < Pairing.MostWaiting; till++)
        {
            (await grain.AddTill(new(null, "s1", "Counter"), "key:settings")).Value.ShouldNotBeNull();
        }

        (await Add(club)).Code.ShouldBe("too_many_tills_waiting");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_store_is_described_again_and_again_and_another_process_knows_it_after_a_start(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        await using (var club = await ClubApplication.Start(store))
        {
            (await club.Admin.Put("/v1/stores/plaza%2Fmayor", new { name = "Plaza" })).Status.ShouldBe(200);
            (await club.Admin.Put("/v1/stores/s1", new { name = "La Ribera", address = "Calle Mayor 1" })).Status.ShouldBe(200);
            var again = await club.Admin.Put("/v1/stores/plaza%2Fmayor", new { name = "Plaza Mayor" });
            again.Body.ShouldBe("""{"code":"plaza/mayor","name":"Plaza Mayor","receiptNumbers":"forever"}""");
            (await club.Admin.Put("/v1/stores/plaza%2Fmayor", new { name = "Plaza Mayor" })).Status.ShouldBe(200);
            (await club.Services.GetRequiredService<IAudit>().Read(new(null, "storeChanged", null, null, null, null, 10)))
                .Items.Select(line => (line.About, line.Before, line.After))
                .ShouldBe([
                    ("plaza/mayor", "Plaza", "Plaza Mayor"),
                    ("s1", null, "La Ribera · Calle Mayor 1"),
                    ("plaza/mayor", null, "Plaza"),
                ]);
            foreach (
                var (code, body) in new (string, object)[]
                {
                    ("s1", new { }),
                    ("s1", new { name = "" }),
                    (new('x', 41), new { name = "x" }),
                }
            )
            {
                (await club.Admin.Put("/v1/stores/" + code, body)).Status.ShouldBe(400);
            }
        }

        await using var next = await ClubApplication.Start(store);
        (await next.Admin.Get("/v1/stores")).Json["items"]!
            .AsArray()
            .Select(one => (string)one!["name"]!)
            .ShouldBe(["La Ribera", "Plaza Mayor"]);
        (await (await next.ClientFor("marketing")).Get("/v1/stores")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task When_a_key_was_last_used_is_listed_and_outlives_a_stop()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        string id;
        await using (var club = await ClubApplication.Start(store))
        {
            (await club.Admin.Post("/v1/keys", new { role = "marketing", name = "unused" })).Status.ShouldBe(201);
            var made = await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" });
            id = made.Text("id")!;
            (await club.ClientWith(made.Text("key")).Get("/v1/rewards")).Status.ShouldBe(200);
            await Until(async () => (await Tills(club)).Single()!["lastSeen"] is not null);
        }

        await using var next = await ClubApplication.Start(store);
        var keys = (await next.Admin.Get("/v1/keys")).Json["items"]!.AsArray();
        keys.Single(key => (string)key!["id"]! == id)!["lastUsed"].ShouldNotBeNull();
        keys.Single(key => (string)key!["name"]! == "unused")!["lastUsed"].ShouldBeNull();
    }

    /// <summary>A process tells each second what it has seen of keys.</summary>
    internal static async Task Until(Func<Task<bool>> isSo)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException();
    }

    [Fact]
    public async Task A_store_has_a_time_zone_and_opening_hours_of_its_own()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var described = await club.Admin.Put(
            "/v1/stores/s1",
            new
            {
                name = "Las Palmas",
                timeZone = "Atlantic/Canary",
                openingHours = "mo 9:00-14:00; tu 9:00-14:00",
            }
        );
        described.Status.ShouldBe(200, described.Body);
        (described.Text("timeZone"), described.Text("openingHours")).ShouldBe(("Atlantic/Canary", "Mo-Tu 09:00-14:00"));
        (await club.Admin.Get("/v1/stores")).Json["items"]![0]!.ToJsonString().ShouldBe(described.Json.ToJsonString());
        foreach (var zone in new[] { "Canary", "Atlantic/Nowhere", "../etc/passwd", "", new string('a', 99) })
        {
            (await club.Admin.Put("/v1/stores/s1", new { name = "Las Palmas", timeZone = zone })).Code.ShouldBe("invalid_field", zone);
        }

        foreach (var hours in new[] { "always", "Mo 9-14", "", new string(' ', 301) })
        {
            (await club.Admin.Put("/v1/stores/s1", new { name = "Las Palmas", openingHours = hours })).Code.ShouldBe("invalid_field", hours);
        }

        var plain = await club.Admin.Put("/v1/stores/s1", new { name = "Las Palmas" });
        (plain.Json["timeZone"], plain.Json["openingHours"]).ShouldBe((null, null));
    }
}
