using System.Reflection;
using System.Xml.Linq;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>
/// Promise 15: no rule reads the machine's clock, culture or random numbers. The compiler refuses the symbols of
/// BannedSymbols.txt; here, that it is asked to, that each line names something, and that the built domain uses none.
/// </summary>
public class BannedSymbols
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Tidiness.Root, "silo/Domain/BannedSymbols.txt"));

    public static TheoryData<string> Symbols => [.. Lines.Select(line => line.Split(';')[0])];

    private static Type? Find(string name) =>
        Type.GetType(name)
        ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null)
        ?? Assembly.Load("System.Security.Cryptography").GetType(name);

    [Fact]
    public void The_list_is_wired_into_the_domains_build()
    {
        var project = XDocument.Load(Path.Combine(Tidiness.Root, "silo/Domain/LoyaltyClub.Domain.csproj"));
        project.Descendants("AdditionalFiles").Select(file => (string?)file.Attribute("Include")).ShouldBe(["BannedSymbols.txt"]);
        project
            .Descendants("PackageReference")
            .Select(package => (string?)package.Attribute("Include"))
            .ShouldBe(["Microsoft.CodeAnalysis.BannedApiAnalyzers"]);
        XDocument
            .Load(Path.Combine(Tidiness.Root, "Directory.Build.props"))
            .Descendants("TreatWarningsAsErrors")
            .ShouldHaveSingleItem()
            .Value.ShouldBe("true");
        File.ReadAllText(Path.Combine(Tidiness.Root, ".editorconfig")).ShouldNotContain("RS0030");
        Directory
            .EnumerateFiles(Path.Combine(Tidiness.Root, "silo/Domain"), "*.cs", SearchOption.AllDirectories)
            .ShouldAllBe(file => !File.ReadAllText(file).Contains("RS0030"));
    }

    [Theory]
    [InlineData("System.DateTime.Now")]
    [InlineData("System.DateTime.UtcNow")]
    [InlineData("System.DateTime.Today")]
    [InlineData("System.DateTimeOffset.Now")]
    [InlineData("System.DateTimeOffset.UtcNow")]
    [InlineData("System.TimeZoneInfo.Local")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.Random")]
    [InlineData("System.Guid.NewGuid")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("System.Environment")]
    [InlineData("System.Threading.Tasks.Task")]
    [InlineData("System.IO")]
    [InlineData("System.Net")]
    [InlineData("System.Double")]
    public void The_list_names(string symbol) => Lines.ShouldContain(line => line.Substring(2).StartsWith(symbol + ";"));

    [Theory, MemberData(nameof(Symbols))]
    public void Each_line_names_something_that_there_is(string symbol) => Names(symbol).ShouldBeTrue();

    [Fact]
    public void A_line_with_a_slip_names_nothing()
    {
        foreach (
            var slip in new[]
            {
                "P:System.DateTime.Nov",
                "T:System.Rundom",
                "M:System.Guid.MakeGuid",
                "N:System.OI",
                "P:System.Guid.NewGuid",
            }
        )
        {
            Names(slip).ShouldBeFalse(slip);
        }
    }

    private static bool Names(string symbol)
    {
        var name = symbol[2..];
        var (type, member) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..].Split('(')[0]);
        return symbol[0] switch
        {
            'T' => Find(name) is not null,
            'P' => Find(type)?.GetProperty(member) is not null,
            'M' => Find(type)?.GetMethods().Any(method => method.Name == member) == true,
            'N' => AppDomain
                .CurrentDomain.GetAssemblies()
                .SelectMany(assembly => assembly.GetExportedTypesOrNone())
                .Any(one => one.Namespace == name),
            _ => false,
        };
    }

    [Fact]
    public void The_built_domain_uses_none_of_them_and_the_check_finds_them_elsewhere()
    {
        Used(AssemblyFacts.Of(typeof(Decider).Assembly)).ShouldBeEmpty();
        var grains = Used(AssemblyFacts.Of(LoyaltyClub.Grains.GrainRegistration.Assembly)).ToArray();
        grains.ShouldContain("T:System.TimeProvider");
        grains.ShouldContain("T:System.Security.Cryptography.RandomNumberGenerator");
        Used(AssemblyFacts.Of(typeof(LoyaltyClub.Journal.Store).Assembly)).ShouldContain("N:System.IO");
        var tests = Used(AssemblyFacts.Of(typeof(BannedSymbols).Assembly)).ToArray();
        tests.ShouldContain("P:System.Globalization.CultureInfo.CurrentCulture");
        tests.ShouldContain("M:System.Guid.NewGuid");
    }

    /// <summary>
    /// The compiler's check does not see the keywords double and float, so the signatures and variables of the built domain are read.
    /// </summary>
    [Fact]
    public void The_built_domain_has_no_binary_float_and_the_check_finds_them_elsewhere()
    {
        Floats(typeof(Decider).Assembly.GetTypes()).ShouldBeEmpty();
        Floats([typeof(Planted)]).ShouldBe(["Fields", "Given", "Taken", "Inside"], ignoreOrder: true);
    }

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static IEnumerable<string> Floats(IEnumerable<Type> types) =>
        types
            .SelectMany(type => type.GetMembers(All))
            .Where(member =>
                member switch
                {
                    FieldInfo field => IsFloat(field.FieldType),
                    MethodBase method => method.GetParameters().Any(parameter => IsFloat(parameter.ParameterType))
                        || (method is MethodInfo { ReturnType: var result } && IsFloat(result))
                        || method.GetMethodBody()?.LocalVariables.Any(variable => IsFloat(variable.LocalType)) == true,
                    _ => false,
                }
            )
            .Select(member => member.Name);

    private static bool IsFloat(Type type) =>
        type == typeof(double)
        || type == typeof(float)
        || type == typeof(Half)
        || (type.HasElementType ? IsFloat(type.GetElementType()!) : type.GetGenericArguments().Any(IsFloat));

#pragma warning disable CS0649, CA1823, CS0169, IDE0051 // Planted, never used.
    private static class Planted
    {
        private static readonly List<float[]>? Fields;

        private static double? Given() => null;

        private static void Taken(in double taken) => GC.KeepAlive(taken);

        private static long Inside(long many)
        {
            var half = many / 2.0;
            return half > 3 ? (long)half : (long)(half * half);
        }
    }
#pragma warning restore CS0649, CA1823, CS0169, IDE0051

    private static IEnumerable<string> Used(AssemblyFacts facts) =>
        Lines
            .Select(line => line.Split(';')[0])
            .Where(symbol =>
            {
                var name = symbol[2..];
                var dot = name.LastIndexOf('.');
                return symbol[0] switch
                {
                    // The compiler's own iterators ask for the thread's number.
                    'T' => facts.Types.Contains(name)
                        && !facts
                            .Members.Where(member => member.StartsWith(name + ".", StringComparison.Ordinal))
                            .SequenceEqual(["System.Environment.get_CurrentManagedThreadId"]),
                    'P' => facts.Members.Contains($"{name[..dot]}.get_{name[(dot + 1)..]}"),
                    'M' => facts.Members.Contains(name.Split('(')[0]),
                    'N' => facts.TypesIn(name).Any(),
                    _ => throw new InvalidOperationException(symbol),
                };
            });
}

internal static class ExportedTypes
{
    public static IEnumerable<Type> GetExportedTypesOrNone(this Assembly assembly)
    {
        try
        {
            return assembly.IsDynamic ? [] : assembly.GetExportedTypes();
        }
        catch (Exception exception) when (exception is FileNotFoundException or TypeLoadException or ReflectionTypeLoadException)
        {
            return [];
        }
    }
}
