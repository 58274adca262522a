using System.Diagnostics;
using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Engine;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Host;

/// <summary>How the service is doing, for health and metrics.</summary>
internal sealed class Service(IJournal journal, IEngineMeasures engine) : IService
{
    public async Task<ServiceHealth> Health()
    {
        var store = journal.Description;
        try
        {
            await journal.Ping();
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
            .. engine.Measures(),
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
