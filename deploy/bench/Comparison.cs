using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// What a full programme with 50 rules costs: two services, each with a store of its own, with the same members, the same
/// past and the same receipts; one has one rule. They are under load in turn, never both: one, full, full, one in a round,
/// full, one, one, full in the next, so that what changes steadily meets both alike.
/// </summary>
internal sealed class Comparison(Options options, Stores stores, Report report)
{
    private static readonly int[] Connections = [256, 32];

    public async Task Run()
    {
        Console.Error.WriteLine($"{stores.Prefix}one rule, and the full programme with 50: {options.FullMembers:N0} members with {options.FullHistory} purchases of the last year");
        await using var one = await Side.Open(options, await stores.New("one"), ClubKind.OneRule);
        await using var full = await Side.Open(options, await stores.New("full"), ClubKind.Full);
        foreach (var side in new[] { one, full }) await side.Prepare();
        for (var round = 1; round <= options.Rounds; round++)
        {
            for (var which = 0; which < Connections.Length; which++)
            {
                var (first, second) = round % 2 == 1 ? (one, full) : (full, one);
                Side[] turns = [first, second, second, first];
                foreach (var side in turns) side.Buy(Connections[which]);
                one.EndTurns(which);
                full.EndTurns(which);
            }
            Console.Error.WriteLine($"  round {round}: " + string.Join(", ", Connections.Select((connections, which) =>
                $"{connections}: one rule {one.PerSecond[which].Latest:N0}/s, full {full.PerSecond[which].Latest:N0}/s")));
        }
        for (var which = 0; which < Connections.Length; which++)
        {
            report.Info($"{stores.Prefix}one rule, {Connections[which]} connections", one.PerSecond[which].Text("/s"));
            report.AtLeast($"{stores.Prefix}full programme, 50 rules, {Connections[which]} connections", full.PerSecond[which], "/s", one.PerSecond[which], 0.85, "one rule");
            report.Info("  latency, one rule and full", $"p99 {one.P99[which].Text("ms")} and {full.P99[which].Text("ms")}");
            report.Info("  processor time of all for one, and full", $"{one.Cost[which].Median:N0} and {full.Cost[which].Median:N0} µs, of it the service's {one.Service[which].Median:N0} and {full.Service[which].Median:N0}");
        }
        report.Info("  share of the machine that others had, one rule and full", $"{one.Others.Text("%")} and {full.Others.Text("%")}");
        report.Info("  a receipt met, of the 50", $"{full.Club.RulesThatGave / (double)full.Club.Entries:0.0} rules that gave something; a voucher on {100.0 * full.Club.Vouchers / full.Club.Entries:0.0} % of them");
        Console.Error.WriteLine("  comparing balances");
        foreach (var side in new[] { one, full }) await side.Club.CompareBalances();
    }

    /// <summary>One of the two services.</summary>
    private sealed class Side : IAsyncDisposable
    {
        private readonly Options options;
        private readonly ServiceProcess service;
        private readonly List<LoadResult> turns = [];
        private Processors used = new(0, 0, 0, 0);

        private Side(Options options, ServiceProcess service, ClubKind kind) =>
            (this.options, this.service, Club) = (options, service, new(service, kind));

        public Club Club { get; }
        public Series[] PerSecond { get; } = [new(), new()];
        public Series[] P99 { get; } = [new(), new()];

        /// <summary>Microseconds of all processors for one purchase, and of the service's alone.</summary>
        public Series[] Cost { get; } = [new(), new()];
        public Series[] Service { get; } = [new(), new()];

        /// <summary>Percent of the machine that others had.</summary>
        public Series Others { get; } = new();

        public static async Task<Side> Open(Options options, string store, ClubKind kind)
        {
            var service = new ServiceProcess(options, store);
            await service.Ready();
            return new(options, service, kind);
        }

        /// <summary>Members with a past, and code that is compiled as it stays.</summary>
        public async Task Prepare()
        {
            var now = DateTimeOffset.UtcNow;
            await Club.Open(options.FullMembers, now.AddDays(-340));
            await Club.Buy([.. Enumerable.Range(0, options.FullHistory).Select(n => now.AddDays(-330 + 329.0 * n / options.FullHistory))]);
            foreach (var connections in Connections)
                for (var i = 0; i < 2; i++)
                    Run(connections);
        }

        public void Buy(int connections)
        {
            var before = Processors.Now(service, options);
            turns.Add(Run(connections));
            used += Processors.Now(service, options) - before;
        }

        /// <summary>A round's turns are one figure.</summary>
        public void EndTurns(int which)
        {
            var answers = turns.Sum(turn => turn.Answers);
            PerSecond[which].Add(answers / turns.Sum(turn => turn.Seconds));
            P99[which].Add(turns.Max(turn => turn.P99));
            Cost[which].Add(1e6 * (used.Service + used.Postgres + used.Generator) / answers);
            Service[which].Add(1e6 * used.Service / answers);
            Others.Add(100 * used.Others / (turns.Count * options.Round.TotalSeconds / 2 * Environment.ProcessorCount));
            turns.Clear();
            used = new(0, 0, 0, 0);
        }

        public ValueTask DisposeAsync()
        {
            Club.Dispose();
            return service.DisposeAsync();
        }

        private LoadResult Run(int connections) => Rounds.Right(new Generator(service.Port, new PurchaseTraffic(Club)).Run(connections, options.Round / 2));
    }
}
