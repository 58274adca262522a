namespace LoyaltyClub.Domain.Programmes;

/// <summary>Days in the programme's time zone, and the last day on which points can be spent.</summary>
public static class Days
{
    /// <summary>The calendar day of an instant in a time zone.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(Local(instant, zone));

    /// <summary>The local wall-clock time of an instant in a time zone.</summary>
    public static DateTime Local(DateTimeOffset instant, TimeZoneInfo zone) =>
        ReferenceEquals(zone, TimeZoneInfo.Utc) ? instant.UtcDateTime : TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>
    /// The instant at which a day begins. If clocks skip midnight, the first instant after the gap; if midnight occurs twice, the first.
    /// </summary>
    public static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone)
    {
        var start = At(day, TimeOnly.MinValue, zone);
        // A skipped day (Samoa skipped 30 December 2011) begins with the following day.
        while (Of(start, zone) < day)
        {
            start = start.AddMinutes(1);
        }

        return start;
    }

    /// <summary>
    /// The instant of a local time on a day. If clocks skip that time, the first instant after the gap; if it occurs twice, the first or
    /// the second.
    /// </summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone, bool second = false)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local)
            ? second
                ? zone.GetAmbiguousTimeOffsets(local).Min()
                : zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>
    /// The last spendable day of points that become active on a day (promise 3); null for no expiry and for expiry by inactivity. One month
    /// after 31 January is the last day of February.
    /// </summary>
    public static DateOnly? LastSpendable(Expiry expiry, DateOnly active) =>
        expiry.Kind switch
        {
            ExpiryKind.None or ExpiryKind.Inactivity => null,
            ExpiryKind.AfterActivation => RoundedUp(active.AddMonths(expiry.Months), expiry.RoundUp),
            ExpiryKind.Calendar => NextOn(active, expiry.On.Month, expiry.On.Day),
            var kind => throw new InvalidOperationException($"No expiry of kind {kind}."),
        };

    private static DateOnly RoundedUp(DateOnly day, RoundUp to) =>
        to switch
        {
            RoundUp.None => day,
            RoundUp.Month => EndOfMonth(day.Year, day.Month),
            RoundUp.Quarter => EndOfMonth(day.Year, (day.Month + 2) / 3 * 3),
            RoundUp.Year => EndOfMonth(day.Year, 12),
            _ => throw new InvalidOperationException($"No rounding up to {to}."),
        };

    private static DateOnly NextOn(DateOnly from, int month, int day)
    {
        var thisYear = OnOrBefore(from.Year, month, day);
        return thisYear >= from ? thisYear : OnOrBefore(from.Year + 1, month, day);
    }

    /// <summary>A day of a year; the month's last day if the month is shorter.</summary>
    public static DateOnly OnOrBefore(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    private static DateOnly EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
