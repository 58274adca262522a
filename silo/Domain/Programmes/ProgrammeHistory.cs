using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>One version of the programme and the instant from which it is in force.</summary>
public sealed record ProgrammeVersion(int Number, DateTimeOffset From, Programme Programme);

/// <summary>
/// All versions of the programme. Never empty: version 0 is <see cref="Programme.Default"/>, in force from the earliest instant.
/// </summary>
public sealed class ProgrammeHistory
{
    /// <summary>The history of a new club.</summary>
    public static readonly ProgrammeHistory Empty = new([new(0, DateTimeOffset.MinValue, Programme.Default)]);

    private readonly ImmutableArray<ProgrammeVersion> byNumber;
    private readonly ImmutableArray<ProgrammeVersion> byTime;

    private ProgrammeHistory(ImmutableArray<ProgrammeVersion> versions)
    {
        byNumber = versions;
        var limits = versions
            .SelectMany(version => version.Programme.Earning.Rules)
            .Select(rule => rule.PerMember?.Days ?? 0)
            .DefaultIfEmpty()
            .Max();
        UseDays = versions.Any(version => version.Programme.LatePurchaseDays is null)
            ? null
            : limits + versions.Max(version => version.Programme.LatePurchaseDays!.Value);
        byTime = [.. versions.OrderBy(version => version.From).ThenBy(version => version.Number)];
    }

    /// <summary>In the order in which they were written.</summary>
    public ImmutableArray<ProgrammeVersion> Versions => byNumber;

    /// <summary>
    /// The version in force at an instant: the latest start at or before it; of two versions with the same start, the one written later.
    /// </summary>
    public ProgrammeVersion InForceAt(DateTimeOffset instant)
    {
        for (var i = byTime.Length - 1; i > 0; i--)
        {
            if (byTime[i].From <= instant)
            {
                return byTime[i];
            }
        }

        return byTime[0];
    }

    /// <summary>The club's day at an instant, by the time zone of the version in force then.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => Days.Of(instant, InForceAt(instant).Programme.TimeZone);

    /// <summary>
    /// Age in days from which a use of a limited rule cannot affect any purchase, however late; null if some version accepts purchases of
    /// any age.
    /// </summary>
    public int? UseDays { get; }

    /// <summary>True if another version comes into force after a day, in any time zone.</summary>
    public bool ChangesAfter(DateOnly day) => byTime[^1].From.UtcDateTime >= day.ToDateTime(TimeOnly.MinValue);

    /// <summary>True if the version with the latest start is in force from a day on, in any time zone.</summary>
    public bool OnlyLatestFrom(DateOnly day) =>
        byTime.Length == 1
        || (day > DateOnly.MinValue.AddDays(2) && byTime[^1].From.UtcDateTime < day.AddDays(-1).ToDateTime(TimeOnly.MinValue));

    /// <summary>The programme of the version with the latest start.</summary>
    public Programme Latest => byTime[^1].Programme;

    public ProgrammeVersion Version(int number) => byNumber[number];

    public ProgrammeHistory With(DateTimeOffset from, Programme programme) => new(byNumber.Add(new(byNumber.Length, from, programme)));
}
