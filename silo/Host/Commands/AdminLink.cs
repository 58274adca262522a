using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Running;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Host.Commands;

/// <summary>
/// Prints a new link for an admin who has lost phone and recovery codes and has no other admin to ask. Access to the store is the
/// proof of authority. Exit codes: 0 the link is printed, 2 no such admin, 1 the store is away.
/// </summary>
internal static class AdminLink
{
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (
            args is not [var email, .. var rest]
            || email.StartsWith('-')
            || rest.Any(setting => !setting.StartsWith("--Club", StringComparison.OrdinalIgnoreCase))
        )
        {
            await errors.WriteLineAsync("LoyaltyClub admin-link EMAIL");
            return 2;
        }

        try
        {
            await using var club = await CommandClub.Open(CommandClub.Quiet(rest));
            var link = club.Service is { } service
                ? await LocalDoor.AdminLink(service, email)
                : await NewAdminLink.Make(club.Get<IGrainFactory>(), club.Get<ISecurityLog>(), email);
            if (link is not var (name, path))
            {
                await errors.WriteLineAsync($"No admin of the desk has the e-mail {email}.");
                return 2;
            }
            await output.WriteLineAsync(
                $"The credentials of {name} are void and their sessions have ended. This link sets up new credentials, once, within three days:"
            );
            await output.WriteLineAsync(club.Settings.Urls!.Split(';')[0] + path);
            return 0;
        }
        catch (Exception fault)
            when (fault is StoreUnavailableException or StoreTooNewException or StoreInUseException or ArgumentException)
        {
            await errors.WriteLineAsync($"The store cannot be opened: {fault.Message}");
            return 1;
        }
    }
}
