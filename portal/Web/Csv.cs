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

        var text = cell as string ?? "";
        // Checked after leading spaces, which some programs skip.
        if (text.TrimStart() is ['=' or '+' or '-' or '@' or '−', ..] || text is ['\t' or '\r' or '\n', ..])
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny([separator, ',', ';', '"', '\r', '\n'])
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
