using System.Globalization;
using System.Text;

namespace LoyaltyClub.Bench;

/// <summary>Several figures of one quantity.</summary>
internal sealed class Series
{
    private readonly List<double> figures = [];

    public void Add(double figure) => figures.Add(figure);

    public bool Any => figures.Count > 0;
    public int Count => figures.Count;
    public double Latest => figures.Count > 0 ? figures[^1] : double.NaN;
    public double Median =>
        figures.Order().ToArray() is { Length: > 0 } sorted
            ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
            : double.NaN;
    public double Least => figures.Min();
    public double Most => figures.Max();

    /// <summary>The ratios of figures of the same round.</summary>
    public Series Over(Series other)
    {
        var ratios = new Series();
        for (var i = 0; i < Math.Min(figures.Count, other.figures.Count); i++)
        {
            ratios.Add(figures[i] / other.figures[i]);
        }

        return ratios;
    }

    public string Text(string unit) =>
        figures.Count switch
        {
            0 => "-",
            1 => $"{Report.Number(Median)} {unit}",
            _ => $"{Report.Number(Median)} {unit} ({Report.Number(Least)}–{Report.Number(Most)})",
        };
}

/// <summary>The table.</summary>
internal sealed class Report(params string[] head)
{
    /// <summary>The head of a table of one build.</summary>
    public static readonly string[] Targets = ["measure", "figure: median (min–max)", "target", "ratio", "met?"];

    private readonly List<string[]> rows = [head];

    /// <summary>A row; missing cells are left empty.</summary>
    public void Row(params string[] cells) => rows.Add([.. cells, .. Enumerable.Repeat("", head.Length - cells.Length)]);

    public void Info(string measure, string figure) => Row(measure, figure);

    public void AtLeast(string measure, Series figures, string unit, Series yardstick, double times, string of = "P(32)")
    {
        var ratio = figures.Over(yardstick);
        rows.Add([measure, figures.Text(unit), $"≥ {Number(times)} × {of}", $"{ratio.Text("×")}", Met(ratio.Median >= times)]);
    }

    public void AtMost(string measure, double figure, string unit, double most, string? text = null) =>
        rows.Add([measure, text ?? $"{Number(figure)} {unit}", $"≤ {Number(most)} {unit}", Number(figure / most), Met(figure <= most)]);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd(' ', '|'));
            if (row == rows[0])
            {
                text.AppendLine(string.Join("-|-", widths.Select(width => new string('-', width))));
            }
        }
        return text.ToString();
    }

    private static string Met(bool met) => met ? "yes" : "NO";

    public static string Number(double figure) => figure.ToString(figure < 100 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}
