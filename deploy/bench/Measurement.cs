using System.Runtime.InteropServices;

namespace LoyaltyClub.Bench;

/// <summary>Everything in its order, and the table at the end.</summary>
internal sealed class Measurement(Options options)
{
    private readonly Report report = new();
    private readonly string loadBefore = LoadAverage();

    public async Task<string> Run()
    {
        var yardstickBase = new Database(options, "yardstick");
        await yardstickBase.Create();
        await using (var migrating = new ServiceProcess(options, yardstickBase.Setting)) await migrating.Ready();

        var stores = new Stores(options);
        if (options.Parts.HasFlag(Parts.Service)) await MeasureService();
        if (options.Parts.HasFlag(Parts.Full)) await new Comparison(options, stores, report).Run();
        if (options.Parts.HasFlag(Parts.Openings)) await new Openings(options, stores, report).Run();
        if (options.Parts.HasFlag(Parts.Close)) await new Night(options, stores, report).Run();
        var postgres = $"PostgreSQL {await yardstickBase.Version()}, fsync {await yardstickBase.Fsync()}";
        return $"""

            {report}
            {(options.Parts.HasFlag(Parts.Service) ? "P is pgbench at 32 clients writing what one purchase alone writes, in one transaction. The two lighter ones are there for comparison. " : "")}Ratios are of figures of the same round; a median of them counts. {options.Rounds} rounds of {options.Seconds} s, receipts from seed {Load.Receipts.Seed}.
            Every answer was checked (status, points, receipt), and every member's balance against the sum of what was acknowledged.
            {Environment.ProcessorCount} cores ({Processor()}), load average before {loadBefore}, after {LoadAverage()}; Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}; .NET {Environment.Version}; {postgres}.
            """;
    }

    private async Task MeasureService()
    {
        if (options.OnSqlite) await MeasureSqlite(target: true);
        else
        {
            await MeasurePostgres();
            await MeasureSqlite(target: false);
        }
    }

    private async Task MeasurePostgres()
    {
        var database = new Database(options, "club");
        await database.Create();
        await using (var service = new ServiceProcess(options, database.Setting))
        {
            await service.Ready();
            using var club = new Club(service, ClubKind.Plain);
            var idle = await Idle(service);
            await club.Open(options.Members);
            var rounds = new Rounds(options, service, club);
            await rounds.WarmUp();
            var sizes = await database.Rows();
            var (before, entriesBefore) = (await database.Size(), club.Entries);
            Say($"PostgreSQL: a purchase's row has {sizes.Data} bytes of data and a stream of {sizes.Stream}");
            await rounds.Run(new Yardstick(options, sizes));
            var (after, entries) = (await database.Size(), club.Entries - entriesBefore);

            Throughput(rounds, rounds.Yardstick, "");
            await Read(service, club, rounds.At256.PerSecond.Median);
            Memory(idle, service.Memory("VmHWM"), "");
            report.AtMost($"disk an entry (over {entries:N0})", (after.Database - before.Database) / (double)entries, "bytes", 350);
            report.Info("  of it tables and indexes", $"{(after.Tables - before.Tables) / (double)entries:N0} bytes: {await database.Largest()}");
            await club.CompareBalances();
        }
        Say("PostgreSQL: starting again and again");
        await Start(database.Setting, "");
    }

    private async Task MeasureSqlite(bool target)
    {
        var file = Path.Combine(options.Work, "club.db");
        var store = $"sqlite:{file}";
        await using (var service = new ServiceProcess(options, store)) await MeasureSqlite(service, file, target);
        if (target) await Start(store, "SQLite: ");
    }

    private async Task MeasureSqlite(ServiceProcess service, string file, bool target)
    {
        await service.Ready();
        using var club = new Club(service, ClubKind.Plain);
        var idle = await Idle(service);
        await club.Open(options.Members);
        var rounds = new Rounds(options, service, club);
        Say("SQLite");
        await rounds.WarmUp();
        var (before, entriesBefore) = (FilesOf(file), club.Entries);
        // A row of a purchase as PostgreSQL stores it, where it was not measured.
        await rounds.Run(target ? new Yardstick(options, new(12, 140)) : null);
        var entries = club.Entries - entriesBefore;
        if (target)
        {
            Throughput(rounds, rounds.Yardstick, "SQLite: ");
            await Read(service, club, rounds.At256.PerSecond.Median);
            Memory(idle, service.Memory("VmHWM"), "SQLite: ");
        }
        else
        {
            report.Info("SQLite: purchases at 256", rounds.At256.PerSecond.Text("/s"));
            report.Info("SQLite: purchases at 32", rounds.At32.PerSecond.Text("/s"));
            report.Info("SQLite: batch", rounds.Batch.Text("lines/s"));
            report.Info("SQLite: memory, idle and highest", $"{idle:N0} and {service.Memory("VmHWM"):N0} MB");
        }
        report.Info("SQLite: disk an entry (with its log)", $"{(FilesOf(file) - before) / (double)entries:N0} bytes");
        await club.CompareBalances();
    }

    private void Throughput(Rounds rounds, Series yardstick, string store)
    {
        report.Info("P(32): BEGIN; entry; commit record; COMMIT", yardstick.Text("/s"));
        report.Info("  the entry alone: BEGIN; entry; COMMIT", rounds.EntryOnly.Text("/s"));
        report.Info("  the entry alone, in autocommit", rounds.Autocommit.Text("/s"));
        report.AtLeast($"{store}purchases at 256 connections", rounds.At256.PerSecond, "/s", yardstick, 2);
        report.Info("  latency", rounds.At256.Latencies);
        report.Info("  processors", rounds.Shares);
        report.AtLeast($"{store}purchases at 32 connections", rounds.At32.PerSecond, "/s", yardstick, 1.2);
        report.Info("  latency", rounds.At32.Latencies);
        report.AtLeast($"{store}batch of {options.BatchLines:N0}", rounds.Batch, "lines/s", yardstick, 5);
        if (rounds.EntryOnly.Any)
            report.Info("256, 32 and batch against the entry alone", string.Join(", ", new[] { rounds.At256.PerSecond, rounds.At32.PerSecond, rounds.Batch }.Select(series => $"{series.Median / rounds.EntryOnly.Median:N2} ×")));
        report.Info("processor time of all for one: P, at 256, at 32, batch", string.Join(", ", rounds.Cost.Select(cost => $"{cost.Median:N0}")) + " µs");
        report.Info("share of the machine that others had in the rounds", rounds.Others.Text("%"));
    }

    private async Task Read(ServiceProcess service, Club club, double purchases)
    {
        var reading = new Reading(options, service, club);
        var capacity = reading.Capacity().PerSecond;
        report.Info("GET a member at 32 connections", $"{capacity:N0} /s");
        var half = reading.Paced(capacity / 2);
        report.AtMost("  p99 at half of that (for a scan; scans come later)", half.P99, "ms", 10, $"{half.P99:N2} ms (p50 {half.P50:N2}) at {half.PerSecond:N0} /s");
        var beside = await reading.Beside(200, purchases / 2);
        report.AtMost("  p99 of 200/s beside half the purchases' capacity", beside.P99, "ms", 10, $"{beside.P99:N2} ms (p50 {beside.P50:N2})");
    }

    private async Task Start(string setting, string store)
    {
        var starts = new Starts(options, setting);
        await starts.Run();
        report.Info($"{store}start to /health/ready", starts.Ready.Text("s"));
        report.AtMost($"{store}start to first answer (GET /v1/programme)", starts.FirstAnswer.Median, "s", 1.0, starts.FirstAnswer.Text("s"));
    }

    private void Memory(double idle, double highest, string store)
    {
        report.AtMost($"{store}memory, 3 s after start", idle, "MB", 120);
        report.AtMost($"{store}memory, highest under load", highest, "MB", 300);
    }

    private static async Task<double> Idle(ServiceProcess service)
    {
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 3 - service.Age)));
        return service.Memory("VmRSS");
    }

    private static long FilesOf(string file) => Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Sum(path => new FileInfo(path).Length);

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Processor() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static void Say(string what) => Console.Error.WriteLine(what);
}
