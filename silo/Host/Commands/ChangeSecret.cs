using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Running;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Commands;

/// <summary>
/// Changes the club's secret, for a routine or because somebody may have read the store. Exit codes: 0 it is changed, 2 the days are no
/// number from 0 to 400, 1 the store is away.
/// </summary>
internal static class ChangeSecret
{
    /// <summary>A claim on paper is good for as long, and every phone has been there by then.</summary>
    private const int Days = 30,
        MostDays = 400;

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        var days = Days;
        var rest = args is [var first, .. var others] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out days)
            ? others
            : args;
        if (days > MostDays || rest.Any(setting => !setting.StartsWith("--Club", StringComparison.OrdinalIgnoreCase)))
        {
            await errors.WriteLineAsync($"LoyaltyClub change-secret [DAYS], from 0 to {MostDays}; {Days} if it is left out");
            return 2;
        }

        try
        {
            await using var club = await CommandClub.Open(CommandClub.Quiet(rest));
            var until = TimeProvider.System.GetUtcNow().AddDays(rest.Length == args.Length ? Days : days);
            if (club.Service is { } service)
            {
                await LocalDoor.ChangeSecret(service, until);
            }
            else
            {
                await club.Get<Cards>().Change(until, AuditLine.CommandLine);
            }

            await output.WriteLineAsync(
                $"The club has a new secret. What the former one has signed is taken until {Instants.Text(until)}. Printed cards stay good."
            );
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
