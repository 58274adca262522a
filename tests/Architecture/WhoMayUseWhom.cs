using System.Reflection;
using System.Xml.Linq;
using LoyaltyClub.Api;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>The architecture's rules on the assemblies as built. Each rule is shown to fail on an assembly that breaks it.</summary>
public class WhoMayUseWhom
{
    private static Assembly Named(string name) =>
        name switch
        {
            "Domain" => typeof(Decider).Assembly,
            "Contracts" => typeof(LoyaltyClub.Contracts.IMemberGrain).Assembly,
            "Encoding" => typeof(LoyaltyClub.Encodings.EntryCodec).Assembly,
            "Journal" => typeof(Store).Assembly,
            "Grains" => GrainRegistration.Assembly,
            "Background" => typeof(LoyaltyClub.Background.BackgroundRegistration).Assembly,
            "Readings" => typeof(LoyaltyClub.Readings.ReadingRegistration).Assembly,
            "Import" => typeof(LoyaltyClub.Import.ImportRun).Assembly,
            "Api" => typeof(ApiJson).Assembly,
            "Portal" => typeof(LoyaltyClub.Portal.Web.Words).Assembly,
            "Templates" => typeof(LoyaltyClub.Templates.Cards.CardPictures).Assembly,
            "Host" => typeof(LoyaltyClub.Host.ClubHost).Assembly,
            "Tests" => typeof(WhoMayUseWhom).Assembly,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such assembly"),
        };

    private static AssemblyFacts Facts(string name) => AssemblyFacts.Of(Named(name));

    /// <summary>Which of our assemblies one may use.</summary>
    [Theory]
    [InlineData("Domain", "", "Grains")]
    [InlineData("Journal", "", "Grains")]
    [InlineData("Contracts", "", "Grains")]
    [InlineData("Api", "Contracts", "Host")]
    [InlineData("Encoding", "Domain Contracts", "Grains")]
    [InlineData("Grains", "Domain Contracts Encoding Journal", "Host")]
    [InlineData("Background", "Domain Contracts Journal Grains Templates", "Readings")]
    [InlineData("Readings", "Domain Contracts Encoding Journal Grains Background", "Host")]
    [InlineData("Import", "Domain Contracts Journal Api", "Host")]
    [InlineData("Templates", "Contracts", "Grains")]
    [InlineData("Portal", "Contracts", "Host")]
    [InlineData("Host", "Contracts Domain Journal Grains Background Readings Api Import Portal Templates", "Tests")]
    public void An_assembly_uses_only_those_it_may(string subject, string allowed, string offender)
    {
        var may = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Named(name).GetName().Name!).ToArray();
        Facts(subject).Defined.ShouldBeGreaterThan(5);
        Facts(subject).Assemblies.ShouldNotBeEmpty();

        Facts(subject).Projects.Except(may).ShouldBeEmpty();

        Facts(offender).Projects.Except(may).ShouldNotBeEmpty("the rule cannot fail");
    }

    [Fact]
    public void The_domain_uses_no_package()
    {
        Facts("Domain").Packages.ShouldBeEmpty();
        Facts("Journal").Packages.ShouldContain("Npgsql", "the rule cannot fail");
    }

    /// <summary>Namespaces that the domain's own types never name, and who does.</summary>
    [Theory]
    [InlineData("System.Threading.Tasks", "Grains")]
    [InlineData("System.IO", "Journal")]
    [InlineData("System.Net", "Tests")]
    [InlineData("System.Security.Cryptography", "Grains")]
    [InlineData("System.Data", "Journal")]
    [InlineData("Microsoft", "Api")]
    [InlineData("Orleans", "Grains")]
    [InlineData("LoyaltyClub.Contracts", "Grains")]
    [InlineData("LoyaltyClub.Journal", "Grains")]
    [InlineData("LoyaltyClub.Grains", "Host")]
    public void The_domain_names_no_type_of(string space, string offender)
    {
        Facts("Domain").Types.Count.ShouldBeGreaterThan(30);
        Facts("Domain").TypesIn(space).ShouldBeEmpty();
        Facts(offender).TypesIn(space).ShouldNotBeEmpty("the rule cannot fail");
    }

    /// <summary>What a grain's interface takes and gives is made of contracts and of .NET's own types.</summary>
    [Fact]
    public void No_type_of_the_domain_crosses_a_process_boundary()
    {
        var interfaces = Named("Contracts").GetTypes().Where(type => type.IsInterface).ToArray();
        interfaces.Length.ShouldBeGreaterThan(4);
        Crossing(interfaces).Count().ShouldBeGreaterThan(20);
        Crossing(interfaces).Where(type => type.Assembly == Named("Domain")).ShouldBeEmpty();
        Crossing([typeof(IPlanted)]).Where(type => type.Assembly == Named("Domain")).ShouldBe([typeof(MemberState)]);

        static IEnumerable<Type> Crossing(IEnumerable<Type> types) =>
            types
                .SelectMany(type => type.GetMethods())
                .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                .SelectMany(Parts)
                .Distinct();

        static IEnumerable<Type> Parts(Type type) =>
            type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts).Prepend(type);
    }

    private interface IPlanted
    {
        Task<MemberState[]> State();
    }

    /// <summary>The compiler leaves out references that are not used; the project files say what could be.</summary>
    [Theory]
    [InlineData("silo/Domain/LoyaltyClub.Domain.csproj", "")]
    [InlineData("silo/Journal/LoyaltyClub.Journal.csproj", "")]
    [InlineData("silo/Contracts/LoyaltyClub.Contracts.csproj", "")]
    [InlineData("silo/Encoding/LoyaltyClub.Encoding.csproj", "LoyaltyClub.Contracts LoyaltyClub.Domain")]
    [InlineData("silo/Background/LoyaltyClub.Background.csproj", "LoyaltyClub.Templates LoyaltyClub.Grains")]
    [InlineData("silo/Readings/LoyaltyClub.Readings.csproj", "LoyaltyClub.Background")]
    [InlineData("silo/Import/LoyaltyClub.Import.csproj", "LoyaltyClub.Api LoyaltyClub.Domain LoyaltyClub.Journal")]
    [InlineData("templates/LoyaltyClub.Templates.csproj", "LoyaltyClub.Contracts")]
    [InlineData("portal/LoyaltyClub.Portal.csproj", "LoyaltyClub.Contracts")]
    [InlineData("api/LoyaltyClub.Api.csproj", "LoyaltyClub.Contracts")]
    [InlineData(
        "silo/Grains/LoyaltyClub.Grains.csproj",
        "LoyaltyClub.Domain LoyaltyClub.Encoding LoyaltyClub.Contracts LoyaltyClub.Journal"
    )]
    public void A_project_refers_only_to_those_it_may(string project, string allowed) =>
        XDocument
            .Load(Path.Combine(Tidiness.Root, project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .ShouldBe(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void The_domain_ships_no_package()
    {
        XDocument
            .Load(Path.Combine(Tidiness.Root, "silo/Domain/LoyaltyClub.Domain.csproj"))
            .Descendants("PackageReference")
            .ShouldAllBe(package => (string?)package.Attribute("PrivateAssets") == "all");
        XDocument
            .Load(Path.Combine(Tidiness.Root, "silo/Journal/LoyaltyClub.Journal.csproj"))
            .Descendants("PackageReference")
            .ShouldContain(package => package.Attribute("PrivateAssets") == null, "the rule cannot fail");
    }
}
