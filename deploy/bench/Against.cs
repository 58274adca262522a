namespace LoyaltyClub.Bench;

/// <summary>
/// Compares this build with another commit's in one run: two services, each with a store of its own, the same members and the same
/// receipts, loaded one at a time in turn. So the load of other programs affects both alike, unlike in two separate runs.
/// </summary>
internal sealed class Against(Options options, string commit, Stores stores, Report report)
{
    private readonly Options otherBuild = options with { Service = options.Other };
    private readonly Series yardstick = new();

    public static Report Report(string commit) =>
        new("measure, median (min–max)", "this", commit, $"this : {commit}", "this × P(32)", $"{commit} × P(32)");

    public async Task Run()
    {
        var prefix = stores.Prefix;
        await Rounds();
        await Start(stores, prefix, "this", "other");
        if (!options.OnSqlite)
        {
            await StartOnSqlite();
        }

        Say($"{prefix}counting what is allocated");
        var bytes = await Allocations.Count(options, await stores.New("allocations-this"));
        var bytesThere = await Allocations.Count(otherBuild, await stores.New("allocations-other"));
        Bytes("at 256 connections", counted => counted.At256);
        Bytes("at 32 connections", counted => counted.At32);
        Bytes("in a batch", counted => counted.Batch);

        void Bytes(string where, Func<Allocations, double> counted) =>
            report.Row(
                $"{prefix}bytes allocated for a purchase {where}",
                $"{counted(bytes):N0}",
                $"{counted(bytesThere):N0}",
                Ratio(counted(bytes) / counted(bytesThere))
            );
    }

    private async Task Rounds()
    {
        Say($"{stores.Prefix}this build and {commit}'s: {options.Members:N0} members each");
        await using var mine = await Side.Open(options, await stores.New("this"), options.Kind);
        await using var theirs = await Side.Open(otherBuild, await stores.New("other"), options.Kind);
        foreach (var side in new[] { mine, theirs })
        {
            await side.Club.Open(options.Members);
            await side.WarmUp();
        }
        var pgbench = new Yardstick(options, options.OnSqlite ? RowSizes.Usual : await new Database(options, "this").Rows());
        for (var round = 1; round <= options.Rounds; round++)
        {
            await InTurns(side => side.Buy(side.At256, 256), side => side.At256);
            yardstick.Add(await pgbench.Run(Transaction.Whole)); // in the middle: near all three
            await InTurns(side => side.Buy(side.At32, 32), side => side.At32);
            await InTurns(side => side.Batch(), side => side.Batches);
            await InTurns(side => side.Scan(), side => side.Scans);
            await InTurns(side => side.ScanPaced(), side => side.Paced);
            Say(
                $"  round {round}: P {yardstick.Latest:N0}/s, 256: {Latest(side => side.At256)}, 32: {Latest(side => side.At32)}, batch {Latest(side => side.Batches)}, scans {Latest(side => side.Scans)}"
            );

            Task InTurns(Func<Side, Task> turn, Func<Side, Turns> turns) => Side.InTurns(round, mine, theirs, turn, turns);
        }
        report.Row("P(32): BEGIN; entry; commit record; COMMIT", yardstick.Text("/s"));
        Purchases("purchases at 256 connections", mine.At256, theirs.At256);
        Purchases("purchases at 32 connections", mine.At32, theirs.At32);
        Purchases($"batch of {options.BatchLines / 2:N0}", mine.Batches, theirs.Batches);
        Row("scan a card at 32 connections", mine.Scans.PerSecond, theirs.Scans.PerSecond, "/s");
        Row("  p99 at half of that", mine.Paced.P99, theirs.Paced.P99, "ms");
        Others(mine.Paced, theirs.Paced);
        report.Row(
            "memory, highest under load",
            $"{mine.HighestMemory:N0} MB",
            $"{theirs.HighestMemory:N0} MB",
            Ratio(mine.HighestMemory / theirs.HighestMemory)
        );
        Say("  comparing balances");
        foreach (var side in new[] { mine, theirs })
        {
            await side.Club.CompareBalances();
        }

        string Latest(Func<Side, Turns> turns) => $"{turns(mine).PerSecond.Latest:N0} : {turns(theirs).PerSecond.Latest:N0}/s";
    }

    private void Purchases(string what, Turns here, Turns there)
    {
        report.Row(
            stores.Prefix + what,
            here.PerSecond.Text("/s"),
            there.PerSecond.Text("/s"),
            here.PerSecond.Over(there.PerSecond).Text("×"),
            here.PerSecond.Over(yardstick).Text("×"),
            there.PerSecond.Over(yardstick).Text("×")
        );
        if (here.P99.Median > 0)
        {
            Row("  latency, p99", here.P99, there.P99, "ms");
        }

        Row("  processor time of the service for one", here.Service, there.Service, "µs");
        Row("  of service, PostgreSQL and generator", here.Cost, there.Cost, "µs");
        Others(here, there);
    }

    private void Others(Turns here, Turns there) =>
        report.Row("  share of the machine that others had", here.Others.Text("%"), there.Others.Text("%"));

    private async Task StartOnSqlite()
    {
        var files = new Stores(options with { OnSqlite = true });
        foreach (var (name, build) in new[] { ("start-this", options), ("start-other", otherBuild) })
        {
            await using var side = await Side.Open(build, await files.New(name), options.Kind);
            await side.Club.Open(options.Members);
            await side.Batch();
        }
        await Start(files, files.Prefix, "start-this", "start-other");
    }

    /// <summary>The rounds, in turn, with existing clubs.</summary>
    private async Task Start(Stores where, string prefix, string mineName, string theirName)
    {
        Say($"{prefix}starting in turn");
        var (here, there) = (new Starts(options, where.Of(mineName)), new Starts(otherBuild, where.Of(theirName)));
        for (var start = 0; start < options.Starts; start++)
        {
            foreach (var one in start % 2 == 0 ? new[] { here, there } : [there, here])
            {
                await one.Once();
            }
        }

        Row($"{prefix}start to first answer (GET /v1/programme)", here.FirstAnswer, there.FirstAnswer, "s");
        Row($"{prefix}memory, 3 s after these starts", here.Idle, there.Idle, "MB");
    }

    private void Row(string measure, Series here, Series there, string unit) =>
        report.Row(measure, here.Text(unit), there.Text(unit), here.Over(there).Text("×"));

    private static string Ratio(double ratio) => $"{Bench.Report.Number(ratio)} ×";

    private static void Say(string what) => Console.Error.WriteLine(what);
}
