namespace LoyaltyClub.Domain.Programmes;

/// <summary>Days in the programme's time zone, and the last day on which points can be spent.</summary>
public static class Days
{
    /// <summary>The day that it is at an instant, in a zone.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(Local(instant, zone));

    /// <summary>What the clock on the wall shows at an instant, in a zone.</summary>
    public static DateTime Local(DateTimeOffset instant, TimeZoneInfo zone) =>
        ReferenceEquals(zone, TimeZoneInfo.Utc) ? instant.UtcDateTime : TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>
    /// The instant at which a day begins. Where clocks jump over midnight, the first instant after the jump; where midnight comes twice,
    /// the first.
    /// </summary>
    public static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone)
    {
        var start = At(day, TimeOnly.MinValue, zone);
        // A day that never was (Samoa skipped 30 December 2011) begins with the one after it.
        while (Of(start, zone) < day)
        {
            start = start.AddMinutes(1);
        }

        return start;
    }

    /// <summary>
    /// The instant at which clocks show a time of a day. Where they jump over it, the first instant after the jump; where it comes twice,
    /// the first or the second.
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
    /// The last day on which points that become active on a day can be spent (promise 3), or null if that is not a matter of
    /// that day: no expiry, or inactivity. A month after 31 January is the last of February.
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

    /// <summary>A day of a year, or the month's last where the month has no such day.</summary>
    public static DateOnly OnOrBefore(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    private static DateOnly EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
