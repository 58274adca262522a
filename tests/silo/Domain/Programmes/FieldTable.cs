using System.Text.Json.Nodes;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>What the table says of a field is what the reader holds it to, so forms and documentation may believe it.</summary>
public class FieldTable
{
    private const string Everything = """
        {"earning":{"rules":[{"code":"r","add":1,"when":{},"perMember":{}}]},"tiers":{"levels":[{"code":"a"},{"code":"b","from":1}]},
         "rewards":[{"code":"w"}],"categories":[{"code":"k"}],"stampCards":[{"code":"c","by":"spend","size":1,"reward":"w"}],"payWithPoints":{"value":1},"referral":{}}
        """;

    private static readonly decimal Cent = 0.01m;

    public static TheoryData<string> Paths(Func<FieldDescription, bool> which) =>
        [.. ProgrammeFields.All.Where(which).Select(field => field.Path)];

    public static TheoryData<string> Numbers => Paths(row => row.Range is not null);

    public static TheoryData<string> Chosen => Paths(row => row.Kind == FieldKind.Choice);

    public static TheoryData<string> RequiredOnes => Paths(row => row.Required);

    [Theory, MemberData(nameof(Numbers))]
    public void A_number_is_good_from_the_least_to_the_most_and_to_so_many_decimals(string path)
    {
        var range = ProgrammeFields.All.Single(field => field.Path == path).Range!;
        var step = range.Decimals is { } decimals ? new(1, 0, 0, false, (byte)decimals) : Cent;
        var least = range.Least ?? Cent;

        foreach (var good in new[] { least, least + step, range.Most - step, range.Most })
        {
            Kinds(path, JsonValue.Create(good)).ShouldNotContain(kind => kind == FaultKind.OutOfRange || kind == FaultKind.TooManyDecimals);
        }

        Kinds(path, JsonValue.Create(least - step)).ShouldContain(FaultKind.OutOfRange);
        Kinds(path, JsonValue.Create(range.Most + step)).ShouldContain(FaultKind.OutOfRange);
        Kinds(path, JsonValue.Create(range.Most - step / 10)).ShouldContain(FaultKind.TooManyDecimals);
    }

    [Theory, MemberData(nameof(Chosen))]
    public void A_choice_is_one_of_those_in_the_table(string path)
    {
        var field = ProgrammeFields.All.Single(field => field.Path == path);
        field.Choices.Length.ShouldBeGreaterThan(1);
        field.Choices.ShouldAllBe(choice => !Kinds(path, JsonValue.Create(choice)).Contains(FaultKind.NotOneOf));
        Kinds(path, JsonValue.Create("other")).ShouldContain(FaultKind.NotOneOf);
    }

    [Theory, MemberData(nameof(RequiredOnes))]
    public void What_is_required_is_missed(string path)
    {
        Kinds(path, JsonValue.Create("x")).ShouldNotContain(FaultKind.Missing);
        Kinds(path, null).ShouldContain(FaultKind.Missing);
    }

    [Fact]
    public void What_is_required_is_all_that_is_missed()
    {
        foreach (var field in ProgrammeFields.All.Where(field => !field.Required))
        {
            Kinds(field.Path, null).ShouldNotContain(FaultKind.Missing, field.Path);
        }
    }

    /// <summary>What is wrong at a place when something stands there.</summary>
    private static IEnumerable<FaultKind> Kinds(string path, JsonNode? value)
    {
        var document = JsonNode.Parse(Everything)!;
        var names = path.Replace("[]", ".0", StringComparison.Ordinal).Split('.');
        JsonNode at = document;
        foreach (var name in names[..^1])
        {
            at = at is JsonArray list ? list[0]! : at[name] ??= new JsonObject();
        }

        at[names[^1]] = value;
        using var read = System.Text.Json.JsonDocument.Parse(document.ToJsonString());
        var place = path.Replace("[]", "[0]", StringComparison.Ordinal);
        return ProgrammeReader.Read(read.RootElement).Faults.Where(fault => fault.Path == place).Select(fault => fault.Kind);
    }
}
