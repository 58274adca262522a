using System.Runtime.InteropServices;

namespace LoyaltyClub.Bench;

/// <summary>The order of the measurements, and the table at the end.</summary>
internal sealed class Measurement(Options options)
{
    private readonly Report report = options.Against is { } commit ? Against.Report(commit) : new(Report.Targets);
    private readonly string loadBefore = LoadAverage();

    public async Task<string> Run()
    {
        var yardstickBase = new Database(options, "yardstick");
        await yardstickBase.Create();
        await using (var migrating = new ServiceProcess(options, yardstickBase.Setting))
        {
            await migrating.Ready();
        }

        var stores = new Stores(options);
        if (options.Against is { } commit)
        {
            await new Against(options, commit, stores, report).Run();
        }
        else
        {
            if (options.Parts.HasFlag(Parts.Service))
            {
                await MeasureService();
            }

            if (options.Parts.HasFlag(Parts.Full))
            {
                await new Comparison(options, stores, report).Run();
            }

            if (options.Parts.HasFlag(Parts.Openings))
            {
                await new Openings(options, stores, report).Run();
            }

            if (options.Parts.HasFlag(Parts.Close))
            {
                await new Night(options, stores, report).Run();
            }

            if (options.Parts.HasFlag(Parts.Lists) && !options.OnSqlite)
            {
                await new Lists(options, stores, report).Run();
            }
        }
        var postgres = $"PostgreSQL {await yardstickBase.Version()}, fsync {await yardstickBase.Fsync()}";
        return $"""

            {report}
            {WhatPIs}Ratios are of figures of the same round; a median of them counts. {options.Rounds} rounds of {options.Seconds} s after {options.WarmUp} s of load, receipts from seed {Load.Receipts.Seed}.
            Every answer was checked (status, points, receipt), and every member's balance against the sum of what was acknowledged.
            {Environment.ProcessorCount} cores ({Processor()}), load average before {loadBefore}, after {LoadAverage()}; Linux {File.ReadAllText(
                    "/proc/sys/kernel/osrelease"
                ).Trim()}; .NET {Environment.Version}; {postgres}.
            """;
    }

    private string WhatPIs =>
        !options.Parts.HasFlag(Parts.Service) && options.Against is null
            ? ""
            : "P is pgbench at 32 clients writing what one purchase alone writes, in one transaction. "
                + (options.Against is null ? "The two lighter ones are there for comparison. " : "");

    private async Task MeasureService()
    {
        if (options.OnSqlite)
        {
            await MeasureSqlite(target: true);
        }
        else
        {
            await MeasurePostgres();
            await MeasureSqlite(target: false);
        }
        Say("counting what is allocated");
        var bytes = await Allocations.Count(options, await new Stores(options).New("allocations"));
        report.AtMost("bytes allocated for a purchase, at 256 connections", bytes.At256, "bytes", Allocations.Most);
        report.Info("  at 32, a line of a batch", $"{bytes.At32:N0} and {bytes.Batch:N0} bytes");
    }

    private async Task MeasurePostgres()
    {
        var database = new Database(options, "club");
        await database.Create();
        await using (var service = new ServiceProcess(options, database.Setting))
        {
            await service.Ready();
            using var club = new Club(service, ClubKind.Plain);
            var idle = await service.Idle();
            await club.Open(options.Members);
            var rounds = new Rounds(options, service, club);
            await WarmUp.Run(options, service, club);
            var sizes = await database.Rows();
            var (before, entriesBefore) = (await database.Size(), club.Entries);
            Say($"PostgreSQL: a purchase's row has {sizes.Data} bytes of data and a stream of {sizes.Stream}");
            await rounds.Run(new Yardstick(options, sizes));
            var (after, entries) = (await database.Size(), club.Entries - entriesBefore);

            Throughput(rounds, rounds.Yardstick, "");
            await Read(service, club, rounds.At256.PerSecond.Median);
            Memory(idle, service.Memory("VmHWM"), "");
            report.AtMost($"disk an entry (over {entries:N0})", (after.Database - before.Database) / (double)entries, "bytes", 350);
            report.Info(
                "  of it tables and indexes",
                $"{(after.Tables - before.Tables) / (double)entries:N0} bytes: {await database.Largest()}"
            );
            await club.CompareBalances();
        }
        Say("PostgreSQL: starting again and again");
        await Start(database.Setting, "", null);
    }

    private async Task MeasureSqlite(bool target)
    {
        var file = Path.Combine(options.Work, "club.db");
        var store = $"sqlite:{file}";
        await using (var service = new ServiceProcess(options, store))
        {
            await MeasureSqlite(service, file, target);
        }

        Say("SQLite: starting again and again");
        await Start(store, "SQLite: ", 1.8);
    }

    private async Task MeasureSqlite(ServiceProcess service, string file, bool target)
    {
        await service.Ready();
        using var club = new Club(service, ClubKind.Plain);
        var idle = await service.Idle();
        await club.Open(options.Members);
        var rounds = new Rounds(options, service, club);
        Say("SQLite");
        await WarmUp.Run(options, service, club);
        var (before, entriesBefore) = (FilesOf(file), club.Entries);
        await rounds.Run(target ? new Yardstick(options, RowSizes.Usual) : null);
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
        report.AtLeast($"{store}purchases at 256 connections", rounds.At256.PerSecond, "/s", yardstick, 2.2);
        report.Info("  latency", rounds.At256.Latencies);
        report.Info("  processors", rounds.Shares);
        report.AtLeast($"{store}purchases at 32 connections", rounds.At32.PerSecond, "/s", yardstick, 1.5);
        report.Info("  latency", rounds.At32.Latencies);
        report.AtLeast($"{store}batch of {options.BatchLines:N0}", rounds.Batch, "lines/s", yardstick, 4);
        if (rounds.EntryOnly.Any)
        {
            report.Info(
                "256, 32 and batch against the entry alone",
                string.Join(
                    ", ",
                    new[] { rounds.At256.PerSecond, rounds.At32.PerSecond, rounds.Batch }.Select(series =>
                        $"{series.Median / rounds.EntryOnly.Median:N2} ×"
                    )
                )
            );
        }

        report.Info(
            "processor time of all for one: P, at 256, at 32, batch",
            string.Join(", ", rounds.Cost.Select(cost => $"{cost.Median:N0}")) + " µs"
        );
        report.Info("share of the machine that others had in the rounds", rounds.Others.Text("%"));
    }

    private async Task Read(ServiceProcess service, Club club, double purchases)
    {
        var reading = new Reading(options, service, club);
        var briefly = TimeSpan.FromSeconds(Math.Min(3, options.Seconds));
        report.Info("GET a member at 32 connections", $"{reading.Read(briefly).PerSecond:N0} /s");
        var capacity = reading.Scan(briefly).PerSecond;
        report.Info("scan a card at 32 connections", $"{capacity:N0} /s");
        var half = reading.Scan(options.Round, capacity / 2);
        report.AtMost("  p99 at half of that", half.P99, "ms", 10, $"{half.P99:N2} ms (p50 {half.P50:N2}) at {half.PerSecond:N0} /s");
        var beside = await reading.Beside(200, purchases / 2);
        report.AtMost(
            "  p99 of 200/s beside half the purchases' capacity",
            beside.P99,
            "ms",
            10,
            $"{beside.P99:N2} ms (p50 {beside.P50:N2})"
        );
    }

    /// <param name="most">The target for the first answer, in seconds; null without a target.</param>
    private async Task Start(string setting, string store, double? most)
    {
        var starts = new Starts(options, setting);
        await starts.Run();
        report.Info($"{store}start to /health/ready", starts.Ready.Text("s"));
        var (measure, answer) = ($"{store}start to first answer (GET /v1/programme)", starts.FirstAnswer);
        if (most is { } seconds)
        {
            report.AtMost(measure, answer.Median, "s", seconds, answer.Text("s"));
        }
        else
        {
            report.Info(measure, answer.Text("s"));
        }

        report.Info($"{store}memory, 3 s after these starts", starts.Idle.Text("MB"));
    }

    private void Memory(double idle, double highest, string store)
    {
        report.AtMost($"{store}memory, 3 s after start", idle, "MB", 165);
        report.AtMost($"{store}memory, highest under load", highest, "MB", 300);
    }

    private static long FilesOf(string file) =>
        Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Sum(path => new FileInfo(path).Length);

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1]
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static void Say(string what) => Console.Error.WriteLine(what);
}
