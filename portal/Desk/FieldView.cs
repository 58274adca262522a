namespace LoyaltyClub.Portal.Desk;

/// <summary>A field as <c>_ProgrammeField.cshtml</c> draws it.</summary>
/// <param name="Key">Of its words.</param>
/// <param name="Name">In the form, and its id.</param>
/// <param name="Says">An option in words.</param>
internal sealed record FieldView(
    ProgrammeField Field,
    string Key,
    string Name,
    string Shown,
    IReadOnlyList<string> Options,
    IReadOnlyList<FaultView> Faults,
    bool Limitless,
    string Currency,
    bool Focus,
    Func<string, string> Says
)
{
    /// <summary>The id of the field that is to blame for a fault, or of its item.</summary>
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
