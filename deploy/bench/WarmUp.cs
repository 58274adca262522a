using System.Diagnostics;
using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// Warm-up before the measurement: compiled code, filled pools and caches. It takes half a minute of load until the service is compiled in
/// its final form.
/// </summary>
internal static class WarmUp
{
    /// <summary>All kinds of load in turn, for the requested time.</summary>
    public static async Task Run(Options options, ServiceProcess service, Club club)
    {
        var reading = new Reading(options, service, club);
        var start = Stopwatch.GetTimestamp();
        do
        {
            Buy(256, TimeSpan.FromSeconds(2));
            Buy(32, TimeSpan.FromSeconds(1));
            reading.Scan(TimeSpan.FromSeconds(0.5));
            await club.Batch(options.BatchLines / 5);
        } while (Stopwatch.GetElapsedTime(start).TotalSeconds < options.WarmUp);

        void Buy(int connections, TimeSpan time) =>
            Rounds.Right(new Generator(service.Port, new PurchaseTraffic(club)).Run(connections, time));
    }
}
