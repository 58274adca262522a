using System.Diagnostics;
using System.Globalization;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// --profile SECONDS: where the time goes while 256 connections buy. Processor time by party, garbage a request, and the
/// service's own time by symbol, if Linux's <c>perf</c> is there (its samples are left in <c>/tmp/loyaltyclub-perf.data</c>).
/// </summary>
internal sealed class Profile(Options options)
{
    private const string Samples = "/tmp/loyaltyclub-perf.data";

    public async Task<string> Run()
    {
        var database = new Database(options, "club");
        await database.Create();
        var counts = Path.Combine(options.Work, "collections");
        var store = options.OnSqlite ? $"sqlite:{Path.Combine(options.Work, "club.db")}" : database.Setting;
        await using var service = new ServiceProcess(options, store, ("DOTNET_PerfMapEnabled", "1"),
            ("DOTNET_STARTUP_HOOKS", typeof(Profile).Assembly.Location), (StartupHook.Variable, counts));
        await service.Ready();
        using var club = new Club(service);
        await club.Open(options.Members);
        var rounds = new Rounds(options, service, club);
        await rounds.WarmUp();
        await rounds.WarmUp();

        using var perf = Perf(service.Id);
        var (before, processors, entries) = (await File.ReadAllLinesAsync(counts), Processors.Now(service, options), club.Entries);
        var traffic = Rounds.Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(256, TimeSpan.FromSeconds(options.Profile)));
        var shares = (Processors.Now(service, options) - processors).Shares(options.Profile);
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        var after = await File.ReadAllLinesAsync(counts);
        if (perf is not null) await perf.WaitForExitAsync();
        entries = club.Entries - entries;
        var difference = before.Zip(after, (was, now) => double.Parse(now, CultureInfo.InvariantCulture) - double.Parse(was, CultureInfo.InvariantCulture)).ToArray();
        var text = $"""
            {traffic.PerSecond:N0} purchases/s, p50 {traffic.P50:N2} ms, p99 {traffic.P99:N2} ms; {shares}
            {difference[0] / entries:N0} bytes allocated a request; collections: {difference[1]:N0} of generation 0, {difference[2]:N0} of 1, {difference[3]:N0} of 2; {difference[4]:N0} ms of {options.Profile} s stood still for them
            """;
        return perf is null ? text + "\nNo perf here: apt-get install linux-perf" : $"{text}\nperf report -i {Samples} --no-children -s sym";
    }

    private Process? Perf(int service)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("perf", ["record", "-o", Samples, "-F", "499", "-g", "-p", $"{service}", "--", "sleep", $"{options.Profile}"]) { RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
