using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>Reading members, which stands in for scans of their cards until there are any.</summary>
internal sealed class Reading(Options options, ServiceProcess service, Club club)
{
    private const int Connections = 32;

    /// <summary>As many as are answered.</summary>
    public LoadResult Capacity() => Read(TimeSpan.FromSeconds(Math.Min(3, options.Seconds)), null);

    /// <summary>At an even pace.</summary>
    public LoadResult Paced(double perSecond) => Read(options.Round, perSecond);

    /// <summary>At an even pace, while others buy at an even pace.</summary>
    public async Task<LoadResult> Beside(double readsPerSecond, double purchasesPerSecond)
    {
        var buying = Task.Factory.StartNew(
            () => new Generator(service.Port, new PurchaseTraffic(club)).Run(64, options.Round, purchasesPerSecond), TaskCreationOptions.LongRunning);
        var read = Paced(readsPerSecond);
        Rounds.Right(await buying);
        return read;
    }

    private LoadResult Read(TimeSpan time, double? perSecond) =>
        Rounds.Right(new Generator(service.Port, new ReadTraffic(club.Members)).Run(Connections, time, perSecond));
}
