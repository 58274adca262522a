using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What a decision may know besides state and command: the instant of the club's clock, the programme's versions, and values that the
/// caller supplies because rules are pure: facts about the person, random bits, units of stock.
/// </summary>
public sealed record Moment(DateTimeOffset Now, ProgrammeHistory Book)
{
    public Programme Programme { get; } = Book.InForceAt(Now).Programme;

    public PersonFacts Person { get; init; } = PersonFacts.None;

    /// <summary>
    /// Draws 64 random bits for the code of one voucher. Called only when a voucher is issued: a draw costs more than all rules together.
    /// </summary>
    public Func<ulong> Draw { get; init; } = () => 0;

    /// <summary>Units of stock that this decision may issue, by reward.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Granted { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The club's day; at least the day that the member's journal has settled, in case a machine's clock falls back.</summary>
    public DateOnly Today(MemberState member)
    {
        var today = Days.Of(Now, Programme.TimeZone);
        return today > member.SettledThrough ? today : member.SettledThrough;
    }
}
