using System.Text.Json.Nodes;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Names of the programme's parts: in a sentence in the reader's language, where the part itself is shown in all.</summary>
internal sealed partial class ProgrammeWords
{
    public string TierName(string code) => Name(full["tiers"]!["levels"], code);

    public string RewardName(string code) => Name(full["rewards"], code);

    public string CardName(string code) => Name(full["stampCards"], code);

    /// <summary>The name of an item; its code where no item, or another one too, has the name.</summary>
    private string Name(JsonNode? list, string code) =>
        Items(list).FirstOrDefault(item => (string)item["code"]! == code) is { } named
        && Items(list).Count(item => Said(item["name"]) == Said(named["name"])) == 1
            ? Said(named["name"])
            : code;

    /// <summary>A text in every language that it has.</summary>
    private static string Full(JsonNode? text) =>
        text is JsonObject texts ? string.Join(" · ", texts.Select(one => $"{(string)one.Value!} ({one.Key})")) : (string)text!;

    /// <summary>A text in the reader's language, else in the club's first, else in the first that it has.</summary>
    private string Said(JsonNode? text) =>
        text is JsonObject texts
            ? (string)(texts[words.Language] ?? texts[(string)full["languages"]![0]!] ?? texts.First().Value)!
            : (string)text!;
}
