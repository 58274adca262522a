using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Grains;

/// <summary>Tells every silo of the cluster that a shared stream has grown.</summary>
public sealed partial class Announcer(IGrainFactory grains, ILogger<Announcer> log)
{
    /// <summary>The name under which each silo has its <see cref="ReplicatedStreams"/>.</summary>
    internal const string Listener = "shared streams";

    /// <summary>A silo that has not answered by then hangs, and is voted out before it can answer anybody.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(6);

    /// <returns>True if every active silo has read on; false if some could not be told.</returns>
    internal async Task<bool> Tell()
    {
        try
        {
            await grains.GetGrain<IManagementGrain>(0).SendControlCommandToProvider<ReplicatedStreams>(Listener, 0).WaitAsync(Retry);
            return true;
        }
        catch (Exception fault)
        {
            // What was written is written; SharedStreamsGrain tells it again.
            NotTold(log, fault.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every process could be told of a change, and is told again: {Reason}")]
    private static partial void NotTold(ILogger logger, string reason);
}
