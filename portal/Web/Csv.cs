namespace LoyaltyClub.Portal.Web;

/// <summary>One row of CSV for spreadsheets. Text that a spreadsheet would evaluate as a formula is escaped.</summary>
internal static class Csv
{
    public static string Row(char separator, params IEnumerable<object?> cells) =>
        string.Join(separator, cells.Select(cell => Cell(cell, separator))) + "\r\n";

    private static string Cell(object? cell, char separator)
    {
        if (cell is long number)
        {
            return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var text = Formulas.Guarded(cell as string ?? "");
        return text.AsSpan().ContainsAny([separator, ',', ';', '"', '\r', '\n'])
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
