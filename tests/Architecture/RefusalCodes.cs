using System.Reflection;
using System.Text.RegularExpressions;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>A refusal's code is a constant of <see cref="RefusalCode"/>: a mistyped one does not compile, and each has a status.</summary>
public partial class RefusalCodes
{
    private static readonly string[] Codes =
    [
        .. typeof(RefusalCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
    ];

    [Fact]
    public void Each_code_has_a_status_and_stands_once() => Codes.ShouldBe(Problems.Table.Keys);

    [Fact]
    public void The_rules_refuse_with_these_codes_only()
    {
        var refusals = File.ReadAllText(Path.Combine(Repository.Root, "silo/Domain/Members/Refusal.cs"));
        var used = CodeOfARule().Matches(refusals).Select(match => match.Groups[1].Value).Distinct().ToArray();
        used.Length.ShouldBeGreaterThan(20);
        used.Except(Codes).ShouldBeEmpty();
    }

    [Fact]
    public void No_source_outside_the_domain_spells_a_code()
    {
        var sources = new[] { "api", "portal", "silo", "templates" }
            .SelectMany(part => Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.StartsWith("silo/Domain/", StringComparison.Ordinal))
            .Where(file => file != "silo/Contracts/RefusalCode.cs")
            .ToArray();
        sources.ShouldContain("portal/Till/TillRoutes.cs");
        sources
            .SelectMany(file => Spelt(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(code => $"{file}: {code}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_code_that_is_spelt_is_found() =>
        Spelt("""return new("card_used", "This code…") ?? refusal.Code is "overloaded";""").ShouldBe(["card_used", "overloaded"]);

    private static IEnumerable<string> Spelt(string source) =>
        Codes.Where(code => source.Contains($"\"{code}\"", StringComparison.Ordinal)).Order();

    [GeneratedRegex("""Of\(\s*"([a-z_]+)",""")]
    private static partial Regex CodeOfARule();
}
