using System.Reflection;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Grains;

/// <summary>What several silos together do, and one alone cannot get wrong.</summary>
public class ClusterTests
{
    [Fact]
    public async Task Each_member_lives_once_and_every_silo_has_its_share()
    {
        await using var cluster = await GrainCluster.Start(3);
        var members = await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Enrol(cluster.Grains(i % 3), $"e{i}")));
        var lives = await cluster.Grains(0).GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var homes = lives.Where(life => members.Contains(life.GrainId.Key.ToString())).ToLookup(life => life.SiloAddress);
        homes.Sum(home => home.Count()).ShouldBe(members.Length);
        homes.Count.ShouldBe(3);
        homes.ShouldAllBe(home => home.Count() > 25); // 50 each by chance; the default placement gave 116, 3 and 1 of 120
        Enumerable.Range(0, 3).Sum(silo => cluster.Services(silo).GetRequiredService<ActiveMembers>().Count).ShouldBe(members.Length);
    }

    [Fact]
    public async Task What_is_asked_while_silos_come_and_go_is_answered()
    {
        await using var cluster = await GrainCluster.Start(2);
        var member = await Enrol(cluster.Grains(0), "e");
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                (await cluster.Grains(0).GetGrain<IMemberGrain>(member).Get()).Value!.Id.ShouldBe(member);
            }

            return answers;
        });
        for (var i = 0; i < 3; i++)
        {
            await cluster.Stop(await cluster.StartAnother());
        }

        await cluster.Stop(cluster.Silos[1]);
        await stop.CancelAsync();
        (await asking).ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_key_that_one_silo_makes_every_other_knows_and_a_programme_too()
    {
        await using var cluster = await GrainCluster.Start(3);
        for (var i = 0; i < 3; i++)
        {
            var key = (await cluster.Grains(i).GetGrain<IKeysGrain>(ClubKey.Value).Create(new($"k{i}", "admin", null, null))).Value!;
            Enumerable.Range(0, 3).ShouldAllBe(silo => cluster.Services(silo).GetRequiredService<IKeyRing>().Find(key.Key) != null);
            await cluster.Grains((i + 1) % 3).GetGrain<IKeysGrain>(ClubKey.Value).Revoke(key.Id);
            Enumerable.Range(0, 3).ShouldAllBe(silo => cluster.Services(silo).GetRequiredService<IKeyRing>().Find(key.Key) == null);
            (
                await cluster.Grains(i).GetGrain<IProgrammeGrain>(ClubKey.Value).Put(new($"p{i}", null, $$"""{"name": "Club {{i}}"}"""))
            ).Refusal.ShouldBeNull();
            Enumerable.Range(0, 3).ShouldAllBe(silo => cluster.Services(silo).GetRequiredService<IClubNames>().Club() == $"Club {i}");
        }
    }

    [Fact]
    public async Task Sessions_of_accounts_that_read_as_numbers_are_kept_apart_and_last()
    {
        await using var cluster = await GrainCluster.Start(2);
        string[] accounts = ["cafe", "CAFE", "0cafe", "10", "010", "00000000-0000-0000-0000-000000000010"];
        foreach (var (account, i) in accounts.Select((account, i) => (account, i)))
        {
            await cluster.Grains(i % 2).Account(account).SignIn([(byte)i], account);
        }
        // From the database: no activation is left.
        await cluster.Grains(0).GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        foreach (var (account, i) in accounts.Select((account, i) => (account, i)))
        {
            (await cluster.Grains((i + 1) % 2).Account(account).Sessions()).ShouldHaveSingleItem().Device.ShouldBe(account);
        }

        await cluster.Grains(0).Account("cafe").EndOthers(null);
        (await cluster.Store.Count("grain_states where state = 'sessions'")).ShouldBe(accounts.Length - 1); // what is over is gone
        (await cluster.Grains(1).Account("CAFE").Sessions()).ShouldHaveSingleItem();
    }

    /// <summary>A state's name is all that separates one grain's rows from another's.</summary>
    [Fact]
    public void No_two_grains_keep_a_state_under_one_name()
    {
        Names(GrainRegistration.Assembly.GetTypes()).Length.ShouldBeGreaterThanOrEqualTo(4);
        Twice(GrainRegistration.Assembly.GetTypes()).ShouldBeEmpty();
        Twice([typeof(PlantedOne), typeof(PlantedOther)]).ShouldBe(["planted"]);

        static IEnumerable<string> Twice(IEnumerable<Type> types) =>
            Names(types).GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key);

        static string[] Names(IEnumerable<Type> types) =>
            [
                .. types
                    .SelectMany(type => type.GetConstructors())
                    .SelectMany(constructor => constructor.GetParameters())
                    .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>())
                    .OfType<PersistentStateAttribute>()
                    .Select(state =>
                    {
                        state.StorageName.ShouldBe(GrainStates.Storage);
                        return state.StateName;
                    }),
            ];
    }

    private sealed class PlantedOne([PersistentState("planted", GrainStates.Storage)] object state)
    {
        public object State => state;
    }

    private sealed class PlantedOther([PersistentState("planted", GrainStates.Storage)] object state)
    {
        public object State => state;
    }

    private static async Task<string> Enrol(IGrainFactory grains, string operation)
    {
        var id = MemberIds.New();
        var enrolled = await grains.GetGrain<IMemberGrain>(id).Enrol(new(operation, null, null, null, null) { FirstName = "Ana" });
        return enrolled.Value.ShouldNotBeNull(enrolled.Refusal?.Detail).Id;
    }
}
