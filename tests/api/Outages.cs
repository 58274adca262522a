using LoyaltyClub.Tests.Journal;
using Npgsql;

namespace LoyaltyClub.Tests.Api;

public class Outages
{
    [Fact]
    public async Task A_database_that_is_away_is_a_503_and_when_it_is_back_all_goes_on()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        await using var club = await ClubApplication.Start(store, settings: ["--Club:Sandbox=true", $"--Club:Store={link.Setting}"]);
        await club.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        var members = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => club.Admin.Enrol($"e{i}")));

        await link.Cut();
        var away = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => club.Admin.Buy(members[i % 8], $"r{i}", "2026-03-01T10:00:00Z", 10m))
        );
        away.ShouldAllBe(reply => reply.Status == 503 && reply.Code == "store_unavailable");
        away[0].Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        Guarded(away[0].Message);
        using var browser = new HttpClient { BaseAddress = club.Address };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var page = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "ana@example.org")]));
        Guarded(page);
        browser.DefaultRequestHeaders.Add("HX-Request", "true");
        using var part = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "ana@example.org")]));
        Guarded(part);
        (await club.ClientWith(null).Get("/health/ready")).Status.ShouldBe(503);
        (await club.ClientWith(null).Get("/health/live")).Status.ShouldBe(200);

        link.Mend();
        for (var i = 0; i < 64; i++)
        {
            (await UntilItIsBack(() => club.Admin.Buy(members[i % 8], $"r{i}", "2026-03-01T10:00:00Z", 10m))).Status.ShouldBeOneOf(
                200,
                201
            );
        }

        foreach (var member in members)
        {
            ((long)(await club.Admin.Balance(member))["active"]!).ShouldBe(80);
        }

        (await club.ClientWith(null).Get("/health/ready")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_process_of_the_cluster_that_has_lost_the_database_is_a_503_whichever_is_asked()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        await using var one = await ClubApplication.Start(store, settings: ["--Club:Sandbox=true"]);
        await using var other = await ClubApplication.Start(store, settings: ["--Club:Sandbox=true", $"--Club:Store={link.Setting}"]);
        await one.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        var members = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => one.Admin.Enrol($"e{i}"))); // some live here and some there

        await link.Cut();
        var away = await Task.WhenAll(members.Select((member, i) => one.Admin.Buy(member, $"r{i}", "2026-03-01T10:00:00Z", 10m)));
        away.ShouldAllBe(reply => reply.Status == 201 || (reply.Status == 503 && reply.Code == "store_unavailable"));
        away.ShouldContain(reply => reply.Status == 201);
        away.ShouldContain(reply => reply.Status == 503);

        link.Mend();
        for (var i = 0; i < 16; i++)
        {
            (await UntilItIsBack(() => one.Admin.Buy(members[i], $"r{i}", "2026-03-01T10:00:00Z", 10m))).Status.ShouldBeOneOf(200, 201);
        }

        foreach (var member in members)
        {
            ((long)(await one.Admin.Balance(member))["active"]!).ShouldBe(10);
        }
    }

    [Fact]
    public async Task A_wire_that_breaks_again_and_again_under_load_loses_and_doubles_nothing()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var link = new Link(store.Setting);
        await using var club = await ClubApplication.Start(store, settings: ["--Club:Sandbox=true", $"--Club:Store={link.Setting}"]);
        await club.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        var members = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => club.Admin.Enrol($"e{i}")));

        var acknowledged = 0;
        var bought = Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async till =>
                {
                    for (var i = 0; i < 60; i++)
                    {
                        (
                            await UntilItIsBack(() => club.Admin.Buy(members[(till + i) % 16], $"r{till}-{i}", "2026-03-01T10:00:00Z", 10m))
                        ).Status.ShouldBeOneOf(200, 201);
                        Interlocked.Increment(ref acknowledged);
                    }
                })
        );
        var before = -1;
        while (await Task.WhenAny(bought, Task.Delay(30)) != bought)
        {
            // A machine that is too busy to open a connection in that time gets the time that it needs.
            if (Volatile.Read(ref acknowledged) is var now && now > before)
            {
                before = now;
                link.Break();
            }
        }

        await bought;

        var balances = await Task.WhenAll(members.Select(member => UntilItIsBack(() => club.Admin.Get($"/v1/members/{member}"))));
        balances.ShouldAllBe(reply => (long)reply.Json["balance"]!["active"]! == 600);
    }

    [FactWhereDisksMayBeMounted]
    public async Task A_full_disk_is_a_503_with_nothing_half_done_and_goes_on_when_there_is_room()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        Directory.CreateDirectory(store.Folder);
        await using var disk = SmallDisk.Mount(store.Folder);
        var ballast = Path.Combine(store.Folder, "ballast");
        await using var club = await ClubApplication.Start(store, settings: ["--Club:Sandbox=true"]);
        await club.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        var member = await club.Admin.Enrol();
        await club.Admin.Buy(member, "r0", "2026-03-01T10:00:00Z", 10m);
        await FillUp(ballast);

        var (acknowledged, refused) = (10L, 0);
        for (var i = 1; refused < 20 && i < 5_000; i++)
        {
            if ((await club.Admin.Buy(member, $"r{i}", "2026-03-01T10:00:00Z", 10m)) is { Status: 201 })
            {
                acknowledged += 10;
            }
            else
            {
                refused++;
            }
        }

        refused.ShouldBe(20);
        ((long)(await club.Admin.Balance(member))["active"]!).ShouldBe(acknowledged);

        File.Delete(ballast);
        (await UntilItIsBack(() => club.Admin.Buy(member, "more", "2026-03-01T10:00:00Z", 10m))).Status.ShouldBe(201);
        ((long)(await club.Admin.Balance(member))["active"]!).ShouldBe(acknowledged + 10);
    }

    [Fact]
    public async Task A_member_with_too_many_requests_waiting_turns_the_next_away()
    {
        await using var club = await ClubApplication.Start(StoreKind.Postgres, "2026-03-01T10:00:00Z");
        var member = await club.Admin.Enrol();
        await club.Admin.Buy(member, "first", "2026-03-01T10:00:00Z", 10m);

        // Somebody holds the journal's table, so nothing ends, and more come than may wait for one member.
        await using var holder = new NpgsqlConnection(club.Store.Setting + ";Pooling=false");
        await holder.OpenAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table journal in exclusive mode", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var waiting = Enumerable.Range(0, 1_200).Select(i => club.Admin.Buy(member, $"r{i}", "2026-03-01T10:00:00Z", 10m)).ToList();
        var first = await Task.WhenAny(waiting);
        await hold.RollbackAsync();

        var turnedAway = await first;
        (turnedAway.Status, turnedAway.Code).ShouldBe((429, "member_busy"));
        turnedAway.Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        var replies = await Task.WhenAll(waiting);
        replies.ShouldAllBe(reply => reply.Status == 201 || reply.Status == 429);
        ((long)(await club.Admin.Balance(member))["active"]!).ShouldBe(10 + 10 * replies.Count(reply => reply.Status == 201));
    }

    /// <summary>A failed answer says the same to browsers as any other.</summary>
    private static void Guarded(HttpResponseMessage answer)
    {
        ((int)answer.StatusCode).ShouldBe(503);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("default-src 'none'");
    }

    /// <summary>As a till does: the same again while the answer is 503 or 429.</summary>
    private static async Task<Reply> UntilItIsBack(Func<Task<Reply>> send)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var reply = await send();
            if (reply.Status is not (503 or 429))
            {
                return reply;
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task FillUp(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var piece = new byte[4096];
        try
        {
            while (true)
            {
                await file.WriteAsync(piece);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }
}
