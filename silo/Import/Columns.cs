namespace LoyaltyClub.Import;

/// <summary>A mapping bound to the header of one file: finds the import's fields in a row.</summary>
internal sealed class Columns
{
    private readonly Dictionary<string, int[]> places = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> constants;

    /// <exception cref="ImportFault">Lists all missing headers and all missing required fields.</exception>
    public Columns(Mapping mapping, FieldSet fields, string[] header)
    {
        constants = mapping.Constants;
        var wanted =
            mapping.Columns
            ?? fields
                .Names.Where(field => !constants.ContainsKey(field) && header.Contains(field, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(field => field, field => new[] { field });
        var faults = new List<string>();
        foreach (var (field, headers) in wanted)
        {
            places[field] = [.. headers.Select(name => Place(name, field))];
        }

        var none = $"The headers are: {string.Join(", ", header)}.";
        foreach (var field in fields.Required.Where(field => !Has(field)))
        {
            faults.Add($"Nothing says where '{field}' comes from: map it to a header, or give a constant. {none}");
        }

        var given = fields.OneOf.Where(Has).ToArray();
        if (given.Length == 0)
        {
            faults.Add($"One of {string.Join(", ", fields.OneOf)} must be mapped. {none}");
        }
        else if (fields.OnlyOne && given.Length > 1)
        {
            faults.Add($"Only one of {string.Join(", ", fields.OneOf)} may be mapped, not {string.Join(" and ", given)}.");
        }

        if (faults.Count > 0)
        {
            throw new ImportFault(faults);
        }

        By = given[0];

        int Place(string name, string field)
        {
            var at = Array.FindIndex(header, other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                faults.Add($"The file has no header '{name}', which '{field}' is mapped to. It has: {string.Join(", ", header)}.");
            }
            else if (Array.FindLastIndex(header, other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) != at)
            {
                faults.Add($"The header '{name}', which '{field}' is mapped to, occurs in the file twice.");
            }

            return at;
        }
    }

    /// <summary>The mapped field among <see cref="FieldSet.OneOf"/>; the first if several are mapped.</summary>
    public string By { get; }

    public bool Has(string field) => places.ContainsKey(field) || constants.ContainsKey(field);

    /// <summary>A field of a row; null if unmapped or empty.</summary>
    public string? Of(string field, string[] cells)
    {
        if (!places.TryGetValue(field, out var at))
        {
            return constants.GetValueOrDefault(field);
        }

        if (at.Length > 1)
        {
            return at.Any(place => place >= cells.Length || cells[place].Length == 0)
                ? null
                : string.Join('-', at.Select(place => cells[place]));
        }

        return at[0] < cells.Length && cells[at[0]] is { Length: > 0 } text ? text : null;
    }
}
