using System.Diagnostics;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>The rounds of one service: what it does at 32 and at 256 connections and with a batch, and pgbench in between if asked.</summary>
internal sealed class Rounds(Options options, ServiceProcess service, Club club)
{
    public Series Yardstick { get; } = new();
    public Series Autocommit { get; } = new();
    public Traffic At256 { get; } = new();
    public Traffic At32 { get; } = new();
    public Series Batch { get; } = new();

    /// <summary>Where the processors were while 256 connections bought, in the last round.</summary>
    public string Shares { get; private set; } = "";

    /// <summary>Percent of the machine that others had during each measurement of each round.</summary>
    public Series Others { get; } = new();

    /// <summary>Compiled code, filled pools and caches: not part of what is measured.</summary>
    public async Task WarmUp()
    {
        Buy(256, TimeSpan.FromSeconds(Math.Min(4, options.Seconds)));
        await club.Batch(options.BatchLines / 10);
    }

    public async Task Run(Yardstick? yardstick)
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            if (yardstick is not null) Yardstick.Add(await Watched(() => yardstick.Run(autocommit: false)));
            await Watched(() => Task.FromResult(At256.Add(Buy(256, options.Round))), used => Shares = used);
            if (yardstick is not null) Autocommit.Add(await Watched(() => yardstick.Run(autocommit: true)));
            await Watched(() => Task.FromResult(At32.Add(Buy(32, options.Round))));
            Batch.Add(await Watched(() => club.Batch(options.BatchLines)));
            Console.Error.WriteLine($"  round {round}: P {Yardstick.Latest:N0}/s, P1 {Autocommit.Latest:N0}/s, 256: {At256.PerSecond.Latest:N0}/s, 32: {At32.PerSecond.Latest:N0}/s, batch {Batch.Latest:N0}/s");
        }
    }

    private async Task<double> Watched(Func<Task<double>> measurement, Action<string>? shares = null)
    {
        var (before, start) = (Processors.Now(service, options), Stopwatch.GetTimestamp());
        var figure = await measurement();
        var (used, seconds) = (Processors.Now(service, options) - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Others.Add(100 * used.Others / (seconds * Environment.ProcessorCount));
        shares?.Invoke(used.Shares(seconds));
        return figure;
    }

    private LoadResult Buy(int connections, TimeSpan time) => Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(connections, time));

    public static LoadResult Right(LoadResult result) =>
        result.Faults.Count == 0 ? result : throw new WrongAnswerException($"{result.Faults.Count} wrong answers, such as:\n{string.Join('\n', result.Faults.Take(3))}");

    /// <summary>One kind of traffic over the rounds.</summary>
    internal sealed class Traffic
    {
        public Series PerSecond { get; } = new();
        public Series P50 { get; } = new();
        public Series P99 { get; } = new();

        public double Add(LoadResult result)
        {
            PerSecond.Add(result.PerSecond);
            P50.Add(result.P50);
            P99.Add(result.P99);
            return result.PerSecond;
        }

        public string Latencies => $"p50 {P50.Text("ms")}, p99 {P99.Text("ms")}";
    }
}
