using LoyaltyClub.Grains;

namespace LoyaltyClub.Host;

/// <summary>Prints the first admin key, where doors open that need one: a command that starts none must not use up the one time that it is shown.</summary>
internal sealed class FirstKey(KeyRing keys, Settings settings) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await keys.FirstAdminKey(settings.AdminKey) is { } key)
            Console.WriteLine($"Admin key, shown this once: {key}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
