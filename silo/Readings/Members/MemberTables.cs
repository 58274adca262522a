using System.Data.Common;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using static LoyaltyClub.Readings.SqlStatements;

namespace LoyaltyClub.Readings;

/// <summary>
/// The tables of member rows, on SQLite and PostgreSQL by the same statements. They follow from the journal; a batch is written together
/// with the progress of the follower, and only on top of the progress that it was read at.
/// </summary>
public sealed class MemberTables(StoreSql store)
{
    private const string Reading = "members";

    private const int Slice = 5_000;

    private static readonly (string Name, string Key)[] Tables =
    [
        ("member_rows", "member"),
        ("member_contacts", "member"),
        ("member_words", "word, member"),
        ("member_days", "member, day, store, category"),
    ];

    private const string RowColumns =
        "member, version, status, merged_into, joined, tier, active, pending, visits, spend, first_day, last_day, birthday, language, "
        + "by_email, by_sms, address";

    /// <summary>The member who has what another bought, following merges.</summary>
    private const string RootSql = """
        with recursive up(member, into_member, depth) as (
            select member, merged_into, 0 from member_rows where member = @member
            union all
            select r.member, r.merged_into, depth + 1 from up join member_rows r on r.member = up.into_member where depth < 20)
        select coalesce((select into_member from up where into_member is not null order by depth desc limit 1), @member)
        """;

    /// <summary>What a member and those merged into them bought belongs to an owner.</summary>
    private const string MoveSql = """
        with recursive part(member) as (
            select member from member_rows where member = @member
            union
            select r.member from part join member_rows r on r.merged_into = part.member)
        update member_days set owner = @owner where member in (select member from part) and owner <> @owner
        """;

    private const string RecountSql = """
        update member_rows set
            visits = coalesce((select sum(receipts) from member_days where owner = @member and category = ''), 0),
            spend = coalesce((select sum(spend) from member_days where owner = @member and category = ''), 0),
            first_day = coalesce((select min(day) from member_days where owner = @member and category = '' and receipts > 0), 0),
            last_day = coalesce((select max(day) from member_days where owner = @member and category = '' and receipts > 0), 0)
        where member = @member
        """;

    /// <summary>The progress of the follower; null if it has to begin.</summary>
    internal async Task<string?> Progress(CancellationToken cancel)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancel);
        return (
            await Rows(connection, "select progress from readings where name = @name", row => row.GetString(0), cancel, ("name", Reading))
        ).FirstOrDefault();
    }

    /// <summary>The rows of the members of a batch, without those that have none.</summary>
    internal async Task<Dictionary<string, MemberRow>> Read(IReadOnlyList<string> members, CancellationToken cancel)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancel);
        var rows = await Rows(
            connection,
            $"select {RowColumns} from member_rows where member in ({Names(members.Count)})",
            Row,
            cancel,
            Named(members)
        );
        return rows.ToDictionary(row => row.Member, StringComparer.Ordinal);
    }

    /// <summary>Writes a batch in one transaction.</summary>
    /// <param name="before">The progress that the batch was read at; null if there was none.</param>
    /// <returns>False, and nothing is written, if another process has written since.</returns>
    internal async Task<bool> Write(string? before, string after, RowChanges? changes, CancellationToken cancel)
    {
        if (!await InTransaction(connection => WriteAll(connection, before, after, changes, cancel), cancel))
        {
            return false;
        }

        if (changes?.Rows.Any(row => row.Status == RowStatus.Erased && changes.Persons.ContainsKey(row.Member)) == true)
        {
            store.Erased();
        }

        return true;
    }

    /// <summary>Empties the tables; the follower builds them again.</summary>
    public async Task Clear(CancellationToken cancel = default)
    {
        // In slices, so that a service beside it goes on writing; at last together with the progress.
        foreach (var (table, key) in Tables)
        {
            bool whole;
            do
            {
                whole = await InTransaction(
                    async connection =>
                        await Execute(connection, $"delete from {table} where ({key}) in (select {key} from {table} limit {Slice})", cancel)
                        == Slice,
                    cancel
                );
            } while (whole);
        }

        await InTransaction(
            async connection =>
            {
                await Execute(connection, "delete from readings where name = @name", cancel, ("name", Reading));
                foreach (var (table, _) in Tables)
                {
                    await Execute(connection, $"delete from {table}", cancel);
                }

                return true;
            },
            cancel
        );
    }

    /// <summary>Runs a transaction.</summary>
    /// <param name="work">Answers whether it has written anything; what it has not need not be kept.</param>
    private async Task<bool> InTransaction(Func<DbConnection, Task<bool>> work, CancellationToken cancel)
    {
        if (store.OnWriter is { } onWriter)
        {
            return await onWriter(work);
        }

        await using var connection = await store.DataSource.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var written = await work(connection);
        await transaction.CommitAsync(cancel);
        return written;
    }

    private static async Task<bool> WriteAll(
        DbConnection connection,
        string? before,
        string after,
        RowChanges? changes,
        CancellationToken cancel
    )
    {
        var written = before is null
            ? await Execute(
                connection,
                "insert into readings (name, progress) values (@name, @after) on conflict (name) do nothing",
                cancel,
                ("name", Reading),
                ("after", after)
            )
            : await Execute(
                connection,
                "update readings set progress = @after where name = @name and progress = @before",
                cancel,
                ("name", Reading),
                ("after", after),
                ("before", before)
            );
        if (written > 0 && changes is not null)
        {
            await Write(connection, changes, cancel);
        }

        return written > 0;
    }

    private static async Task Write(DbConnection connection, RowChanges changes, CancellationToken cancel)
    {
        await Insert(
            connection,
            $"insert into member_rows ({RowColumns}) values ",
            $" on conflict (member) do update set {string.Join(", ", RowColumns.Split(", ").Skip(1).Select(column => $"{column} = excluded.{column}"))}",
            changes.Rows.OrderBy(row => row.Member, StringComparer.Ordinal).Select(Values),
            cancel
        );
        await Insert(
            connection,
            "insert into member_days (member, day, store, category, owner, receipts, spend) values ",
            " on conflict (member, day, store, category) do update set receipts = member_days.receipts + excluded.receipts, "
                + "spend = member_days.spend + excluded.spend",
            changes
                .Bought.OrderBy(change => change.Key.Member, StringComparer.Ordinal)
                .ThenBy(change => (change.Key.Day, change.Key.Store, change.Key.Category))
                .Select(change =>
                    (object?[])
                        [
                            change.Key.Member,
                            change.Key.Day,
                            change.Key.Store,
                            change.Key.Category,
                            change.Key.Member,
                            change.Value.Receipts,
                            change.Value.Spend,
                        ]
                ),
            cancel
        );
        await Contacts(connection, changes, cancel);
        foreach (var member in changes.Moved)
        {
            var owner = await Root(connection, member, cancel);
            await Execute(connection, MoveSql, cancel, ("member", member), ("owner", owner));
        }

        // A row that is new may own what was bought by who was merged into it and read before.
        var recounted = new HashSet<string>(changes.Recounted, StringComparer.Ordinal);
        recounted.UnionWith(await Heirs(connection, changes, cancel));
        foreach (var member in changes.Recounted)
        {
            recounted.Add(await Root(connection, member, cancel));
        }

        foreach (var member in recounted)
        {
            await Execute(connection, RecountSql, cancel, ("member", member));
        }
    }

    private static async Task Contacts(DbConnection connection, RowChanges changes, CancellationToken cancel)
    {
        var persons = changes.Persons;
        if (persons.Count == 0)
        {
            return;
        }

        foreach (var table in new[] { "member_contacts", "member_words" })
        {
            await Execute(connection, $"delete from {table} where member in ({Names(persons.Count)})", cancel, Named(persons.Keys));
        }

        var known = changes
            .Rows.Where(row => row.Status == RowStatus.Member && persons.ContainsKey(row.Member))
            .Select(row => row.Member)
            .ToArray();
        await Insert(
            connection,
            "insert into member_contacts (member, name, sort_name, email, phone) values ",
            "",
            known.Select(member =>
            {
                var person = persons[member];
                var name = Text($"{person.FirstName} {person.LastName}".Trim());
                return (object?[])[member, name, SearchWords.SortName(person), Text(person.Email), Text(person.Phone)];
            }),
            cancel
        );
        await Insert(
            connection,
            "insert into member_words (word, member) values ",
            "",
            known.SelectMany(member => SearchWords.Of(member, persons[member]).Select(word => (object?[])[word, member])),
            cancel
        );
    }

    private static async Task<IEnumerable<string>> Heirs(DbConnection connection, RowChanges changes, CancellationToken cancel)
    {
        var created = changes.Created.ToArray();
        return created.Length == 0
            ? []
            : await Rows(
                connection,
                $"select distinct owner from member_days where owner in ({Names(created.Length)}) and member <> owner",
                row => row.GetString(0),
                cancel,
                Named(created)
            );
    }

    private static async Task<string> Root(DbConnection connection, string member, CancellationToken cancel) =>
        (await Rows(connection, RootSql, row => row.GetString(0), cancel, ("member", member)))[0];

    private static object?[] Values(MemberRow row) =>
        [
            row.Member,
            row.Version,
            (int)row.Status,
            row.MergedInto,
            row.Joined,
            row.Tier,
            row.Active,
            row.Pending,
            row.Visits,
            row.Spend,
            row.FirstDay,
            row.LastDay,
            row.Birthday,
            Text(row.Language),
            row.ByEmail ? 1 : 0,
            row.BySms ? 1 : 0,
            (int)row.Address,
        ];

    private static MemberRow Row(DbDataReader row) =>
        new(row.GetString(0))
        {
            Version = row.GetInt32(1),
            Status = (RowStatus)row.GetInt32(2),
            MergedInto = row.IsDBNull(3) ? null : row.GetString(3),
            Joined = row.GetInt32(4),
            Tier = row.GetString(5),
            Active = row.GetInt64(6),
            Pending = row.GetInt64(7),
            Visits = row.GetInt32(8),
            Spend = row.GetInt64(9),
            FirstDay = row.GetInt32(10),
            LastDay = row.GetInt32(11),
            Birthday = row.GetInt32(12),
            Language = row.IsDBNull(13) ? null : row.GetString(13),
            ByEmail = row.GetInt32(14) != 0,
            BySms = row.GetInt32(15) != 0,
            Address = (EmailState)row.GetInt32(16),
        };

    /// <summary>Without the character that PostgreSQL keeps in no text.</summary>
    private static string? Text(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
