using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What a decision may know besides the member's state and the command: the instant by the club's clock, the programme's versions, and
/// what its caller brings because a rule may not fetch it: facts of the person, chance, units of a stock.
/// </summary>
public sealed record Moment(DateTimeOffset Now, ProgrammeHistory Book)
{
    public Programme Programme { get; } = Book.InForceAt(Now).Programme;

    public PersonFacts Person { get; init; } = PersonFacts.None;

    /// <summary>
    /// Draws 64 random bits, of which the codes of vouchers are made. Asked only where there is one: chance costs more than all rules.
    /// </summary>
    public Func<ulong> Draw { get; init; } = () => 0;

    /// <summary>Units of the stock of rewards, by reward, that this decision may give out.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Granted { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The club's day. Never before what the member's journal has settled, should a machine's clock fall back.</summary>
    public DateOnly Today(MemberState member)
    {
        var today = Days.Of(Now, Programme.TimeZone);
        return today > member.SettledThrough ? today : member.SettledThrough;
    }
}
