namespace LoyaltyClub.Portal.Desk;

/// <summary>The input of a text in one language.</summary>
internal sealed record Translation(string Language, string Shown)
{
    /// <summary>The input's name and id.</summary>
    public static string Name(string field, string language) => $"{field}.{language}";
}

/// <summary>View model of a field, <c>_ProgrammeField.cshtml</c>.</summary>
/// <param name="Key">Key of the field's words.</param>
/// <param name="Name">Name and id in the form.</param>
/// <param name="Translations">The inputs of a text in the club's languages; empty for one input.</param>
/// <param name="Says">Translates an option.</param>
internal sealed record FieldView(
    ProgrammeField Field,
    string Key,
    string Name,
    string Shown,
    IReadOnlyList<string> Options,
    IReadOnlyList<Translation> Translations,
    IReadOnlyList<FaultView> Faults,
    bool Limitless,
    string Currency,
    bool Focus,
    Func<string, string> Says
)
{
    /// <summary>The id of the field at the path of a fault, or of the item that contains it.</summary>
    public static string IdOf(ProgrammePart part, string path)
    {
        var id = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        if (part.Fields.FirstOrDefault(field => ProgrammePart.Covers(field.Path, path)) is { } found)
        {
            return found.Path;
        }

        if (part.List is not { } list || !id.StartsWith(list.Path + ".", StringComparison.Ordinal))
        {
            return id;
        }

        var row = id[(list.Path.Length + 1)..].Split('.')[0];
        var inItem = $"{list.Path}[{row}].";
        return list.Fields.FirstOrDefault(field => ProgrammePart.Covers(inItem + field.Path, path)) is { } inner
            ? $"{list.Path}.{row}.{inner.Path}"
            : $"{list.Path}.{row}";
    }
}
