using LoyaltyClub.Journal;
using LoyaltyClub.Readings;

namespace LoyaltyClub.Host.Commands;

/// <summary>
/// Empties the rows of members, so that the running service, or the next one to start, builds them again from the journal. Exit codes: 0
/// they are empty, 1 the store is away.
/// </summary>
internal static class RebuildMembers
{
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            var settings = Settings.Of(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
            await using var store = await Store.Open(settings.Store);
            await new MemberTables(store.Sql).Clear();
            await output.WriteLineAsync(
                "The member list is empty, and the service builds it again from the journal. The desk shows how far it is."
            );
            return 0;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreTooNewException or ArgumentException)
        {
            await errors.WriteLineAsync($"The store cannot be opened: {fault.Message}");
            return 1;
        }
    }
}
