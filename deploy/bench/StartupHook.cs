using System.Globalization;

/// <summary>
/// Runs inside the service when it is profiled (DOTNET_STARTUP_HOOKS) and writes what the collector has counted to a file. Needs nothing
/// but the framework.
/// </summary>
#pragma warning disable CA1050 // the runtime looks for it outside any namespace
internal static class StartupHook
#pragma warning restore CA1050
{
    public const string Variable = "LOYALTYCLUB_BENCH_COLLECTIONS";

    private static Timer? timer;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } file)
        {
            timer = new(_ => Write(file), null, 0, 200);
        }
    }

    private static void Write(string file)
    {
        double[] counts =
        [
            GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0) - GC.CollectionCount(1),
            GC.CollectionCount(1) - GC.CollectionCount(2),
            GC.CollectionCount(2),
            GC.GetTotalPauseDuration().TotalMilliseconds,
        ];
        File.WriteAllLines(file + ".new", counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));
        File.Move(file + ".new", file, overwrite: true);
    }
}
