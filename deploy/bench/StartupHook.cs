using System.Globalization;

/// <summary>
/// Runs inside a profiled service (DOTNET_STARTUP_HOOKS) and writes the garbage collector's counts to a file. Depends on the framework
/// only.
/// </summary>
#pragma warning disable CA1050 // the runtime expects it outside of any namespace
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
