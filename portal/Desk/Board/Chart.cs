using System.Globalization;
using System.Text;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// A chart drawn by the server: lines over the days, or stacked bars. Shapes only; the text around it is HTML and keeps its size.
/// </summary>
/// <param name="Title">Heading of the chart.</param>
/// <param name="Label">A sentence that describes the chart.</param>
public sealed record Chart(string Title, string Label, DateOnly From, DateOnly To, Series[] All, bool Bars, Func<decimal, string> Say)
{
    private const int Width = 600,
        Height = 200;
    private static readonly int[] Rounds = [1, 2, 3, 4, 5, 6, 8, 10];

    /// <summary>
    /// Lowest and highest value of the axis: the low is 0 or a rounded negative value; the high is round, and half of it an integer.
    /// </summary>
    public (decimal Low, decimal High) Axis
    {
        get
        {
            var days = All[0].Values.Length;
            var tops = Bars
                ? Enumerable.Range(0, days).Select(day => All.Sum(series => Math.Max(0, series.Values[day])))
                : All.SelectMany(series => series.Values);
            var lows = All.SelectMany(series => series.Values);
            var high = Round(tops.DefaultIfEmpty().Max());
            // Half of the axis is labelled too, and half a member makes no sense.
            if (high % 2 == 1)
            {
                high++;
            }

            return (
                -Round(-Math.Min(0, lows.DefaultIfEmpty().Min())),
                Math.Max(high, All.Any(series => series.Values.Any(value => value < 0)) ? 0 : 2)
            );
        }
    }

    /// <summary>Paths of the shapes, by series.</summary>
    public IEnumerable<(string Class, string Path)> Paths()
    {
        var (low, high) = Axis;
        var days = All[0].Values.Length;
        var floor = new decimal[days];
        foreach (var series in All)
        {
            var path = new StringBuilder();
            for (var day = 0; day < days; day++)
            {
                if (Bars)
                {
                    var (left, right) = (Width * (day + 0.12m) / days, Width * (day + 0.88m) / days);
                    var (bottom, top) = (floor[day], floor[day] + Math.Max(0, series.Values[day]));
                    floor[day] = top;
                    if (top > bottom)
                    {
                        path.Append(CultureInfo.InvariantCulture, $"M{left:0.##} {Y(bottom)}V{Y(top)}H{right:0.##}V{Y(bottom)}Z");
                    }
                }
                else
                {
                    path.Append(
                        CultureInfo.InvariantCulture,
                        $"{(day == 0 ? 'M' : 'L')}{Width * (days == 1 ? 0 : (decimal)day / (days - 1)):0.##} {Y(series.Values[day])}"
                    );
                }
            }
            if (!Bars && days == 1)
            {
                path.Append(CultureInfo.InvariantCulture, $"H{Width}");
            }

            yield return (series.Class, path.ToString());
        }

        string Y(decimal value) => (Height - Height * (value - low) / (high - low)).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Rounds up to 1, 2, 3, 4, 5, 6, 8, 10, 20…</summary>
    private static decimal Round(decimal value)
    {
        if (value <= 0)
        {
            return 0;
        }

        var step = 1m;
        while (step * 10 < value)
        {
            step *= 10;
        }

        return Rounds.Select(times => times * step).First(round => round >= value);
    }
}

/// <param name="Class">CSS class for the colour: one, two or three.</param>
public sealed record Series(string Name, string Class, decimal[] Values);
