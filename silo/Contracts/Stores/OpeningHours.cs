using System.Globalization;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Contracts;

/// <param name="To">At or before <paramref name="From"/> it is on the next day; midnight is the end of the day.</param>
public readonly record struct OpenTime(DayOfWeek Day, TimeOnly From, TimeOnly To)
{
    /// <summary>Without the day, as the notation has it: <c>09:00-14:00</c>.</summary>
    public string Hours => $"{Hour(From)}-{(To == TimeOnly.MinValue ? "24:00" : Hour(To))}";

    private static string Hour(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>
/// When a store is open, in the notation of schema.org's <c>openingHours</c>: <c>Mo-Fr 09:00-14:00,17:00-20:30; Sa 10:00-14:00</c>. A day
/// that is not named is closed.
/// </summary>
public static partial class OpeningHours
{
    public const int MostCharacters = 300;

    private const int MostTimesOfDay = 4;

    /// <summary>Days as the notation has them, by <see cref="DayOfWeek"/>.</summary>
    public static readonly IReadOnlyList<string> Days = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];

    /// <summary>The week from Monday on.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    /// <summary>The times in the order of the week; null for a text that does not follow the notation.</summary>
    public static IReadOnlyList<OpenTime>? Read(string text)
    {
        if (text.Length > MostCharacters)
        {
            return null;
        }

        var times = new List<OpenTime>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Part().Match(part) is not { Success: true } match)
            {
                return null;
            }

            var named = match.Groups["days"].Captures.SelectMany(days => Named(days.Value)).ToArray();
            foreach (Capture hours in match.Groups["hours"].Captures)
            {
                if (hours.Value.Split('-') is not [var first, var last] || Time(first) is not { } from || Time(last) is not { } to)
                {
                    return null;
                }

                times.AddRange(named.Select(day => new OpenTime(day, from, to)));
            }
        }

        times = [.. times.OrderBy(time => Place(time.Day)).ThenBy(time => time.From)];
        var days = times.GroupBy(time => time.Day).Select(day => day.ToArray());
        return times.Count > 0 && days.All(day => day.Length <= MostTimesOfDay && IsInOrder(day)) ? times : null;
    }

    /// <summary>A text as <see cref="Text"/> writes it; null if it does not follow the notation, or could not be read again.</summary>
    public static string? Canonical(string text) =>
        Read(text) is { } times && Text(times) is { Length: <= MostCharacters } written ? written : null;

    /// <summary>The shortest text of the times: days in a row with the same hours together.</summary>
    /// <param name="times">As <see cref="Read"/> has them.</param>
    public static string Text(IEnumerable<OpenTime> times)
    {
        var byDay = times.ToLookup(time => time.Day, time => time.Hours);
        var parts = new List<(int First, int Last, string Hours)>();
        for (var day = 0; day < Week.Count; day++)
        {
            var hours = string.Join(',', byDay[Week[day]]);
            if (parts.Count > 0 && parts[^1] is var (first, last, same) && last == day - 1 && same == hours)
            {
                parts[^1] = (first, day, hours);
            }
            else if (hours.Length > 0)
            {
                parts.Add((day, day, hours));
            }
        }

        return string.Join(
            "; ",
            parts.Select(part => $"{Name(part.First)}{(part.Last > part.First ? "-" + Name(part.Last) : "")} {part.Hours}")
        );

        static string Name(int place) => Days[(int)Week[place]];
    }

    private static int Place(DayOfWeek day) => day == DayOfWeek.Sunday ? 6 : (int)day - 1;

    /// <summary>Times of one day follow each other; only the last goes past midnight.</summary>
    private static bool IsInOrder(OpenTime[] day)
    {
        for (var i = 0; i + 1 < day.Length; i++)
        {
            if (day[i].To <= day[i].From || day[i].To > day[i + 1].From)
            {
                return false;
            }
        }

        // Midnight is the beginning of the day and its end.
        return day[^1].From != day[^1].To || day is [{ From.Ticks: 0 }];
    }

    /// <summary>The days of <c>Mo</c> or of <c>Fr-Mo</c>.</summary>
    private static IEnumerable<DayOfWeek> Named(string text)
    {
        var (from, to) = (Index(text[..2]), Index(text[^2..]));
        for (var place = from; ; place = (place + 1) % Week.Count)
        {
            yield return Week[place];
            if (place == to)
            {
                yield break;
            }
        }

        static int Index(string name) => Place(Week.First(day => Days[(int)day].Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static TimeOnly? Time(string text) =>
        text == "24:00" ? TimeOnly.MinValue
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : null;

    [GeneratedRegex(
        "^(?:(?<days>(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?)(?:, ?|(?= )))+ +(?:(?<hours>[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2})(?:, ?|$))+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Part();
}
