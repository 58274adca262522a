using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Host;

/// <summary>
/// Prints the first admin key, and the link for the desk's first admin until there is an admin. Runs only where HTTP is served, because
/// the key is shown once and a command must not use that up.
/// </summary>
internal sealed class FirstKey(
    KeyRing keys,
    IGrainFactory grains,
    ISeals seals,
    Settings settings,
    IExceptionRefusals refusals,
    IHostApplicationLifetime life
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await keys.FirstAdminKey(settings.AdminKey) is { } key)
        {
            Console.WriteLine($"Admin key, shown this once: {key}");
        }

        life.ApplicationStarted.Register(() => _ = FirstAdmin());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The link is the same in every process and at every start until it has been used.</summary>
    private async Task FirstAdmin()
    {
        try
        {
            if (await grains.GetGrain<IStaffGrain>(ClubKey.Value).WantsFirst())
            {
                Console.WriteLine(
                    $"The desk has no admin yet; this makes one: {settings.Urls!.Split(';')[0]}{await FirstAdminLink.Path(seals)}"
                );
            }
        }
        catch (Exception fault) when (refusals.Of(fault) is not null)
        {
            Console.WriteLine($"It is unknown whether the desk has an admin: {fault.Message}");
        }
    }
}
