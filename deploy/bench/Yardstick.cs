using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Bench;

/// <summary>
/// P: pgbench writing the row that a purchase writes, of the same sizes, into the same table with the same indexes (a
/// database that the service itself has made), one transaction each, as a service without group commit would.
/// </summary>
internal sealed partial class Yardstick(Options options, RowSizes sizes)
{
    /// <summary>Each client has streams of its own, 992 in all, and counts their versions upwards.</summary>
    private const string Insert = """
        \set n :n + 1
        \set stream 100000000000 + (:client_id + 32 * random(0, 30)) * 7919
        \set version :client_id * 60000000 + :n

        """;
    private const string Row = "insert into journal (stream, version, operation, hash, data) values (:stream, :version, gen_random_uuid(), :hash, :data);";

    private int begun;

    /// <summary>Transactions a second at 32 clients.</summary>
    public async Task<double> Run(bool autocommit)
    {
        var script = Path.Combine(options.Work, "yardstick.sql");
        await File.WriteAllTextAsync(script, Insert + (autocommit ? Row : $"begin;\n{Row}\ncommit;") + "\n");
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", $"{options.PostgresPort}", "-U", "postgres", "-n", "-M", "prepared", "-c", "32", "-j", "2",
            "-T", options.Seconds.ToString(CultureInfo.InvariantCulture), "-f", script,
            "-D", $"n={1_000_000 * begun++}", "-D", $"hash={Bytes(32)}", "-D", $"data={Bytes(sizes.Data)}", "yardstick",
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

    private static string Bytes(int count) => "\\x" + string.Concat(Enumerable.Range(0, count).Select(i => (i * 37 % 256).ToString("x2", CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
