using System.Diagnostics;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>One of two services that stay up and are loaded one at a time in turn.</summary>
internal sealed class Side : IAsyncDisposable
{
    private readonly Options options;
    private readonly ServiceProcess service;
    private Reading? reading;

    private Side(Options options, ServiceProcess service, ClubKind kind) =>
        (this.options, this.service, Club) = (options, service, new(service, kind));

    public Club Club { get; }
    public Turns At256 { get; } = new();
    public Turns At32 { get; } = new();
    public Turns Batches { get; } = new();
    public Turns Scans { get; } = new();
    public Turns Paced { get; } = new();

    private TimeSpan Time => options.Round / 2;

    public static async Task<Side> Open(Options options, string store, ClubKind kind)
    {
        var service = new ServiceProcess(options, store);
        await service.Ready();
        return new(options, service, kind);
    }

    /// <summary>
    /// One round of one measurement: one, other, other, one, and the next time other, one, one, other, so that steady changes (other
    /// programs, growth of the tables, a checkpoint) affect both alike.
    /// </summary>
    public static async Task InTurns(int round, Side one, Side other, Func<Side, Task> turn, Func<Side, Turns> turns)
    {
        var (first, second) = round % 2 == 1 ? (one, other) : (other, one);
        foreach (var side in new[] { first, second, second, first })
        {
            await turn(side);
        }

        turns(one).EndRound();
        turns(other).EndRound();
    }

    public Task WarmUp() => Bench.WarmUp.Run(options, service, Club);

    public double HighestMemory => service.Memory("VmHWM");

    public Task Buy(Turns turns, int connections) =>
        Take(turns, () => Task.FromResult(Rounds.Right(new Generator(service.Port, new PurchaseTraffic(Club)).Run(connections, Time))));

    public Task Batch() =>
        Take(
            Batches,
            async () =>
            {
                var lines = options.BatchLines / 2;
                return new(lines, lines / await Club.Batch(lines), double.NaN, double.NaN, []);
            }
        );

    public Task Scan() => Take(Scans, () => Task.FromResult(Reading.Scan(Time)));

    /// <summary>At half the rate of the round's scans.</summary>
    public Task ScanPaced() => Take(Paced, () => Task.FromResult(Reading.Scan(Time, Scans.PerSecond.Latest / 2)));

    private Reading Reading => reading ??= new(options, service, Club);

    private async Task Take(Turns turns, Func<Task<LoadResult>> load)
    {
        var (before, start) = (Processors.Now(service, options), Stopwatch.GetTimestamp());
        var result = await load();
        turns.Add(result, Processors.Now(service, options) - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public ValueTask DisposeAsync()
    {
        Club.Dispose();
        return service.DisposeAsync();
    }
}

/// <summary>One kind of load on one service, over the rounds: a round's turns are one figure.</summary>
internal sealed class Turns
{
    private readonly List<LoadResult> turns = [];
    private Processors used = new(0, 0, 0, 0);
    private double seconds;

    public Series PerSecond { get; } = new();
    public Series P99 { get; } = new();

    /// <summary>Microseconds for one request: of all processes, and of the service alone.</summary>
    public Series Cost { get; } = new();
    public Series Service { get; } = new();

    /// <summary>Percent of the machine used by other programs.</summary>
    public Series Others { get; } = new();

    public void Add(LoadResult turn, Processors used, double seconds)
    {
        turns.Add(turn);
        this.used += used;
        this.seconds += seconds;
    }

    public void EndRound()
    {
        var answers = turns.Sum(turn => turn.Answers);
        PerSecond.Add(answers / turns.Sum(turn => turn.Seconds));
        P99.Add(turns.Max(turn => turn.P99));
        Cost.Add(1e6 * (used.Service + used.Postgres + used.Generator) / answers);
        Service.Add(1e6 * used.Service / answers);
        Others.Add(100 * used.Others / (seconds * Environment.ProcessorCount));
        turns.Clear();
        (used, seconds) = (new(0, 0, 0, 0), 0);
    }
}
