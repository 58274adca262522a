using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Running;
using LoyaltyClub.Journal;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LoyaltyClub.Tests.Host;

/// <summary>
/// What a process keeps to, whatever is asked of it: how many members it has in memory, how many calls may wait, who has its store.
/// </summary>
public class OneProcess
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task No_more_members_are_in_memory_than_may_be_and_who_comes_again_is_as_before(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-01T10:00:00Z", "--Club:MostActiveMembers=20");
        var members = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            members.Add(await club.Admin.Enrol($"e{i}"));
            (await club.Admin.Buy(members[i], $"r{i}", "2026-03-01T10:00:00Z", i)).Status.ShouldBe(201);
            club.Services.GetRequiredService<ActiveMembers>().Count.ShouldBeLessThanOrEqualTo(20);
        }
        for (var i = 0; i < 100; i++)
        {
            ((long)(await club.Admin.Balance(members[i]))["active"]!).ShouldBe(i);
        }

        var metric = (await club.Admin.Get("/metrics"))
            .Body.Split('\n')
            .Single(line => line.StartsWith("loyaltyclub_members_active{", StringComparison.Ordinal));
        int.Parse(metric.Split(' ')[^1]).ShouldBeInRange(1, 20);
    }

    [Fact]
    public async Task Who_is_asked_for_again_and_again_stays_while_others_come_and_go()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, null, "--Club:MostActiveMembers=10");
        var busy = await club.Admin.Enrol("busy");
        var gone = await club.Admin.Enrol("gone");
        for (var i = 0; i < 60; i++)
        {
            await club.Admin.Enrol($"e{i}");
            await club.Admin.Balance(busy);
        }
        // Who left would be read from the journal, and is there no more.
        await club.Store.Sql("delete from journal");
        (await club.Admin.Get($"/v1/members/{busy}")).Status.ShouldBe(200);
        (await club.Admin.Get($"/v1/members/{gone}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_turned_away_before_the_grains()
    {
        await using var club = await ClubApplication.Start(StoreKind.Postgres, "2026-03-01T10:00:00Z", "--Club:MostWaiting=8");
        var members = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            members.Add(await club.Admin.Enrol($"e{i}"));
        }

        // Somebody holds the journal's table, so nothing ends, and more come than may wait.
        await using var holder = new NpgsqlConnection(club.Store.Setting + ";Pooling=false");
        await holder.OpenAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table journal in exclusive mode", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var waiting = members.Select((member, i) => club.Admin.Buy(member, $"r{i}", "2026-03-01T10:00:00Z", 1m)).ToList();
        // A place that became free could be taken again, so the table is released only when all the others have been turned away.
        var turnedAway = 0;
        await foreach (var reply in Task.WhenEach(waiting))
        {
            ((await reply).Status, (await reply).Code).ShouldBe((503, "overloaded"));
            if (++turnedAway == members.Count - 8)
            {
                break;
            }
        }

        await hold.RollbackAsync();

        var replies = await Task.WhenAll(waiting);
        replies.Count(reply => reply.Status == 201).ShouldBe(8);
        (await club.Admin.Get("/metrics")).Body.ShouldContain(
            $"loyaltyclub_grain_calls_refused_total{{otel_scope_name=\"LoyaltyClub\"}} {turnedAway}"
        );
    }

    [Theory]
    [InlineData("a", false)]
    [InlineData("secret", false)]
    [InlineData("0123456789abcdef0123456789abcde", false)]
    [InlineData("                                ", false)]
    [InlineData("0123456789abcdef 0123456789abcdef", false)]
    [InlineData("0123456789abcdef0123456789abcdefé", false)]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    public async Task A_first_key_that_can_be_guessed_starts_nothing(string key, bool starts)
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var start = ClubApplication.Start(store, settings: [$"--Club:AdminKey={key}"]);
        if (!starts)
        {
            (await Should.ThrowAsync<ArgumentException>(start)).Message.ShouldContain("32");
            System.IO.File.Exists(store.Setting["sqlite:".Length..]).ShouldBeFalse();
            return;
        }

        await using var club = await start;
        using var admin = club.ClientWith(key);
        (await admin.Get("/v1/keys")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_second_process_on_one_file_is_told_who_has_it()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        (await Should.ThrowAsync<StoreInUseException>(ClubApplication.Start(club.Store))).Message.ShouldContain(
            "Another process has this SQLite store open"
        );
        (await club.Admin.Get("/health/ready")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_and_nothing_stays_locked()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        System.IO.Directory.CreateDirectory(store.Folder);
        var file = Path.Combine(store.Folder, "file");
        await File.WriteAllTextAsync(file, "no folder");
        await Should.ThrowAsync<StoreUnavailableException>(ClubApplication.Start(store, settings: [$"--Club:Store=sqlite:{file}/club.db"]));

        // A store that cannot be opened is let go of, so that the next try finds out what is wrong with it, too.
        System.IO.Directory.CreateDirectory(store.Setting["sqlite:".Length..]);
        for (var times = 0; times < 2; times++)
        {
            (await Should.ThrowAsync<StoreUnavailableException>(ClubApplication.Start(store))).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task What_a_night_without_a_process_has_missed_is_made_up_at_the_next_start()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        string member;
        await using (var before = await ClubApplication.Start(store, false, "--Club:Sandbox=true"))
        {
            (await before.Admin.Post("/v1/clock", new { now = "2020-03-01T10:00:00Z" })).Status.ShouldBe(200);
            (
                await before.Admin.Put("/v1/programme", new { programme = new { expiry = new { kind = "afterActivation", months = 1 } } })
            ).Status.ShouldBe(200);
            member = await before.Admin.Enrol();
            (await before.Admin.Buy(member, "r1", "2020-03-01T10:00:00Z", 10m)).Status.ShouldBe(201);
        }
        // By the machine's clock, years later.
        await using var club = await ClubApplication.Start(store);
        await TillSteps.Eventually(async () => await store.Count("due") == 0);
        (await club.Admin.Get($"/v1/members/{member}/statement")).Json["items"]!
            .AsArray()
            .Select(line => (string)line!["kind"]!)
            .ShouldBe(["earned", "expired"]);
    }
}
