using System.Data.Common;
using System.Text;
using LoyaltyClub.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LoyaltyClub.Tests.Journal;

/// <summary>The tables that Orleans uses, and the statements that it reads from one of them, run as it runs them.</summary>
public class OrleansTablesTests
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Sessions_and_drafts_that_were_documents_are_states_of_grains(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        Directory.CreateDirectory(store.Folder);
        await store.Sql("create table schema_version (version int primary key, applied_at text)");
        foreach (var migration in Migration.Of(kind.ToString()).Where(migration => migration.Version <= 2))
        {
            await store.Sql($"{migration.Sql}; insert into schema_version (version) values ({migration.Version})");
        }

        foreach (
            var stream in (string[])["account.abc", "account.staff.7", "draft.7", "signin.1", "allowance.7", "passkeys.abc", "member:abc"]
        )
        {
            await store.Sql(
                $"insert into documents values ('{stream}', {store.Blob(Encoding.UTF8.GetBytes($"""["{stream}", "é\u0000\""]"""))})"
            );
        }

        await store.OpenAnother();

        (await store.Count("documents")).ShouldBe(2);
        (await store.Count("documents where stream in ('passkeys.abc', 'member:abc')")).ShouldBe(2);
        (await Kept(store, "sessions", "m:abc")).ShouldBe("""1 {"sessions":["account.abc", "é\u0000\""]}""");
        (await Kept(store, "sessions", "m:staff.7")).ShouldBe("""1 {"sessions":["account.staff.7", "é\u0000\""]}""");
        (await Kept(store, "draft", "p:7")).ShouldBe("""1 {"draft":["draft.7", "é\u0000\""]}""");
        (await store.Count("grain_states")).ShouldBe(3);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_many_first_writes_of_a_state_one_is_written(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Write(store, "m:1", null))));
        answers.Count(answer => answer.Count == 1).ShouldBe(1);
        answers.Count(answer => answer.Count == 0).ShouldBe(15);
        (await store.Count("grain_states")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_state_is_written_and_cleared_by_who_has_read_it_last(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        var first = (await Write(store, "m:1", null)).ShouldHaveSingleItem();
        var second = (await Write(store, "m:1", first)).ShouldHaveSingleItem();
        second.ShouldBe(first + 1);
        (await Write(store, "m:1", first)).ShouldBeEmpty();
        (await Run(store, "ClearStorageKey", State("m:1", first))).ShouldBeEmpty();
        (await Run(store, "DeleteStorageKey", State("m:1", first))).ShouldBeEmpty();
        var cleared = Convert.ToInt32((await Run(store, "ClearStorageKey", State("m:1", second))).ShouldHaveSingleItem()[0]);
        (await Run(store, "ReadFromStorageKey", State("m:1", null))).ShouldHaveSingleItem().ShouldBe([cleared.ToString(), null]);

        (await Run(store, "DeleteStorageKey", State("m:1", cleared))).ShouldHaveSingleItem()[0].ShouldNotBe(cleared.ToString());
        (await store.Count("grain_states")).ShouldBe(0);
        (await Write(store, "m:1", cleared)).ShouldBeEmpty(); // what is gone does not come back with a version of before
        var anew = (await Write(store, "m:1", null)).ShouldHaveSingleItem();
        (await Write(store, "m:1", cleared)).ShouldBeEmpty();
        (await Write(store, "m:1", anew)).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_that_Orleans_takes_for_a_number_is_refused(StoreKind kind)
    {
        await using var store = await FreshStore.Open(kind);
        await Write(store, "x", null);
        await Should.ThrowAsync<DbException>(Write(store, null, null, number: 0xcafe)); // "cafe"
        await Should.ThrowAsync<DbException>(Write(store, "x", null, number: 0xcafe)); // "cafe+x"
        (await Run(store, "ReadFromStorageKey", State("x", null, number: 0xcafe))).ShouldBeEmpty();
        (await store.Count("grain_states")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_silos_that_join_at_the_same_version_one_joins()
    {
        await using var store = await FreshStore.Open(StoreKind.Postgres);
        (await Run(store, "InsertMembershipVersionKey", ("DeploymentId", "c"))).ShouldHaveSingleItem().ShouldBe(["True"]);
        (await Run(store, "InsertMembershipVersionKey", ("DeploymentId", "c"))).ShouldHaveSingleItem().ShouldBe(["False"]);
        (await Run(store, "MembershipReadAllKey", ("DeploymentId", "c"))).ShouldHaveSingleItem()[^1].ShouldBe("0");

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 16).Select(port => Task.Run(() => Run(store, "InsertMembershipKey", Silo(port, version: 0))))
        );
        answers.Count(answer => answer.ShouldHaveSingleItem()[0] == "True").ShouldBe(1);
        var port = Array.FindIndex(answers, answer => answer[0][0] == "True") + 1;
        (await store.Count("silos")).ShouldBe(1);
        (await store.Count("clusters where version = 1")).ShouldBe(1);

        (await Run(store, "InsertMembershipKey", Silo(port, version: 1))).ShouldHaveSingleItem().ShouldBe(["False"]); // is there
        (await Run(store, "UpdateMembershipKey", Silo(port + 1, version: 1))).ShouldHaveSingleItem().ShouldBe(["False"]); // is not
        (await Run(store, "UpdateMembershipKey", Silo(port, version: 0))).ShouldHaveSingleItem().ShouldBe(["False"]);
        (await store.Count("clusters where version = 1")).ShouldBe(1);
        (await Run(store, "GatewaysQueryKey", ("DeploymentId", "c"), ("Status", 3)))
            .ShouldHaveSingleItem()
            .ShouldBe(["127.0.0.1", "7", "5"]);
        (await Run(store, "UpdateMembershipKey", Silo(port, version: 1, status: 6))).ShouldHaveSingleItem().ShouldBe(["True"]);
        (await store.Count("clusters where version = 2")).ShouldBe(1);
        (await Run(store, "GatewaysQueryKey", ("DeploymentId", "c"), ("Status", 3))).ShouldBeEmpty();

        await Run(store, "CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Started));
        (await store.Count("silos")).ShouldBe(1);
        await Run(store, "CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Started.AddMinutes(1)));
        (await store.Count("silos")).ShouldBe(0);
    }

    private static readonly DateTime Started = new(2026, 3, 1, 2, 0, 0, DateTimeKind.Utc);

    private static (string, object?)[] Silo(int port, int version, int status = 3) =>
        [
            ("DeploymentId", "c"),
            ("Address", "127.0.0.1"),
            ("Port", port),
            ("Generation", 5),
            ("SiloName", "s"),
            ("HostName", "h"),
            ("Status", status),
            ("ProxyPort", 7),
            ("StartTime", Started),
            ("IAmAliveTime", Started),
            ("SuspectTimes", "x"),
            ("Version", version),
        ];

    private static (string, object?)[] State(string? key, int? version, long number = 0) =>
        [
            ("GrainIdHash", 1),
            ("GrainIdN0", 0L),
            ("GrainIdN1", number),
            ("GrainTypeHash", 1),
            ("GrainTypeString", "t"),
            ("GrainIdExtensionString", key),
            ("ServiceId", "loyaltyclub"),
            ("GrainStateVersion", version),
        ];

    /// <returns>The new version, or nothing where there was a conflict.</returns>
    private static async Task<List<int>> Write(FreshStore store, string? key, int? version, long number = 0) =>
        (await Run(store, "WriteToStorageKey", [.. State(key, version, number), ("PayloadBinary", new byte[] { 1 })])).ConvertAll(row =>
            int.Parse(row.ShouldHaveSingleItem()!)
        );

    /// <returns>The version and the payload of the one row.</returns>
    private static async Task<string> Kept(FreshStore store, string state, string key)
    {
        var rows = await Run(store, "ReadFromStorageKey", [.. State(key, null), ("GrainTypeString", state)]);
        return string.Join(" ", rows.ShouldHaveSingleItem());
    }

    /// <summary>Runs one of the statements with parameters by name; all rows of all results.</summary>
    private static async Task<List<string?[]>> Run(FreshStore store, string statement, params (string Name, object? Value)[] values)
    {
        await using DbConnection connection =
            store.Kind == StoreKind.Postgres
                ? new NpgsqlConnection(store.Setting + ";Pooling=false")
                : new SqliteConnection($"Data Source={store.Setting["sqlite:".Length..]};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = (string)(await store.Sql($"select querytext from orleansquery where querykey = '{statement}'"))!;
        foreach (var (name, value) in values.Reverse().DistinctBy(value => value.Name)) // the last of a name counts
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            if (value is null)
            {
                parameter.DbType = name == "GrainStateVersion" ? System.Data.DbType.Int32 : System.Data.DbType.String;
            }

            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string?[]>();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add([
                    .. Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(i =>
                            reader.GetValue(i) switch
                            {
                                DBNull => null,
                                byte[] bytes => Encoding.UTF8.GetString(bytes),
                                var other => other.ToString(),
                            }
                        ),
                ]);
            }
        } while (await reader.NextResultAsync());
        return rows;
    }
}
