namespace LoyaltyClub.Tests;

/// <summary>Paths of the repository and the shared data, found upwards from the tests' folder.</summary>
public static class Repository
{
    public static string Root { get; } =
        Upwards(folder => File.Exists(Path.Combine(folder, "LoyaltyClub.sln")))
        ?? throw new InvalidOperationException("The tests do not run inside the project.");

    /// <summary>A file of the folder <c>shared/data</c> beside the repository, or null if it is missing.</summary>
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
