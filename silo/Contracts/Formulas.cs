using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Contracts;

/// <summary>
/// Text that a spreadsheet would run, once for every table that leaves the club: it gets an apostrophe. Plain numbers stay as they are.
/// </summary>
public static partial class Formulas
{
    public static string Guarded(string cell) => Begins(cell) && !PlainNumber().IsMatch(cell) ? "'" + cell : cell;

    public static string Unguarded(string cell) => cell is ['\'', .. var rest] && Guarded(rest) == cell ? rest : cell;

    /// <summary>
    /// True for = + - @ in any width, also after spaces and unseen signs, which some programs skip, and for a tab or a line break.
    /// </summary>
    private static bool Begins(string cell)
    {
        if (cell is ['\t' or '\r' or '\n', ..])
        {
            return true;
        }

        foreach (var rune in cell.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                // The compatibility form of a wide, small or raised sign is the plain sign; the minus sign has none.
                return rune.ToString().Normalize(NormalizationForm.FormKC) is ['=' or '+' or '-' or '@' or '−', ..];
            }
        }

        return false;
    }

    [GeneratedRegex(@"^[+-][0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}
