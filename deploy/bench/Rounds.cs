using System.Diagnostics;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// The rounds of one service: purchases at 32 and at 256 connections and in a batch, and pgbench in between if requested.
/// </summary>
internal sealed class Rounds(Options options, ServiceProcess service, Club club)
{
    public Series Yardstick { get; } = new();
    public Series EntryOnly { get; } = new();
    public Series Autocommit { get; } = new();
    public Traffic At256 { get; } = new();
    public Traffic At32 { get; } = new();
    public Series Batch { get; } = new();

    /// <summary>Use of the processors during the purchases at 256 connections, in the last round.</summary>
    public string Shares { get; private set; } = "";

    /// <summary>Percent of the machine used by other programs during each measurement of each round.</summary>
    public Series Others { get; } = new();

    /// <summary>
    /// Microseconds of all processors for one transaction, purchase or line; other programs affect it less than throughput.
    /// </summary>
    public Series[] Cost { get; } = [new(), new(), new(), new()];

    public async Task Run(Yardstick? yardstick)
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            if (yardstick is not null)
            {
                Yardstick.Add(await Watched(0, () => yardstick.Run(Transaction.Whole)));
            }

            await Watched(1, () => Task.FromResult(At256.Add(Buy(256, options.Round))), shares => Shares = shares);
            if (yardstick is not null)
            {
                EntryOnly.Add(await yardstick.Run(Transaction.EntryOnly));
            }

            await Watched(2, () => Task.FromResult(At32.Add(Buy(32, options.Round))));
            Batch.Add(await Watched(3, () => club.Batch(options.BatchLines)));
            if (yardstick is not null)
            {
                Autocommit.Add(await yardstick.Run(Transaction.Autocommit));
            }

            var pgbench = yardstick is null
                ? ""
                : $"P {Yardstick.Latest:N0}/s, entry only {EntryOnly.Latest:N0}/s, autocommit {Autocommit.Latest:N0}/s, ";
            Console.Error.WriteLine(
                $"  round {round}: {pgbench}256: {At256.PerSecond.Latest:N0}/s, 32: {At32.PerSecond.Latest:N0}/s, batch {Batch.Latest:N0}/s"
            );
        }
    }

    private async Task<double> Watched(int which, Func<Task<double>> measurement, Action<string>? shares = null)
    {
        var (before, start) = (Processors.Now(service, options), Stopwatch.GetTimestamp());
        var figure = await measurement();
        var (used, seconds) = (Processors.Now(service, options) - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Others.Add(100 * used.Others / (seconds * Environment.ProcessorCount));
        Cost[which]
            .Add(1e6 * (used.Service + used.Postgres + used.Generator) / (which == 3 ? options.BatchLines : figure * options.Seconds));
        shares?.Invoke(used.Shares(seconds));
        return figure;
    }

    private LoadResult Buy(int connections, TimeSpan time) =>
        Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(connections, time));

    public static LoadResult Right(LoadResult result) =>
        result.Faults.Count == 0
            ? result
            : throw new WrongAnswerException($"{result.Faults.Count} wrong answers, such as:\n{string.Join('\n', result.Faults.Take(3))}");

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
