using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Reads and writes fields of a JSON document by path, whatever their type.</summary>
internal static class JsonFields
{
    public static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonNode? Find(JsonObject at, string path)
    {
        JsonNode? node = at;
        foreach (var name in path.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>Null removes the field, and its parent object if that becomes empty.</summary>
    public static void Put(JsonObject at, string path, JsonNode? value)
    {
        if (path.IndexOf('.') is > 0 and var dot)
        {
            var (name, rest) = (path[..dot], path[(dot + 1)..]);
            if (at[name] is not JsonObject inner)
            {
                if (value is null)
                {
                    return;
                }

                at[name] = inner = [];
            }
            Put(inner, rest, value);
            if (inner.Count == 0)
            {
                at.Remove(name);
            }
        }
        else if (value is null)
        {
            at.Remove(path);
        }
        else
        {
            at[path] = value;
        }
    }

    public static bool IsTexts(JsonNode value) =>
        value is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String);

    public static IReadOnlyList<string> Values(JsonNode? value) =>
        value is JsonArray items ? [.. items.Select(item => Plain(item) ?? "")] : [];

    /// <summary>A string as its text, other values as JSON; null for null.</summary>
    public static string? Plain(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString(Indented);
}
