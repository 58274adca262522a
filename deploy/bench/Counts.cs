using System.Globalization;

namespace LoyaltyClub.Bench;

/// <summary>
/// What the collector of one service counts, written to a file every 200 ms by <see cref="StartupHook"/>: in a service whose time is not
/// measured.
/// </summary>
internal sealed class Counts(Options options)
{
    private readonly string file = Path.Combine(options.Work, $"counts-{Guid.NewGuid():N}");

    /// <summary>With which the service is to be started.</summary>
    public (string Name, string Value)[] Environment =>
        [("DOTNET_STARTUP_HOOKS", typeof(Counts).Assembly.Location), (StartupHook.Variable, file)];

    /// <summary>Bytes allocated; collections of generation 0, 1 and 2; milliseconds that everything stood still for them.</summary>
    public async Task<double[]> Now()
    {
        await Task.Delay(500); // until they are written again
        return [.. (await File.ReadAllLinesAsync(file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
