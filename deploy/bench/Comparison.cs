namespace LoyaltyClub.Bench;

/// <summary>
/// The cost of a full programme with 50 rules: two services, each with a store of its own, with the same members, history and
/// receipts; one has a single rule. They are loaded one at a time in turn.
/// </summary>
internal sealed class Comparison(Options options, Stores stores, Report report)
{
    private static readonly (int Connections, Func<Side, Turns> Turns)[] Loads = [(256, side => side.At256), (32, side => side.At32)];

    public async Task Run()
    {
        Console.Error.WriteLine(
            $"{stores.Prefix}one rule, and the full programme with 50: {options.FullMembers:N0} members with {options.FullHistory} purchases of the last year"
        );
        await using var one = await Side.Open(options, await stores.New("one"), ClubKind.OneRule);
        await using var full = await Side.Open(options, await stores.New("full"), ClubKind.Full);
        foreach (var side in new[] { one, full })
        {
            await Past(side.Club);
            await side.WarmUp();
        }
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var (connections, turns) in Loads)
            {
                await Side.InTurns(round, one, full, side => side.Buy(turns(side), connections), turns);
            }

            Console.Error.WriteLine(
                $"  round {round}: "
                    + string.Join(
                        ", ",
                        Loads.Select(load =>
                            $"{load.Connections}: one rule {load.Turns(one).PerSecond.Latest:N0}/s, full {load.Turns(full).PerSecond.Latest:N0}/s"
                        )
                    )
            );
        }
        foreach (var (connections, turns) in Loads)
        {
            var (ones, fulls) = (turns(one), turns(full));
            report.Info($"{stores.Prefix}one rule, {connections} connections", ones.PerSecond.Text("/s"));
            report.AtLeast(
                $"{stores.Prefix}full programme, 50 rules, {connections} connections",
                fulls.PerSecond,
                "/s",
                ones.PerSecond,
                0.85,
                "one rule"
            );
            report.Info("  latency, one rule and full", $"p99 {ones.P99.Text("ms")} and {fulls.P99.Text("ms")}");
            report.Info(
                "  processor time of all for one, and full",
                $"{ones.Cost.Median:N0} and {fulls.Cost.Median:N0} µs, of it the service's {ones.Service.Median:N0} and {fulls.Service.Median:N0}"
            );
            report.Info(
                "  share of the machine that others had, one rule and full",
                $"{ones.Others.Text("%")} and {fulls.Others.Text("%")}"
            );
        }
        report.Info(
            "  a receipt met, of the 50",
            $"{full.Club.RulesThatGave / (double)full.Club.Entries:0.0} rules that gave something; a voucher on {100.0 * full.Club.Vouchers / full.Club.Entries:0.0} % of them"
        );
        Console.Error.WriteLine("  comparing balances");
        foreach (var side in new[] { one, full })
        {
            await side.Club.CompareBalances();
        }
    }

    private async Task Past(Club club)
    {
        var now = DateTimeOffset.UtcNow;
        await club.Open(options.FullMembers, now.AddDays(-340));
        await club.Buy([.. Enumerable.Range(0, options.FullHistory).Select(n => now.AddDays(-330 + 329.0 * n / options.FullHistory))]);
    }
}
