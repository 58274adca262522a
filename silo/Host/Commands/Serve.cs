using LoyaltyClub.Host.Running;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Host.Commands;

/// <summary>Runs the service until it is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var app = await ClubHost.Build(args);
            var store = app.Services.GetRequiredService<IJournal>().Description;
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(
                $"LoyaltyClub listens on {string.Join(", ", app.Urls)}; try it at {app.Urls.First()}/docs\nIts store is {store.Kind}, {store.Place}"));
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreTooNewException or StoreInUseException or ArgumentException or IOException)
        {
            Console.Error.WriteLine($"Cannot start: {fault.Message}");
            return 1;
        }
    }
}
