namespace LoyaltyClub.Tests.Architecture;

/// <summary>Files that stay readable, and no folders for things without a name.</summary>
public class Tidiness
{
    private const int MostLines = 400,
        MostColumns = 140;

    /// <summary>Files with more lines, and why.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["tests/browser/DeskRooms.cs"] = "one table of the desk's pages and their states",
        ["silo/Encoding/EntryKinds.cs"] = "a row for each kind of entry",
        ["tests/browser/HostileTexts.cs"] = "one table of what each page is made to show",
        ["tests/silo/Domain/Members/NaiveModel.cs"] = "the whole club once more, in one piece and slowly",
        ["tests/silo/Domain/Members/NaiveModelTest.cs"] = "what the naive model is asked",
        ["tests/silo/Encoding/Codecs.cs"] = "a row for each field of each kind",
        ["tests/silo/Grains/Members/SentUpToThreeTimes.cs"] = "one law over every request there is",
        ["tests/portal/Till/Tills.cs"] = "one till's day",
        ["tests/portal/Desk/DeskBoard.cs"] = "one board, counted twice",
        ["tests/portal/Member/SigningInByPasskey.cs"] = "one authenticator's ways of lying",
        ["tests/portal/Desk/DeskAccess.cs"] = "one table of who may what",
        ["tests/portal/Desk/ProgrammeEditor.cs"] = "one draft from its beginning to its end",
    };

    private static readonly string[] Parts = ["silo", "api", "portal", "templates", "tests", "deploy"];
    private static readonly string[] Nameless = ["Common", "Shared", "Helpers", "Utils"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "LoyaltyClub.sln"))
            ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No LoyaltyClub.sln above the tests"));

    private static IEnumerable<string> Sources(string root) =>
        Parts
            .Select(part => Path.Combine(root, part))
            .Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    private static IEnumerable<string> Faults(string root, Dictionary<string, string> reasons)
    {
        var sources = Sources(root).ToArray();
        var lines = sources.ToDictionary(file => file, file => File.ReadLines(Path.Combine(root, file)).Count());
        foreach (var file in sources.Where(file => lines[file] > MostLines && !reasons.ContainsKey(file)))
        {
            yield return $"{file} has {lines[file]} lines";
        }

        foreach (var file in reasons.Keys.Where(file => lines.GetValueOrDefault(file) <= MostLines))
        {
            yield return $"{file} needs no reason any more";
        }

        foreach (var file in sources)
        {
            foreach (var number in LongLines(File.ReadAllLines(Path.Combine(root, file))))
            {
                yield return $"{file} line {number} has more than {MostColumns} columns";
            }
        }

        foreach (
            var folder in sources
                .SelectMany(file => file.Split('/')[..^1])
                .Distinct()
                .Where(name => Nameless.Contains(name, StringComparer.OrdinalIgnoreCase))
        )
        {
            yield return $"a folder named {folder}";
        }
    }

    /// <summary>Numbers of the lines that are too long. What stands in a text is as long as the text: it is not broken for this.</summary>
    private static IEnumerable<int> LongLines(string[] lines)
    {
        var inText = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var quotes = lines[i].Split("\"\"\"").Length - 1;
            if (lines[i].Length > MostColumns && !inText && !lines[i].Contains('"', StringComparison.Ordinal))
            {
                yield return i + 1;
            }

            inText ^= quotes % 2 == 1;
        }
    }

    [Fact]
    public void No_file_is_too_long_or_too_wide_without_a_reason_and_no_folder_has_no_name()
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
            foreach (
                var (file, lines) in new[]
                {
                    ("silo/Long.cs", 401),
                    ("silo/Fits.cs", 400),
                    ("silo/Known.cs", 500),
                    ("silo/Stale.cs", 10),
                    ("api/helpers/Thing.cs", 1),
                    ("silo/obj/Generated.cs", 900),
                    ("tests/obj/Long.cs", 900),
                }
            )
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
                File.WriteAllLines(Path.Combine(root, file), Enumerable.Repeat("//", lines));
            }
            var (fits, wide) = (new string('x', MostColumns), new string('x', MostColumns + 1));
            File.WriteAllLines(
                Path.Combine(root, "silo/Wide.cs"),
                [fits, wide, $"var text = \"{wide}\";", "var text = \"\"\"", wide, "\"\"\";", wide]
            );
            Faults(
                    root,
                    new()
                    {
                        ["silo/Known.cs"] = "one table",
                        ["silo/Stale.cs"] = "was long once",
                        ["silo/Gone.cs"] = "was there once",
                    }
                )
                .ShouldBe([
                    "silo/Long.cs has 401 lines",
                    "silo/Stale.cs needs no reason any more",
                    "silo/Gone.cs needs no reason any more",
                    $"silo/Wide.cs line 2 has more than {MostColumns} columns",
                    $"silo/Wide.cs line 7 has more than {MostColumns} columns",
                    "a folder named helpers",
                ]);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
