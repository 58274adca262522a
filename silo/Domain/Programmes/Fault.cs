using System.Collections.Immutable;
using System.Globalization;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>A fault in a programme document.</summary>
/// <param name="Path">Place of the fault, such as <c>earning.rules[0].multiply</c>; <c>$</c> is the document itself.</param>
/// <param name="Values">Arguments of the message of <see cref="Kind"/>, in order; numbers as in JSON.</param>
public sealed record Fault(string Path, FaultKind Kind, ImmutableArray<string> Values)
{
    /// <summary>English message for the developer who sent the document. Pages translate by kind.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Messages[Kind], [.. Values]);

    private static readonly Dictionary<FaultKind, string> Messages = new()
    {
        [FaultKind.NoObject] = "must be an object",
        [FaultKind.NoFieldName] = "has a field whose name is no text",
        [FaultKind.GivenTwice] = "is given twice",
        [FaultKind.UnknownField] = "is not a field of the programme",
        [FaultKind.Missing] = "is missing",
        [FaultKind.NoNumber] = "must be a number",
        [FaultKind.OutOfRange] = "must be from {0} to {1}, not {2}",
        [FaultKind.TooManyDecimals] = "may have {0} decimals, not {1}",
        [FaultKind.NoFlag] = "must be true or false",
        [FaultKind.NoText] = "must be a text",
        [FaultKind.TextLength] = "must have 1 to {0} characters and no control characters",
        [FaultKind.NoTextInList] = "must be a text of 1 to 100 characters",
        [FaultKind.NoCode] = "must be of a-z, 0-9 and hyphens, not '{0}'",
        [FaultKind.NotOneOf] = "must be one of {0}, not '{1}'",
        [FaultKind.NoTime] = "must be a time such as 16:00, not '{0}'",
        [FaultKind.NoList] = "must be a list",
        [FaultKind.TooManyItems] = "may have {0} items, not {1}",
        [FaultKind.CodeTwice] = "'{0}' stands here twice",
        [FaultKind.NoCurrency] = "must be a currency code of ISO 4217 such as EUR, not '{0}'",
        [FaultKind.NoTimeZone] = "must be a time zone such as Europe/Madrid, not '{0}'",
        [FaultKind.NoCountry] = "must be a country code of ISO 3166 such as ES, not '{0}'",
        [FaultKind.NotOneWay] = "a rule has exactly one of multiply, add and points, not {0}",
        [FaultKind.PerAlone] = "goes with points",
        [FaultKind.ReservedCode] = "'{0}' is what the programme itself gives or takes",
        [FaultKind.EmptyWindow] = "is the same as from; a whole day needs neither",
        [FaultKind.NoWeekday] = "must be of {0}, not '{1}'",
        [FaultKind.NoMonthAndDay] = "must be a month and a day such as 12-31, not '{0}'",
        [FaultKind.LowestLevel] = "the lowest level begins at 0, not {0}",
        [FaultKind.LevelOrder] = "must be above the level before, {0}, not {1}",
        [FaultKind.UnknownTier] = "names the tier '{0}', which is not among the levels",
        [FaultKind.UnknownReward] = "names the reward '{0}', which is not among the rewards",
    };
}

public enum FaultKind
{
    NoObject,
    NoFieldName,
    GivenTwice,
    UnknownField,
    Missing,
    NoNumber,
    OutOfRange,
    TooManyDecimals,
    NoFlag,
    NoText,
    TextLength,
    NoTextInList,
    NoCode,
    NotOneOf,
    NoTime,
    NoList,
    TooManyItems,
    CodeTwice,
    NoCurrency,
    NoTimeZone,
    NoCountry,
    NotOneWay,
    PerAlone,
    ReservedCode,
    EmptyWindow,
    NoWeekday,
    NoMonthAndDay,
    LowestLevel,
    LevelOrder,
    UnknownTier,
    UnknownReward,
}
