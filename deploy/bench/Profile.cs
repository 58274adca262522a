using System.Diagnostics;
using System.Globalization;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// --profile SECONDS: the use of time during purchases at 256 connections. Processor time by party, bytes allocated for a request, and
/// the service's time by symbol, if Linux's <c>perf</c> is installed (its samples stay in <c>/tmp/loyaltyclub-perf.data</c>).
/// </summary>
internal sealed class Profile(Options options)
{
    private const string Samples = "/tmp/loyaltyclub-perf.data";

    public async Task<string> Run()
    {
        var database = new Database(options, "club");
        await database.Create();
        var counts = new Counts(options);
        var store = options.OnSqlite ? $"sqlite:{Path.Combine(options.Work, "club.db")}" : database.Setting;
        await using var service = new ServiceProcess(
            options,
            store,
            [("DOTNET_PerfMapEnabled", "1"), ("DOTNET_EnableWriteXorExecute", "0"), .. counts.Environment]
        );
        await service.Ready();
        using var club = new Club(service, options.Kind);
        await club.Open(options.Members);
        await WarmUp.Run(options, service, club); // compilation would hide the work itself

        var at256 = await Watch("256 connections", Samples, () => Buy(256));
        var at32 = await Watch("32 connections", Samples + ".32", () => Buy(32));
        var batch = await Watch("a batch", Samples + ".batch", () => club.Batch(options.Profile * 15_000));
        return $"""
            {at256}
            {at32}
            {batch}
            perf report -i {Samples} --no-children -g none -s sym
            Afterwards: rm {Samples}* /tmp/perf-{service.Id}.map
            """;

        Task Buy(int connections)
        {
            Rounds.Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(connections, TimeSpan.FromSeconds(options.Profile)));
            return Task.CompletedTask;
        }

        async Task<string> Watch(string what, string samples, Func<Task> work)
        {
            using var perf = Perf(service.Id, samples);
            var commits = options.OnSqlite ? 0 : await database.Commits();
            var (before, processors, entries, start) = (
                await counts.Now(),
                Processors.Now(service, options),
                club.Entries,
                Stopwatch.GetTimestamp()
            );
            await work();
            var (used, seconds) = (Processors.Now(service, options) - processors, Stopwatch.GetElapsedTime(start).TotalSeconds);
            var after = await counts.Now();
            if (perf is not null)
            {
                await Stop(perf);
            }

            entries = club.Entries - entries;
            commits = options.OnSqlite ? 0 : await database.Commits() - commits;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {what}: {entries / seconds:N0} purchases/s, {(double)entries / commits:N1} a commit, {commits
                    / seconds:N0} commits/s; {used.Shares(seconds)}
                  a purchase: service {1e6 * used.Service / entries:N1} µs, PostgreSQL {1e6
                    * used.Postgres
                    / entries:N1} µs, load generator {1e6 * used.Generator / entries:N1} µs; {(after[0] - before[0])
                    / entries:N0} bytes allocated
                  collections: {after[1] - before[1]:N0} of generation 0, {after[2] - before[2]:N0} of 1, {after[3]
                    - before[3]:N0} of 2; {after[4] - before[4]:N0} ms stood still for them
                """
            );
        }
    }

    private static Process? Perf(int service, string samples)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo("perf", ["record", "-o", samples, "-F", "999", "-g", "-p", $"{service}"])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not there: apt-get install linux-perf
        }
    }

    private static async Task Stop(Process perf)
    {
        ServiceProcess.Signal(perf.Id, 2);
        await perf.WaitForExitAsync();
    }
}
