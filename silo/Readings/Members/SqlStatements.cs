using System.Data.Common;
using System.Globalization;
using System.Text;

namespace LoyaltyClub.Readings;

/// <summary>Statements on SQLite and PostgreSQL; what people typed is always in parameters.</summary>
internal static class SqlStatements
{
    /// <summary>Rows of one statement; more are several statements.</summary>
    private const int RowsAtOnce = 100;

    public static async Task Insert(
        DbConnection connection,
        string head,
        string tail,
        IEnumerable<object?[]> rows,
        CancellationToken cancel
    )
    {
        foreach (var some in rows.Chunk(RowsAtOnce))
        {
            var sql = new StringBuilder(head);
            var values = new List<(string, object?)>(some.Length * some[0].Length);
            foreach (var row in some)
            {
                sql.Append(values.Count == 0 ? "(" : ", (")
                    .AppendJoin(", ", row.Select((_, at) => "@" + Name(values.Count + at)))
                    .Append(')');
                foreach (var value in row)
                {
                    values.Add((Name(values.Count), value));
                }
            }

            await Execute(connection, sql.Append(tail).ToString(), cancel, [.. values]);
        }
    }

    private static string Name(int at) => "p" + at.ToString(CultureInfo.InvariantCulture);

    /// <summary>The parameters of <see cref="Named"/>, for <c>in (…)</c>.</summary>
    public static string Names(int count) => string.Join(", ", Enumerable.Range(0, count).Select(at => "@" + Name(at)));

    public static (string Name, object? Value)[] Named(IEnumerable<string> texts) =>
        [.. texts.Select((text, at) => (Name(at), (object?)text))];

    public static async Task<int> Execute(
        DbConnection connection,
        string sql,
        CancellationToken cancel,
        params (string Name, object? Value)[] values
    )
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<List<T>> Rows<T>(
        DbConnection connection,
        string sql,
        Func<DbDataReader, T> row,
        CancellationToken cancel,
        params (string Name, object? Value)[] values
    )
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static DbCommand Command(DbConnection connection, string sql, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // our own texts only; what people typed is in parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
