using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>One version of the programme and the instant from which it is in force.</summary>
public sealed record ProgrammeVersion(int Number, DateTimeOffset From, Programme Programme);

/// <summary>
/// All versions of the programme. Never empty: version 0 is <see cref="Programme.Default"/>, in force from the beginning of time.
/// </summary>
public sealed class ProgrammeHistory
{
    /// <summary>The book of a club that has not said anything yet.</summary>
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

    /// <summary>From the first to the last written.</summary>
    public ImmutableArray<ProgrammeVersion> Versions => byNumber;

    /// <summary>
    /// The version that decides about an instant: the one that began last before it or at it; of two that began together, the later
    /// written.
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

    /// <summary>
    /// Days after which no purchase can be so late that a use of a rule with a limit still stands in its way; null if there is no such day.
    /// </summary>
    public int? UseDays { get; }

    /// <summary>True if another version comes into force after a day, wherever that day ends.</summary>
    public bool ChangesAfter(DateOnly day) => byTime[^1].From.UtcDateTime >= day.ToDateTime(TimeOnly.MinValue);

    /// <summary>True if the version that begins last is in force on a day and after it, wherever that day begins.</summary>
    public bool OnlyLatestFrom(DateOnly day) =>
        byTime.Length == 1
        || (day > DateOnly.MinValue.AddDays(2) && byTime[^1].From.UtcDateTime < day.AddDays(-1).ToDateTime(TimeOnly.MinValue));

    /// <summary>The programme of the version that begins last.</summary>
    public Programme Latest => byTime[^1].Programme;

    public ProgrammeVersion Version(int number) => byNumber[number];

    public ProgrammeHistory With(DateTimeOffset from, Programme programme) => new(byNumber.Add(new(byNumber.Length, from, programme)));
}
