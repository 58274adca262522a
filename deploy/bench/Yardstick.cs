using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Bench;

/// <summary>The rows that pgbench writes in one transaction.</summary>
internal enum Transaction
{
    /// <summary>P: BEGIN, the entry, the commit record, COMMIT.</summary>
    Whole,

    /// <summary>P without the commit record: BEGIN, the entry, COMMIT.</summary>
    EntryOnly,

    /// <summary>The entry alone, in autocommit: one round trip.</summary>
    Autocommit,
}

/// <summary>
/// P: pgbench writing the rows of a single purchase (its journal entry and the commit record), of the same sizes, into the same tables
/// with the same indexes (a database made by the service), one transaction each, like a service without group commit.
/// </summary>
internal sealed partial class Yardstick(Options options, RowSizes sizes)
{
    /// <summary>Each client has streams of its own, 992 in all, and counts their versions upwards.</summary>
    private const string Insert = """
        \set n :n + 1
        \set stream 100000000000 + (:client_id + 32 * random(0, 30)) * 7919
        \set version :client_id * 60000000 + :n

        """;
    private const string Entry =
        "insert into journal (stream, version, operation, hash, data) values (:stream, :version, gen_random_uuid(), :hash, :data);";

    private const string Commit =
        "insert into commits (writer, number, hash, decided_at, entries) values (:writer, :version, :hash, now(), :entries);";

    private int begun;

    /// <summary>Transactions a second at 32 clients.</summary>
    public async Task<double> Run(Transaction transaction)
    {
        var script = Path.Combine(options.Work, "yardstick.sql");
        await File.WriteAllTextAsync(
            script,
            Insert
                + (
                    transaction switch
                    {
                        Transaction.Whole => $"begin;\n{Entry}\n{Commit}\ncommit;",
                        Transaction.EntryOnly => $"begin;\n{Entry}\ncommit;",
                        _ => Entry,
                    }
                )
                + "\n"
        );
        string[] arguments =
        [
            "-h",
            "127.0.0.1",
            "-p",
            $"{options.PostgresPort}",
            "-U",
            "postgres",
            "-n",
            "-M",
            "prepared",
            "-c",
            "32",
            "-j",
            "2",
            "-T",
            options.Seconds.ToString(CultureInfo.InvariantCulture),
            "-f",
            script,
            "-D",
            $"n={1_000_000 * begun++}",
            "-D",
            $"hash={Bytes(24)}",
            "-D",
            $"data={Bytes(sizes.Data)}",
            "-D",
            $"entries={Bytes(16)}",
            "-D",
            $"writer={Guid.NewGuid()}",
            "yardstick",
        ];
        var start = new ProcessStartInfo(options.PgBench, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && Tps().Match(output) is { Success: true } found
            ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench failed:\n{output}{await errors}");
    }

    private static string Bytes(int count) =>
        "\\x" + string.Concat(Enumerable.Range(0, count).Select(i => (i * 37 % 256).ToString("x2", CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
