using System.Reflection;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>The table of OWASP ASVS is whole, and each file and test that it names exists.</summary>
public partial class AsvsTable
{
    private const int Rows = 253,
        OfLevel1 = 70;

    /// <summary>Of the applicable rows of level 2 that must be satisfied.</summary>
    private const double ShareOfLevel2 = 0.95;

    /// <summary>Test classes of the browser project, which this one does not reference, and of the security log.</summary>
    private static readonly string[] Elsewhere = ["HostileTexts", "EveryPage", "WithoutNetwork"];

    private sealed record Row(string Id, string Level, string State, string Subject, string Where, string Test)
    {
        public bool Applies => State != "n.a.";
    }

    private static Row[] Read(string page) =>
        [
            .. page.Split('\n')
                .Where(line => RowStart().IsMatch(line))
                .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])),
        ];

    private static IEnumerable<string> Faults(Row[] rows, string root)
    {
        foreach (var twice in rows.GroupBy(row => row.Id).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key} stands twice";
        }

        foreach (var row in rows)
        {
            if (row.State is not ("yes" or "no" or "n.a.") || row.Level is not ("1" or "2") || row.Subject.Length < 4)
            {
                yield return $"{row.Id} is {row.State} of level {row.Level}: {row.Subject}";
            }

            if (row.State == "no" && (row.Level == "1" || row.Subject.Length < 40))
            {
                yield return $"{row.Id} is not satisfied, without a reason or of level 1";
            }

            if (row.State == "yes" && row.Where == "–")
            {
                yield return $"{row.Id} is satisfied nowhere";
            }

            foreach (var path in Code().Matches(row.Where).Select(match => match.Groups[1].Value))
            {
                if (!File.Exists(Path.Combine(root, path)) && !Directory.Exists(Path.Combine(root, path)))
                {
                    yield return $"{row.Id} names {path}";
                }
            }

            if (row.Test != "–" && !IsTest(row.Test.Trim('`')))
            {
                yield return $"{row.Id} names the test {row.Test}";
            }
        }

        var level2 = rows.Where(row => row.Level == "2" && row.Applies).ToArray();
        if (level2.Count(row => row.State == "yes") < ShareOfLevel2 * level2.Length)
        {
            yield return $"of level 2 only {level2.Count(row => row.State == "yes")} of {level2.Length} are satisfied";
        }
    }

    private static bool IsTest(string name)
    {
        var parts = name.Split('.');
        return Elsewhere.Contains(parts[0])
            || Assembly
                .GetExecutingAssembly()
                .GetTypes()
                .Any(type =>
                    type.Name == parts[0]
                    && (
                        parts is [_]
                            ? Methods(type).Any(IsFact)
                            : parts is [_, var method] && Methods(type).Any(one => one.Name == method && IsFact(one))
                    )
                );

        static MethodInfo[] Methods(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static);
        static bool IsFact(MethodInfo method) => method.GetCustomAttributes<FactAttribute>().Any();
    }

    private static Row[] OfThePage() => Read(File.ReadAllText(Path.Combine(Tidiness.Root, "deploy/asvs.md")));

    [Fact]
    public void Has_every_row_and_names_what_exists()
    {
        var rows = OfThePage();
        (rows.Length, rows.Count(row => row.Level == "1")).ShouldBe((Rows, OfLevel1));
        Faults(rows, Tidiness.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Its_summary_counts_its_rows()
    {
        var page = File.ReadAllText(Path.Combine(Tidiness.Root, "deploy/asvs.md"));
        foreach (var level in Read(page).GroupBy(row => row.Level))
        {
            int Count(string state) => level.Count(row => row.State == state);
            page.ShouldContain($"| {level.Key} | {Count("yes")} | {Count("no")} | {Count("n.a.")} |");
        }
    }

    [Fact]
    public void The_guard_finds_what_is_planted()
    {
        var planted = Read(
            """
            | 1.1.1 | 1 | no | something that is not there and has its reason here | `README.md` | – |
            | 1.1.2 | 2 | yes | something | `no/such/file.cs` | `AsvsTable.No_such_test` |
            | 1.1.2 | 2 | yes | something | – | `NoSuchClass` |
            | 1.1.3 | 2 | perhaps | something | `README.md` | `AsvsTable.The_guard_finds_what_is_planted` |
            """
        );
        planted.Length.ShouldBe(4);
        Faults(planted, Tidiness.Root).Count().ShouldBe(8);
    }

    [GeneratedRegex(@"^\| \d+\.\d+\.\d+ \|")]
    private static partial Regex RowStart();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
