using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Import;
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
    /// <summary>Of a key that somebody has chosen.</summary>
    private const int FewestCharacters = 32;

    /// <summary>Before the store is opened, so that a start with such a key leaves nothing behind.</summary>
    /// <exception cref="ArgumentException">The key of the settings can be guessed, or no request can carry it.</exception>
    public static void Check(string? key)
    {
        if (key is not null && (key.Length < FewestCharacters || !key.All(character => character is > ' ' and <= '~')))
        {
            throw new ArgumentException(
                $"Club__AdminKey needs {FewestCharacters} letters, digits or signs without spaces, such as those of openssl rand -hex 32."
            );
        }
    }

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
                    $"The desk has no admin yet; this makes one: {new Uri(ServiceAddress.Local(settings.Urls!.Split(';')), await FirstAdminLink.Path(seals))}"
                );
            }
        }
        catch (Exception fault) when (refusals.Of(fault) is not null)
        {
            Console.WriteLine($"It is unknown whether the desk has an admin: {fault.Message}");
        }
    }
}
