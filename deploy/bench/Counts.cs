using System.Globalization;

namespace LoyaltyClub.Bench;

/// <summary>
/// The garbage collector's counts of one service, written to a file every 200 ms by <see cref="StartupHook"/>; for services that are
/// not timed.
/// </summary>
internal sealed class Counts(Options options)
{
    private readonly string file = Path.Combine(options.Work, $"counts-{Guid.NewGuid():N}");

    /// <summary>The environment for the service's start.</summary>
    public (string Name, string Value)[] Environment =>
        [("DOTNET_STARTUP_HOOKS", typeof(Counts).Assembly.Location), (StartupHook.Variable, file)];

    /// <summary>Bytes allocated; collections of generation 0, 1 and 2; milliseconds of their pauses.</summary>
    public async Task<double[]> Now()
    {
        await Task.Delay(500); // until they are written again
        return [.. (await File.ReadAllLinesAsync(file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
