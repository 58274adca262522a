using LoyaltyClub.Host.Running;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Commands;

/// <summary>Runs the service until it is told to stop.</summary>
internal static class Serve
{
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the memory that only the start needed, once; without this it would stay until there is load.
    /// </summary>
    private static async Task GiveBack(CancellationToken stopping)
    {
        await Task.Delay(Started, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var app = await ClubHost.Build(args);
            var store = app.Services.GetRequiredService<IJournal>().Description;
            app.Lifetime.ApplicationStarted.Register(() =>
            {
                Console.WriteLine(
                    $"LoyaltyClub listens on {string.Join(", ", app.Urls)}; try it at {app.Urls.First()}/docs\nIts store is {store.Kind}, {store.Place}"
                );
                if (Https.Missing(app.Urls, app.Services.GetRequiredService<Settings>().Proxies) is { } missing)
                {
                    Console.WriteLine(missing);
                }
            });
            app.Lifetime.ApplicationStarted.Register(() => _ = GiveBack(app.Lifetime.ApplicationStopping));
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault)
            when (fault is StoreUnavailableException or StoreTooNewException or StoreInUseException or ArgumentException or IOException)
        {
            Console.Error.WriteLine($"Cannot start: {fault.Message}");
            return 1;
        }
    }
}
