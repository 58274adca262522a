using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>Every path that a page of the documentation names exists: a page is read by people who have just moved a file.</summary>
public partial class NamedPaths
{
    private static readonly string[] Parts = ["silo", "api", "portal", "templates", "tests", "deploy", ".vscode", ".ci"];

    /// <summary>Named, and not in the repository: each with the reason.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["deploy/club.env"] = "filled in by the operator",
        ["appsettings.json"] = "an operator's own",
    };

    /// <summary>Every page of the documentation: a Markdown file outside of build folders and hidden folders.</summary>
    private static IEnumerable<string> Pages(string root) =>
        Directory
            .EnumerateFiles(root, "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !BuildFolder().IsMatch("/" + file))
            .Order(StringComparer.Ordinal);

    /// <summary>The paths in a page's inline code, images and links; commands, addresses and places to fill in are none.</summary>
    private static IEnumerable<string> Paths(string text)
    {
        var prose = Fence().Replace(text, "");
        return InlineCode()
            .Matches(prose)
            .Concat(Link().Matches(prose))
            .Select(match => match.Groups[1].Value)
            .Where(path => IsPath().IsMatch(path))
            .Where(path => SourceFile().IsMatch(path) || (path.Contains('/') && Parts.Contains(path.Split('/')[0])))
            .Distinct();
    }

    /// <summary>
    /// A path is from the root or from the page's folder; a bare name is of a file anywhere below the page's folder. A star stands for any
    /// part of a name.
    /// </summary>
    private static bool Exists(string root, string page, string path)
    {
        var folder = Path.GetDirectoryName(Path.Combine(root, page))!;
        if (!path.Contains('/'))
        {
            return Directory.EnumerateFiles(folder, path, SearchOption.AllDirectories).Any();
        }

        return new[] { root, folder }.Any(from =>
        {
            var full = Path.GetFullPath(Path.Combine(from, path));
            var parent = Path.GetDirectoryName(full)!;
            return full.Contains('*')
                ? Directory.Exists(parent) && Directory.EnumerateFileSystemEntries(parent, Path.GetFileName(full)).Any()
                : File.Exists(full) || Directory.Exists(full);
        });
    }

    private static IEnumerable<string> Faults(string root) =>
        from page in Pages(root)
        from path in Paths(File.ReadAllText(Path.Combine(root, page)))
        where !Elsewhere.ContainsKey(path) && !Exists(root, page, path)
        select $"{page} names {path}";

    [Fact]
    public void In_every_page_of_the_documentation_exist()
    {
        Pages(Tidiness.Root).Count().ShouldBeGreaterThan(12);
        Pages(Tidiness.Root).Sum(page => Paths(File.ReadAllText(Path.Combine(Tidiness.Root, page))).Count()).ShouldBeGreaterThan(200);
        Faults(Tidiness.Root).ShouldBeEmpty();
    }

    [Fact]
    public void No_page_leads_out_of_the_repository() =>
        Pages(Tidiness.Root)
            .Where(page => File.ReadAllText(Path.Combine(Tidiness.Root, page)).Contains("../shared", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void The_guard_finds_what_is_planted()
    {
        var root = Directory.CreateTempSubdirectory("paths").FullName;
        try
        {
            foreach (var file in new[] { "silo/Domain/Lots.cs", "silo/Domain/Rules.json", "api/Check.cs", "artifacts/Old.md" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
                File.WriteAllText(Path.Combine(root, file), "`silo/Gone.cs`");
            }
            File.WriteAllText(
                Path.Combine(root, "silo/README.md"),
                """
                `Domain/Lots.cs`, `Lots.cs`, `Domain/*.json`, `../api/Check.cs`, `api/Check.cs`, `silo/Domain`, `deploy/club.env` are there.
                `GET /v1/card.json`, `{id}.json`, `dotnet test x.cs` are no paths.
                `Check.cs`, `Domain/Gone.cs`, `Domain/*.sql`, `silo/Host`, `../README.md`, [a page](Missing.md), <img src="portal/card.png"> are not.
                ```
                `silo/In/A/Block.cs`
                ```
                """
            );
            Faults(root)
                .ShouldBe([
                    "silo/README.md names Check.cs",
                    "silo/README.md names Domain/Gone.cs",
                    "silo/README.md names Domain/*.sql",
                    "silo/README.md names silo/Host",
                    "silo/README.md names ../README.md",
                    "silo/README.md names Missing.md",
                    "silo/README.md names portal/card.png",
                ]);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    [GeneratedRegex("/(artifacts|bin|obj|node_modules|\\.[^/]+)/")]
    private static partial Regex BuildFolder();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("(?:\\]\\(|src=\")(?!https?:)([^)\"]+)")]
    private static partial Regex Link();

    [GeneratedRegex("^[A-Za-z0-9._*/-]*[A-Za-z][A-Za-z0-9._*/-]*$")]
    private static partial Regex IsPath();

    [GeneratedRegex("^[^/].*\\.(cs|csproj|cshtml|md|json|sql|css|js|txt|html|http|yaml|service|sln|props|png)$")]
    private static partial Regex SourceFile();
}
