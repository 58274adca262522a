using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host;

/// <summary>The health of the service.</summary>
internal sealed class Service(IJournal journal, ISiloStatusOracle cluster) : IService
{
    public async Task<ServiceHealth> Health()
    {
        var store = journal.Description;
        try
        {
            await journal.Ping();
            // A silo that was voted out leaves the balancer at once, before its process ends.
            if (cluster.CurrentStatus != SiloStatus.Active)
            {
                return new(false, store.Kind, store.Durable, "This process is not one of the cluster.");
            }

            return new(true, store.Kind, store.Durable, null);
        }
        catch (StoreUnavailableException)
        {
            return new(false, store.Kind, store.Durable, "The store cannot be reached.");
        }
    }
}
