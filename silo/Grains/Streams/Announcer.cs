using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Grains;

/// <summary>Tells every silo of the cluster that a replicated stream has grown.</summary>
public sealed partial class Announcer(IGrainFactory grains, ILogger<Announcer> log)
{
    /// <summary>The name under which each silo registers its <see cref="ReplicatedStreams"/>.</summary>
    internal const string Listener = "shared streams";

    /// <summary>Longest wait for a silo. A silo that needs longer hangs, and the cluster removes it before it answers a caller.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(6);

    /// <returns>True if every active silo has caught up; false if a silo was unreachable.</returns>
    internal async Task<bool> Tell()
    {
        try
        {
            await grains.GetGrain<IManagementGrain>(0).SendControlCommandToProvider<ReplicatedStreams>(Listener, 0).WaitAsync(Retry);
            return true;
        }
        catch (Exception fault)
        {
            // The entry is written; ReplicatedStreamsGrain announces it again.
            NotTold(log, fault.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every process could be told of a change, and is told again: {Reason}")]
    private static partial void NotTold(ILogger logger, string reason);
}
