using System.Buffers.Text;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Segments;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>Answers from <see cref="MemberTables"/>, in any process, once the cluster's follower has caught up.</summary>
internal sealed class MemberList(StoreSql store, IGrainFactory grains, ProgrammeCache programmes, ClubClock clock, Segments segments)
    : IMemberList
{
    private const int DefaultMembers = 100;

    /// <summary>Follows every word that begins with another.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>The columns of the orders: those of numbers, the greatest first; that of names, upwards.</summary>
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        [MemberSort.LastPurchase] = "r.last_day",
        [MemberSort.Joined] = "r.joined",
        [MemberSort.Balance] = "r.active",
        [MemberSort.Spend] = "r.spend",
        [MemberSort.Name] = "c.sort_name",
    };

    public async Task<Outcome<MemberPage>> Search(MemberQuery query, CancellationToken cancel = default)
    {
        var sort = query.Sort ?? (string.IsNullOrWhiteSpace(query.Text) ? MemberSort.LastPurchase : MemberSort.Name);
        var (column, upwards) = (Columns[sort], sort == MemberSort.Name);
        var (filter, refusal) = Filter.Of(query, segments, programmes.Book.DayOf(clock.Now));
        if (filter is null)
        {
            return refusal!;
        }

        if (query.After is not null)
        {
            if (Cursor.Read(query.After, sort) is not { } after)
            {
                return new Refused(
                    RefusalCode.InvalidField,
                    "The field 'after' must be the 'next' of the page before.",
                    new Fact("field", "after")
                );
            }

            filter.Add($"({column}, r.member) {(upwards ? ">" : "<")} (@value, @member)");
            filter.Values.AddRange([("value", upwards ? after.Name : after.Number), ("member", after.Member)]);
        }

        var limit = Math.Clamp(query.Limit ?? DefaultMembers, 1, IMemberList.MostMembers);
        var order = upwards ? "asc" : "desc";
        var age = await grains.GetGrain<IMemberRowsGrain>(ClubKey.Value).CatchUp().WaitAsync(cancel);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancel);
        var found = await SqlStatements.Rows(
            connection,
            $"""
            select r.member, c.name, c.email, c.phone, r.tier, r.active, r.pending, r.joined, r.visits, r.spend, r.last_day, {column}
            from member_rows r join member_contacts c on c.member = r.member
            where {filter.Sql} order by {column} {order}, r.member {order} limit @limit
            """,
            row =>
                (
                    Item: Item(row),
                    Cursor: new Cursor(sort, row.GetString(0), upwards ? 0 : row.GetInt64(11), upwards ? row.GetString(11) : null)
                ),
            cancel,
            [.. filter.Values, ("limit", limit + 1)]
        );
        return new MemberPage(
            [.. found.Take(limit).Select(row => row.Item)],
            found.Count > limit ? found[limit - 1].Cursor.Write() : null,
            age.AsOf,
            age.Rebuilt
        );
    }

    public async Task<Outcome<MemberCount>> Count(MemberQuery query, long most = long.MaxValue, CancellationToken cancel = default)
    {
        var (filter, refusal) = Filter.Of(query, segments, programmes.Book.DayOf(clock.Now));
        if (filter is null)
        {
            return refusal!;
        }

        var age = await grains.GetGrain<IMemberRowsGrain>(ClubKey.Value).CatchUp().WaitAsync(cancel);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancel);
        var counted = await SqlStatements.Rows(
            connection,
            $"select count(*) from (select 1 from member_rows r where {filter.Sql} limit @most) counted",
            row => row.GetInt64(0),
            cancel,
            [.. filter.Values, ("most", most)]
        );
        return new MemberCount(counted[0], age.AsOf, age.Rebuilt);
    }

    private static MemberItem Item(DbDataReader row) =>
        new(
            row.GetString(0),
            Text(row, 1),
            Text(row, 2),
            Text(row, 3),
            row.GetString(4),
            row.GetInt64(5),
            row.GetInt64(6),
            DateOnly.FromDayNumber(row.GetInt32(7)),
            row.GetInt64(8),
            row.GetInt64(9) / (decimal)MemberRow.Thousand,
            row.GetInt32(10) is > 0 and var day ? DateOnly.FromDayNumber(day) : null
        );

    private static string? Text(DbDataReader row, int column) =>
        row.IsDBNull(column) || row.GetString(column) is not { Length: > 0 } text ? null : text;

    /// <summary>The part of a statement that says which rows <c>r</c> a query means.</summary>
    private sealed class Filter
    {
        private readonly List<string> parts = ["r.status = 0"];

        public List<(string, object?)> Values { get; } = [];

        public string Sql => string.Join(" and ", parts);

        public void Add(string part) => parts.Add(part);

        public static (Filter? Filter, Refused? Refusal) Of(MemberQuery query, Segments segments, DateOnly today)
        {
            var filter = new Filter();
            var words = SearchWords.Of(query.Text ?? "");
            if (words.Length == 0 && !string.IsNullOrWhiteSpace(query.Text))
            {
                filter.Add("1 = 0"); // signs that no name has
            }

            foreach (var (at, word) in words.Index())
            {
                var ranges = new List<string>();
                foreach (var (which, beginning) in SearchWords.Beginnings(word).Index())
                {
                    ranges.Add($"word >= @from{at}_{which} and word < @to{at}_{which}");
                    filter.Values.AddRange([($"from{at}_{which}", beginning), ($"to{at}_{which}", beginning + Last)]);
                }

                filter.Add($"r.member in (select member from member_words where {string.Join(" or ", ranges)})");
            }

            var conditions = new List<Condition>();
            if (query.Segment is { } code)
            {
                if (segments.Find(code) is not { } segment)
                {
                    return (null, SegmentsGrain.Unknown(code));
                }

                if (Read(segment.Condition()) is { } faulty)
                {
                    return (null, faulty); // of a later release
                }
            }

            if (query.Where is { } where && Read(where) is { } refusal)
            {
                return (null, refusal);
            }

            if (conditions.Count > 0)
            {
                var sql = new ConditionSql(today);
                filter.Add(sql.Of(new Condition.All([.. conditions])));
                filter.Values.AddRange(sql.Values);
            }

            return (filter, null);

            Refused? Read(JsonElement json)
            {
                var (condition, faults) = ConditionReader.Read(json, "where");
                if (condition is null)
                {
                    return SegmentsGrain.Faulty(faults);
                }

                conditions.Add(condition);
                return null;
            }
        }
    }

    /// <summary>The last member of a page, and where it stands in the page's order.</summary>
    internal sealed record Cursor(string Sort, string Member, long Number, string? Name)
    {
        public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

        public static Cursor? Read(string text, string sort)
        {
            try
            {
                return
                    JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text)) is { } cursor
                    && cursor.Sort == sort
                    && MemberIds.IsValid(cursor.Member)
                    && sort == MemberSort.Name == cursor.Name is not null
                    ? cursor
                    : null;
            }
            catch (Exception fault) when (fault is FormatException or JsonException)
            {
                return null;
            }
        }
    }
}
