using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>The HTTP contract as it is published is the one in git: a change of it shows in review.</summary>
public class Contract
{
    private static readonly string Published = Path.Combine(Repository.Root, "api/openapi.json");

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_running_service_publishes_the_contract_that_is_in_git()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var contract = (await club.ClientWith(null).Get("/openapi/v1.json")).Json.AsObject();
        contract.Remove("servers"); // where it was asked
        if (Recorded.Writes("openapi"))
        {
            await File.WriteAllTextAsync(Published, contract.ToJsonString(Indented) + "\n");
        }

        Differences(JsonNode.Parse(await File.ReadAllTextAsync(Published)), contract)
            .ShouldBeEmpty(
                $"The HTTP contract has changed. If callers of the last release still get what they know, record it: {Recorded.Command("openapi", nameof(Contract))}"
            );
    }

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "$.a: 1 → 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "$.a: 1 → \"1\"")]
    [InlineData("""{"a":{"b":null}}""", """{"a":{}}""", "$.a.b: null → nothing")]
    [InlineData("""{"a":{}}""", """{"a":{"b":{"c":1}}}""", "$.a.b: nothing → {\"c\":1}")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "$.a[0]: 1 → 2, $.a[1]: 2 → 1")]
    [InlineData("""{"a":[1]}""", """{"a":{"0":1}}""", "$.a: [1] → {\"0\":1}")]
    public void The_comparison_tells_what_differs_and_not_in_which_order_it_stands(string before, string after, string expected) =>
        string.Join(", ", Differences(JsonNode.Parse(before), JsonNode.Parse(after))).ShouldBe(expected);

    private static IEnumerable<string> Differences(JsonNode? before, JsonNode? after, string at = "$") =>
        (before, after) switch
        {
            (JsonObject one, JsonObject other) => one.Select(pair => pair.Key)
                .Union(other.Select(pair => pair.Key))
                .SelectMany(name =>
                    one.ContainsKey(name) && other.ContainsKey(name)
                        ? Differences(one[name], other[name], $"{at}.{name}")
                        :
                        [
                            $"{at}.{name}: {(one.ContainsKey(name) ? Text(one[name]) : "nothing")} → {(other.ContainsKey(name) ? Text(other[name]) : "nothing")}",
                        ]
                ),
            (JsonArray one, JsonArray other) when one.Count == other.Count => one.SelectMany(
                (item, index) => Differences(item, other[index], $"{at}[{index}]")
            ),
            _ => Text(before) == Text(after) ? [] : [$"{at}: {Text(before)} → {Text(after)}"],
        };

    private static string Text(JsonNode? node) => node?.ToJsonString(new() { Encoder = Indented.Encoder }) ?? "null";
}
