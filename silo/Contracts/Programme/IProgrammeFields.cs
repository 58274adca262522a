namespace LoyaltyClub.Contracts;

/// <summary>
/// The table of the programme's fields, of which forms and documentation are made. It is this process's own: nothing of it is sent.
/// </summary>
public interface IProgrammeFields
{
    /// <summary>Every field, an object or list before the fields in it, as the document is written.</summary>
    IReadOnlyList<ProgrammeFieldView> All { get; }
}

/// <summary>What stands in a field of the programme's document.</summary>
public enum ProgrammeFieldKind
{
    Text,

    /// <summary>A text, or an object of texts by language, one of <see cref="ProgrammeFieldView.Choices"/>.</summary>
    LocalizedText,

    /// <summary>Some of <see cref="ProgrammeFieldView.Choices"/>, in an order that matters.</summary>
    Languages,
    Currency,
    TimeZone,

    /// <summary>One of <see cref="ProgrammeFieldView.Choices"/>.</summary>
    Country,

    /// <summary>a-z, 0-9 and hyphens.</summary>
    Code,
    Number,

    /// <summary>A number, or null for no limit, which is something else than nothing.</summary>
    Limit,

    /// <summary>One of <see cref="ProgrammeFieldView.Choices"/>.</summary>
    Choice,
    Flag,
    Texts,

    /// <summary>Some of <see cref="ProgrammeFieldView.Choices"/>.</summary>
    Weekdays,

    /// <summary>Such as 16:00.</summary>
    Time,

    /// <summary>Such as 12-31.</summary>
    MonthAndDay,

    /// <summary>An object that is always there.</summary>
    Section,

    /// <summary>An object that is there or not.</summary>
    Optional,

    /// <summary>A list of objects.</summary>
    List,
}

/// <summary>A field of the programme's document.</summary>
/// <param name="Path">Names from the document downwards, <c>[]</c> behind a list: <c>earning.rules[].when.brand</c>.</param>
/// <param name="Says">What it means, for a developer.</param>
/// <param name="Default">What holds where it is not said, as JSON; null if it is required or says nothing then.</param>
/// <param name="Least">Of a number; null for the smallest amount of the currency.</param>
/// <param name="Most">Of a number; null for what is no number.</param>
/// <param name="Decimals">Of a number; null for those of the currency.</param>
/// <param name="MostItems">Items of a list, or characters of a text.</param>
/// <param name="Of">The list of which it names codes.</param>
/// <param name="Unit">Of a number: <c>points</c>, <c>money</c>, <c>days</c>, <c>months</c>, <c>times</c> or <c>share</c>.</param>
/// <param name="Group">What it is about, where an object's fields fall into groups.</param>
/// <param name="Place">Where a form has it in its group if not as the document: lower comes first, 0 is usual.</param>
/// <param name="Ordered">True of a list whose order says something.</param>
/// <param name="OnlyWith">The field of its object that must have one of <paramref name="OnlyWithValues"/> for this one to matter.</param>
public sealed record ProgrammeFieldView(
    string Path,
    ProgrammeFieldKind Kind,
    string Says,
    string? Default,
    bool Required,
    decimal? Least,
    decimal? Most,
    int? Decimals,
    int? MostItems,
    IReadOnlyList<string> Choices,
    string? Of,
    string? Unit,
    string? Group,
    int Place,
    bool Ordered,
    string? OnlyWith,
    IReadOnlyList<string> OnlyWithValues
);
