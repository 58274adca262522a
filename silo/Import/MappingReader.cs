using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Import;

/// <summary>Parses a mapping file and collects all its faults.</summary>
internal sealed class MappingReader(FieldSet fields)
{
    private static readonly string[] Known =
    [
        "columns",
        "constants",
        "delimiter",
        "timeZone",
        "dateTimeFormat",
        "dateFormat",
        "decimal",
        "receiptWindow",
        "receiptNumbers",
        "withoutMember",
    ];

    private readonly List<string> faults = [];

    /// <exception cref="ImportFault">Lists all faults.</exception>
    public Mapping Read(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException fault)
        {
            throw new ImportFault($"The mapping is not valid JSON: {fault.Message}");
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ImportFault("The mapping must be a JSON object.");
            }

            var mapping = Read(document.RootElement);
            return faults.Count == 0 ? mapping : throw new ImportFault(faults);
        }
    }

    private Mapping Read(JsonElement root)
    {
        foreach (var property in root.EnumerateObject().Where(property => !Known.Contains(property.Name)))
        {
            faults.Add($"mapping: there is no '{property.Name}'; there are {string.Join(", ", Known)}.");
        }

        var basis = new Mapping();
        var mapping = basis with
        {
            Columns = root.TryGetProperty("columns", out var columns) ? Object("columns", columns, Headers) : null,
            Constants = root.TryGetProperty("constants", out var constants) ? Object("constants", constants, Constant) : basis.Constants,
            Delimiter = Delimiter(root),
            TimeZone = Zone(Text(root, "timeZone")),
            DateTimeFormat = Format(root, "dateTimeFormat"),
            DateFormat = Format(root, "dateFormat") ?? basis.DateFormat,
            Decimal = Choice(root, "decimal", ".", ",")?[0] ?? basis.Decimal,
            ReceiptWindow = Window(root) ?? basis.ReceiptWindow,
            ReceiptNumbers = Choice(root, "receiptNumbers", Contracts.ReceiptNumbers.All) ?? basis.ReceiptNumbers,
            SkipWithoutMember = Choice(root, "withoutMember", "refuse", "skip") == "skip",
        };
        foreach (var field in mapping.Constants.Keys.Where(field => mapping.Columns?.ContainsKey(field) == true))
        {
            faults.Add($"mapping: '{field}' is both in columns and in constants.");
        }

        return mapping;
    }

    private Dictionary<string, T> Object<T>(string name, JsonElement element, Func<string, JsonElement, T?> read)
        where T : class
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"mapping: '{name}' must be an object.");
        }
        else
        {
            foreach (var property in element.EnumerateObject())
            {
                if (!fields.Names.Contains(property.Name))
                {
                    faults.Add($"mapping: {name} has the unknown field '{property.Name}'; there are {string.Join(", ", fields.Names)}.");
                }
                else if (read($"{name}.{property.Name}", property.Value) is { } value)
                {
                    found[property.Name] = value;
                }
            }
        }

        return found;
    }

    private string[]? Headers(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (
            value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() > 0
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        )
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        faults.Add($"mapping: {name} must be a header, or a list of headers to join.");
        return null;
    }

    private string? Constant(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return value.GetString();
        }

        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetRawText();
        }

        faults.Add($"mapping: {name} must be a text, a number, true or false.");
        return null;
    }

    private string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        faults.Add($"mapping: '{name}' must be a text.");
        return null;
    }

    private string? Choice(JsonElement root, string name, params string[] choices)
    {
        var text = Text(root, name);
        if (text is null || choices.Contains(text))
        {
            return text;
        }

        faults.Add($"mapping: '{name}' must be {string.Join(" or ", choices.Select(choice => $"'{choice}'"))}, not '{text}'.");
        return null;
    }

    private char? Delimiter(JsonElement root) =>
        Choice(root, "delimiter", ",", ";", "|", "tab", "\t") switch
        {
            null => null,
            "tab" => '\t',
            var text => text[0],
        };

    private TimeZoneInfo? Zone(string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        faults.Add($"mapping: 'timeZone' must be a time zone such as Europe/Madrid, not '{name}'.");
        return null;
    }

    private string? Format(JsonElement root, string name)
    {
        if (Text(root, name) is not { } format)
        {
            return null;
        }

        try
        {
            _ = DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return format;
        }
        catch (FormatException)
        {
            faults.Add($"mapping: '{name}' must be a format such as dd/MM/yyyy HH:mm, not '{format}'.");
            return null;
        }
    }

    private int? Window(JsonElement root)
    {
        if (!root.TryGetProperty("receiptWindow", out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var rows) && rows is >= 1 and <= 1_000_000)
        {
            return rows;
        }

        faults.Add("mapping: 'receiptWindow' must be from 1 to 1000000 rows.");
        return null;
    }
}
