using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>Scans of cards and reads of members: the requests that a till waits for with a customer present.</summary>
internal sealed class Reading(Options options, ServiceProcess service, Club club)
{
    private const int Connections = 32;

    private readonly MemberTraffic scans = MemberTraffic.Scans(club),
        reads = MemberTraffic.Reads(club);

    /// <summary>At the highest rate, or at an even pace.</summary>
    public LoadResult Scan(TimeSpan time, double? perSecond = null) => Load(scans, time, perSecond);

    public LoadResult Read(TimeSpan time) => Load(reads, time, null);

    /// <summary>Scans at an even pace beside purchases at an even pace.</summary>
    public async Task<LoadResult> Beside(double scansPerSecond, double purchasesPerSecond)
    {
        var buying = Task.Factory.StartNew(
            () => new Generator(service.Port, new PurchaseTraffic(club)).Run(64, options.Round, purchasesPerSecond),
            TaskCreationOptions.LongRunning
        );
        var scanned = Scan(options.Round, scansPerSecond);
        Rounds.Right(await buying);
        return scanned;
    }

    private LoadResult Load(MemberTraffic traffic, TimeSpan time, double? perSecond) =>
        Rounds.Right(new Generator(service.Port, traffic).Run(Connections, time, perSecond));
}
