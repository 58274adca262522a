namespace LoyaltyClub.Runtime;

/// <summary>The engine's counters; each may be read at any time, from any thread.</summary>
public sealed class EngineStatistics
{
    internal readonly StripedCounter CallCounter = new();
    internal long WaitingCount, OverloadCount, ActivationCount, TimeoutCount;

    /// <summary>Grains in memory now.</summary>
    public long Activations => Interlocked.Read(ref ActivationCount);

    /// <summary>Calls taken since the start, without refused ones.</summary>
    public long Calls => CallCounter.Sum();

    /// <summary>Calls that wait for their turn now.</summary>
    public long Waiting => Interlocked.Read(ref WaitingCount);

    /// <summary>Calls refused since the start because too many waited.</summary>
    public long Overloads => Interlocked.Read(ref OverloadCount);

    /// <summary>Calls since the start that waited too long for their turn.</summary>
    public long Timeouts => Interlocked.Read(ref TimeoutCount);
}

/// <summary>A counter with a cell per core: one shared cell would bounce between the cores on every call.</summary>
internal sealed class StripedCounter
{
    private const int CellsApart = 16; // 128 bytes: two cache lines, since neighbours are fetched in pairs
    private readonly long[] _cells = new long[(Mask + 2) * CellsApart];

    private static readonly int Mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;

    public void Increment() => Interlocked.Increment(ref _cells[((Thread.GetCurrentProcessorId() & Mask) + 1) * CellsApart]);

    public long Sum()
    {
        long sum = 0;
        for (var i = CellsApart; i < _cells.Length; i += CellsApart) sum += Interlocked.Read(ref _cells[i]);
        return sum;
    }
}
