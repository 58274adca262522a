using System.Reflection;
using System.Text.Json;
using LoyaltyClub.Background;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Readings;
using Directory = System.IO.Directory;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>
/// Bytes that a release wrote, of every kind that is kept for years, and what they say: a folder for each release. A journal
/// is read for ever, so these files are never changed and never removed.
/// </summary>
public class GoldenJournals
{
    /// <summary>
    /// The release that is made now: another name asks for the bytes of every kind anew, beside those of the releases before.
    /// </summary>
    private const string Release = "2026-11";

    private const string Advice =
        "These bytes stand in journals. A layout never changes: a new one is a new kind, read beside the old. "
        + "Only if they say the same by another name, say it so in the file's \"reads\" by hand; \"written\" stays.";

    private static readonly string Golden = Path.Combine(Repository.Root, "tests/silo/Encoding/golden");

    /// <summary>A file of each release and kind.</summary>
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Golden, "*.json", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Golden, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void Every_kind_has_its_file_in_the_release_that_is_made_now()
    {
        var missing = Missing(GoldenKind.All.Select(kind => kind.Name), Path.Combine(Golden, Release));
        if (Recorded.Writes("golden"))
        {
            foreach (var kind in GoldenKind.All.Where(kind => missing.Contains(kind.Name)))
            {
                Write(kind);
            }
        }
        else
        {
            missing.ShouldBeEmpty($"Record what is written of them now: {Recorded.Command("golden", nameof(GoldenJournals))}");
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_a_release_wrote_is_read_as_it_was_meant(string file)
    {
        var kind = GoldenKind
            .All.SingleOrDefault(kind => kind.Name == Path.GetFileNameWithoutExtension(file))
            .ShouldNotBeNull($"{file} is of a kind that nobody reads any more. {Advice}");
        var recorded = File.ReadAllText(Path.Combine(Golden, file));
        var written = GoldenText.Written(recorded, kind.IsText);
        written.ShouldNotBeEmpty();
        GoldenText.Of(kind, written).ShouldBe(recorded, Advice);
    }

    /// <summary>Bytes that differ from the recorded ones in one place are read otherwise or not at all.</summary>
    [Theory, MemberData(nameof(Files))]
    public void The_comparison_sees_another_number(string file)
    {
        var kind = GoldenKind.All.Single(kind => kind.Name == Path.GetFileNameWithoutExtension(file));
        var recorded = File.ReadAllText(Path.Combine(Golden, file));
        var said = recorded.LastIndexOf("\"reads\"", StringComparison.Ordinal);
        var digit = recorded.AsSpan(said).LastIndexOfAnyInRange('0', '9');
        if (digit < 0)
        {
            return; // says nothing but its kind
        }

        var other = recorded[said + digit] == '1' ? '2' : '1';
        var changed = string.Concat(recorded.AsSpan(0, said + digit), other.ToString(), recorded.AsSpan(said + digit + 1));
        GoldenText.Of(kind, GoldenText.Written(changed, kind.IsText)).ShouldNotBe(changed);
    }

    [Fact]
    public void Every_kind_of_entry_and_whatever_the_grains_read_from_the_store_is_among_the_kinds()
    {
        // The board can be counted again from the journal and the rows of members be built again; a cursor lives as long as a page.
        HashSet<Type> known =
        [
            .. GoldenKind.All.Select(kind => kind.Type),
            typeof(BoardState),
            typeof(MemberRows.Progress),
            typeof(MemberList.Cursor),
        ];
        Entries.ShouldBeSubsetOf(known);
        foreach (var assembly in new[] { GrainRegistration.Assembly, typeof(BackgroundRegistration).Assembly, typeof(BoardState).Assembly })
        {
            ReadAsJson(assembly).ShouldBeSubsetOf(known);
            KeptIn(typeof(DocumentStore<>), assembly).ShouldBeSubsetOf(known);
            KeptIn(typeof(IPersistentState<>), assembly).ShouldBeSubsetOf(known);
        }
    }

    [Fact]
    public void A_kind_that_is_not_among_them_or_has_no_file_is_found()
    {
        Entries.Length.ShouldBeGreaterThan(15);
        ReadAsJson(GrainRegistration.Assembly).Count().ShouldBeGreaterThan(8);
        KeptIn(typeof(DocumentStore<>), GrainRegistration.Assembly).Count().ShouldBeGreaterThan(2);
        KeptIn(typeof(IPersistentState<>), GrainRegistration.Assembly).Count().ShouldBeGreaterThan(2);
        ReadAsJson(typeof(GoldenJournals).Assembly).ShouldContain(typeof(PlantedLine));
        KeptIn(typeof(DocumentStore<>), typeof(GoldenJournals).Assembly).ShouldBe([typeof(PlantedLine)]);
        KeptIn(typeof(IPersistentState<>), typeof(GoldenJournals).Assembly).ShouldBe([typeof(PlantedLine)]);
        Missing([.. GoldenKind.All.Select(kind => kind.Name), "entry.Planted"], Path.Combine(Golden, Release)).ShouldBe(["entry.Planted"]);
        Missing(["entry.Erased"], Path.Combine(Golden, "1999-12")).ShouldBe(["entry.Erased"]);
    }

    private static Type[] Entries => [.. typeof(Entry).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Entry)))];

    private static string[] Missing(IEnumerable<string> kinds, string folder) =>
        [.. kinds.Where(kind => !File.Exists(Path.Combine(folder, kind + ".json")))];

    private static void Write(GoldenKind kind)
    {
        Directory.CreateDirectory(Path.Combine(Golden, Release));
        using var file = new StreamWriter(new FileStream(Path.Combine(Golden, Release, kind.Name + ".json"), FileMode.CreateNew));
        file.Write(GoldenText.Of(kind, kind.Write()));
    }

    /// <summary>The types that an assembly's methods have read from JSON, by the calls in its metadata.</summary>
    private static IEnumerable<Type> ReadAsJson(Assembly assembly) =>
        Instantiations(assembly)
            .Where(method => method.DeclaringType == typeof(JsonSerializer) && method.Name == nameof(JsonSerializer.Deserialize))
            .Select(method => method.GetGenericArguments()[0])
            .Where(type => type != typeof(Unknown))
            .Distinct();

    private static IEnumerable<MethodInfo> Instantiations(Assembly assembly)
    {
        const int table = 0x2B000000;
        Type[] unknown = [.. Enumerable.Repeat(typeof(Unknown), 8)];
        for (var row = 1; ; row++)
        {
            MethodInfo? method = null;
            try
            {
                method = assembly.ManifestModule.ResolveMethod(table | row, unknown, unknown) as MethodInfo;
            }
            catch (ArgumentOutOfRangeException)
            {
                yield break;
            }
            catch (Exception fault) when (fault is ArgumentException or TypeLoadException or BadImageFormatException)
            {
                // Its constraints hold for no unknown type: not of the serializer, which has none.
            }
            if (method is not null)
            {
                yield return method;
            }
        }
    }

    /// <summary>Of what a generic type is made in fields and constructors.</summary>
    private static IEnumerable<Type> KeptIn(Type generic, Assembly assembly)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return assembly
            .GetTypes()
            .SelectMany(type =>
                type.GetFields(all)
                    .Select(field => field.FieldType)
                    .Concat(
                        type.GetConstructors(all)
                            .SelectMany(constructor => constructor.GetParameters())
                            .Select(parameter => parameter.ParameterType)
                    )
            )
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == generic)
            .Select(type => type.GetGenericArguments()[0])
            .Where(type => !type.IsGenericParameter)
            .Distinct();
    }

    private sealed class Unknown;

    private sealed record PlantedLine(string Code);

#pragma warning disable CS9113 // Planted, never used.
    private sealed class PlantedGrain(IPersistentState<PlantedLine> state)
    {
        private readonly DocumentStore<PlantedLine>? documents = Read([]) is null ? null : new(null!, null!, "", new(""));

        public override string? ToString() => documents?.State.Code;

        private static PlantedLine? Read(byte[] data) => JsonSerializer.Deserialize<PlantedLine>(data);
    }
#pragma warning restore CS9113
}
