using System.Globalization;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>
/// Parses cells to numbers, days and instants. Each method returns a value or sets the fault; an empty cell is null without a fault.
/// </summary>
internal sealed class Values
{
    private static readonly string[] Local =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd",
    ];
    private static readonly string[] Fixed =
    [
        .. Local[..4].Select(format => format + "K"),
        .. Local[..4].Select(format => format + " zzz"),
    ];

    private readonly Mapping mapping;
    private readonly NumberFormatInfo numbers;
    private readonly bool formatHasOffset,
        hasShortYear;

    /// <exception cref="ImportFault">The format has no offset and the mapping no time zone.</exception>
    public Values(Mapping mapping)
    {
        this.mapping = mapping;
        numbers = new() { NumberDecimalSeparator = mapping.Decimal.ToString() };
        hasShortYear = mapping.DateFormat.Contains("yy") && !mapping.DateFormat.Contains("yyy");
        formatHasOffset = mapping.DateTimeFormat is { } format && (format.Contains('z') || format.Contains('K'));
        if (mapping is { DateTimeFormat: not null, TimeZone: null } && !formatHasOffset)
        {
            throw new ImportFault("mapping: 'dateTimeFormat' has no offset, so 'timeZone' must say which clock it was.");
        }
    }

    public decimal? Number(string field, string? text, ref Refused? fault)
    {
        if (text is null)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, numbers, out var number))
        {
            return number;
        }

        fault ??= Problems.Invalid(field, $"must be a number with '{mapping.Decimal}' as its decimal sign, not '{text}'");
        return null;
    }

    /// <summary>A whole number, also where a spreadsheet has written 1250.00.</summary>
    public long? Whole(string field, string? text, ref Refused? fault)
    {
        if (text is null)
        {
            return null;
        }

        if (
            decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, numbers, out var number)
            && number == decimal.Truncate(number)
            && number is >= long.MinValue and <= long.MaxValue
        )
        {
            return (long)number;
        }

        fault ??= Problems.Invalid(field, $"must be a whole number, not '{text}'");
        return null;
    }

    public static bool? Flag(string field, string? text, ref Refused? fault)
    {
        switch (text?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "1" or "yes" or "y" or "si" or "sí" or "s" or "verdadero":
                return true;
            case "false" or "0" or "no" or "n" or "falso":
                return false;
            default:
                fault ??= Problems.Invalid(field, $"must be true or false, not '{text}'");
                return null;
        }
    }

    public DateOnly? Day(string field, string? text, ref Refused? fault)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, mapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        fault ??= Problems.Invalid(field, $"must be a day as {mapping.DateFormat}, not '{text}'");
        return null;
    }

    /// <summary>A day as <see cref="Day"/> has it; of two digits of a year the century in which it does not lie ahead.</summary>
    public DateOnly? Birthday(string field, string? text, ref Refused? fault) =>
        Day(field, text, ref fault) is { } day
            ? hasShortYear && day > DateOnly.FromDateTime(DateTime.UtcNow)
                ? day.AddYears(-100)
                : day
            : null;

    /// <summary>A language as this club writes it: es for ES, es-MX for es_mx.</summary>
    public static string? Language(string? text) =>
        text?.Split('-', '_') switch
        {
            [{ Length: 2 } language] => language.ToLowerInvariant(),
            [{ Length: 2 } language, { Length: 2 } country] => $"{language.ToLowerInvariant()}-{country.ToUpperInvariant()}",
            _ => text,
        };

    /// <summary>
    /// A time without an offset is in the mapping's time zone. Ambiguous times (end of summer time) and skipped times (its start) use
    /// standard time.
    /// </summary>
    public DateTimeOffset? Instant(string field, string? text, ref Refused? fault)
    {
        if (text is null)
        {
            return null;
        }

        if (mapping.DateTimeFormat is { } format ? formatHasOffset : HasOffset(text))
        {
            if (
                DateTimeOffset.TryParseExact(
                    text,
                    mapping.DateTimeFormat is null ? Fixed : [mapping.DateTimeFormat],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var instant
                )
            )
            {
                return instant;
            }
        }
        else if (
            DateTime.TryParseExact(
                text,
                mapping.DateTimeFormat is null ? Local : [mapping.DateTimeFormat],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
        )
        {
            // Years 1 and 9999 are excluded, since an offset could leave the calendar's range.
            if (mapping.TimeZone is { } zone && local.Year is > 1 and < 9999)
            {
                return new(local, zone.GetUtcOffset(local));
            }

            fault ??= Problems.Invalid(field, $"has no offset ('{text}'), and the mapping names no timeZone");
            return null;
        }
        fault ??= Problems.Invalid(field, $"must be a time as {mapping.DateTimeFormat ?? "2026-01-31 17:05:00"}, not '{text}'");
        return null;
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.AsSpan(Math.Min(text.Length, 11)).IndexOfAny('+', '-') >= 0;
}
