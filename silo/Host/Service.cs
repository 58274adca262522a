using System.Diagnostics;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Engine;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Host;

/// <summary>How the service is doing, for health and metrics.</summary>
internal sealed class Service(IJournal journal, ISiloStatusOracle cluster, ActiveMembers members, CallsInAll calls) : IService
{
    public async Task<ServiceHealth> Health()
    {
        var store = journal.Description;
        try
        {
            await journal.Ping();
            // A silo that was voted out must not keep its place behind a balancer until it ends.
            if (cluster.CurrentStatus != SiloStatus.Active)
                return new(false, store.Kind, store.Durable, "This process is not one of the cluster.");
            return new(true, store.Kind, store.Durable, null);
        }
        catch (StoreUnavailableException)
        {
            return new(false, store.Kind, store.Durable, "The store cannot be reached.");
        }
    }

    public IEnumerable<Measure> Measures()
    {
        using var process = Process.GetCurrentProcess();
        return
        [
            new("loyaltyclub_members_active", "gauge", "Members in memory", members.Count),
            new("loyaltyclub_grain_calls_waiting", "gauge", "Calls to grains that wait for their answer", calls.Waiting),
            new("loyaltyclub_grain_calls_refused_total", "counter", "Calls refused because too many waited", calls.Refused),
            new("loyaltyclub_journal_entries_total", "counter", "Entries written to the journal", journal.Statistics.Entries),
            new("loyaltyclub_journal_groups_total", "counter", "Transactions that wrote them", journal.Statistics.Groups),
            new("loyaltyclub_journal_waiting", "gauge", "Entries that wait to be written", journal.Statistics.Waiting),
            new("process_resident_memory_bytes", "gauge", "Memory of the process", process.WorkingSet64),
            new("process_cpu_seconds_total", "counter", "Processor time", process.TotalProcessorTime.TotalSeconds),
            new("process_start_time_seconds", "gauge", "Start of the process, Unix time", new DateTimeOffset(process.StartTime).ToUnixTimeSeconds()),
            new("dotnet_gc_heap_bytes", "gauge", "Managed memory", GC.GetTotalMemory(false)),
        ];
    }
}
