using System.Diagnostics;
using System.Globalization;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Commands;

/// <summary>Checks the journal. Exit codes: 0 it is intact, 1 it is broken or the store is away.</summary>
internal static class Verify
{
    public static async Task<int> Run(string[] args)
    {
        try
        {
            return await Check(args);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreTooNewException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"The store cannot be read: {fault.Message}");
            return 1;
        }
    }

    private static async Task<int> Check(string[] args)
    {
        var settings = Settings.Of(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
        await using var store = await Store.Open(settings.Store);
        var (watch, entries, broken) = (Stopwatch.StartNew(), 0L, 0);
        await foreach (var fault in store.Journal.Verify(new Latest(read => entries = read)))
        {
            broken++;
            Console.WriteLine($"BROKEN {fault.Stream} entry {fault.Version}: {fault.What}");
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{entries} entries read in {watch.Elapsed.TotalSeconds:0.0} s; {(broken == 0 ? "every link holds" : $"{broken} broken")}"
            )
        );
        return broken == 0 ? 0 : 1;
    }

    /// <summary>Reports on the reading thread, unlike <see cref="Progress{T}"/>, whose last report may come late.</summary>
    private sealed class Latest(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
