namespace LoyaltyClub.Tests;

/// <summary>Where the project and the shared data lie, looked for upwards from the tests.</summary>
public static class Repository
{
    public static string Root { get; } =
        Upwards(folder => File.Exists(Path.Combine(folder, "LoyaltyClub.sln")))
        ?? throw new InvalidOperationException("The tests do not run inside the project.");

    /// <summary>A file of the folder <c>shared/data</c> beside the repository, or null without that folder.</summary>
    public static string? SharedData(params string[] path) =>
        Path.Combine([Path.GetDirectoryName(Root)!, "shared", "data", .. path]) is var file && File.Exists(file) ? file : null;

    private static string? Upwards(Predicate<string> found)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (found(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
