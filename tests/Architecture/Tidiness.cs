namespace LoyaltyClub.Tests.Architecture;

/// <summary>Files that stay readable, and no folders for things without a name.</summary>
public class Tidiness
{
    private const int MostLines = 300;

    /// <summary>Files over 300 lines, and why.</summary>
    private static readonly Dictionary<string, string> Reasons = [];

    private static readonly string[] Parts = ["silo", "api"];
    private static readonly string[] Nameless = ["Common", "Shared", "Helpers", "Utils"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "LoyaltyClub.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No LoyaltyClub.sln above the tests"));

    private static IEnumerable<string> Sources(string root) =>
        Parts.Select(part => Path.Combine(root, part)).Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    private static IEnumerable<string> Faults(string root, Dictionary<string, string> reasons)
    {
        var sources = Sources(root).ToArray();
        var lines = sources.ToDictionary(file => file, file => File.ReadLines(Path.Combine(root, file)).Count());
        foreach (var file in sources.Where(file => lines[file] > MostLines && !reasons.ContainsKey(file)))
            yield return $"{file} has {lines[file]} lines";
        foreach (var file in reasons.Keys.Where(file => lines.GetValueOrDefault(file) <= MostLines))
            yield return $"{file} needs no reason any more";
        foreach (var folder in sources.SelectMany(file => file.Split('/')[..^1]).Distinct().Where(name => Nameless.Contains(name, StringComparer.OrdinalIgnoreCase)))
            yield return $"a folder named {folder}";
    }

    [Fact]
    public void No_file_has_more_than_300_lines_without_a_reason_and_no_folder_has_no_name()
    {
        Sources(Root).Count().ShouldBeGreaterThan(80);
        Faults(Root, Reasons).ShouldBeEmpty();
    }

    [Fact]
    public void The_guard_finds_what_is_planted()
    {
        var root = Directory.CreateTempSubdirectory("tidiness").FullName;
        try
        {
            foreach (var (file, lines) in new[] { ("silo/Long.cs", 301), ("silo/Fits.cs", 300), ("silo/Known.cs", 400), ("silo/Stale.cs", 10), ("api/helpers/Thing.cs", 1), ("silo/obj/Generated.cs", 900), ("tests/Long.cs", 900) })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
                File.WriteAllLines(Path.Combine(root, file), Enumerable.Repeat("//", lines));
            }
            Faults(root, new() { ["silo/Known.cs"] = "one table", ["silo/Stale.cs"] = "was long once", ["silo/Gone.cs"] = "was there once" })
                .ShouldBe(["silo/Long.cs has 301 lines", "silo/Stale.cs needs no reason any more", "silo/Gone.cs needs no reason any more", "a folder named helpers"]);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
