using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// Bytes that the service allocates for one purchase, in a separate process and store, so that counting does not disturb the timed
/// service.
/// </summary>
internal sealed record Allocations(double At256, double At32, double Batch)
{
    /// <summary>The target: 6 KB, at 256 connections.</summary>
    public const double Most = 6_000;

    public static async Task<Allocations> Count(Options options, string store)
    {
        var counts = new Counts(options);
        await using var service = new ServiceProcess(options, store, counts.Environment);
        await service.Ready();
        using var club = new Club(service, options.Kind);
        await club.Open(options.Members);
        await WarmUp.Run(options, service, club);
        return new(await APurchase(() => Buy(256)), await APurchase(() => Buy(32)), await APurchase(() => club.Batch(options.BatchLines)));

        async Task<double> APurchase(Func<Task> work)
        {
            var (before, entries) = (await counts.Now(), club.Entries);
            await work();
            return ((await counts.Now())[0] - before[0]) / (club.Entries - entries);
        }

        Task Buy(int connections)
        {
            Rounds.Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(connections, options.Round));
            return Task.CompletedTask;
        }
    }
}
