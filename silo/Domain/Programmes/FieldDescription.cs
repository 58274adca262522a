using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>What stands in a field of the programme's document.</summary>
public enum FieldKind
{
    Text,

    /// <summary>A code of ISO 4217.</summary>
    Currency,

    /// <summary>A name of the tz database.</summary>
    TimeZone,

    /// <summary>A name by which other parts refer to something: a-z, 0-9 and hyphens.</summary>
    Code,
    Number,

    /// <summary>A number, or null for no limit, which is something else than nothing.</summary>
    Limit,

    /// <summary>One of <see cref="FieldDescription.Choices"/>.</summary>
    Choice,
    Flag,
    Texts,

    /// <summary>Some of <see cref="FieldDescription.Choices"/>.</summary>
    Weekdays,

    /// <summary>A time of day, such as 16:00.</summary>
    Time,

    /// <summary>A day of every year, such as 12-31.</summary>
    MonthAndDay,

    /// <summary>An object that is always there: its fields have defaults.</summary>
    Section,

    /// <summary>An object that is there or not.</summary>
    Optional,

    /// <summary>A list of objects.</summary>
    List,
}

/// <summary>What a number may be.</summary>
/// <param name="Least">Null for the smallest amount of the currency.</param>
/// <param name="Decimals">At most so many; null for as many as the currency has.</param>
public sealed record NumberRange(decimal? Least, decimal Most, int? Decimals)
{
    public static NumberRange Whole(long least, long most) => new(least, most, 0);

    public static NumberRange Money(decimal most) => new(0, most, null);

    /// <summary>Money above zero.</summary>
    public static NumberRange Price(decimal most) => new(null, most, null);
}

/// <summary>A field says something only where another field of its object has one of some values.</summary>
public sealed record OnlyWith(string Field, params ImmutableArray<string> Values);

/// <summary>A row of the table of the programme's fields, for forms and documentation.</summary>
/// <param name="Path">Names from the document downwards, <c>[]</c> behind a list: <c>earning.rules[].when.brand</c>.</param>
/// <param name="Says">What it means, for a developer.</param>
/// <param name="Default">What holds where it is not said, as JSON; null if it is required or says nothing then.</param>
/// <param name="Range">Of a number.</param>
/// <param name="Most">Items of a list, or characters of a text.</param>
/// <param name="Of">The list of which it names codes.</param>
/// <param name="Unit">Of a number: <c>points</c>, <c>money</c>, <c>days</c>, <c>months</c>, <c>times</c>, <c>share</c> of 1; null for
/// pieces and for what depends on other fields.</param>
/// <param name="Group">What it is about, where an object's fields fall into groups.</param>
/// <param name="Place">Where a form has it among the fields of its group if not as the document: lower comes first, 0 is usual.</param>
/// <param name="Ordered">True of a list whose order says something.</param>
public sealed record FieldDescription(
    string Path,
    FieldKind Kind,
    string Says,
    string? Default,
    bool Required,
    NumberRange? Range,
    int? Most,
    ImmutableArray<string> Choices,
    string? Of,
    string? Unit,
    string? Group,
    int Place,
    bool Ordered,
    OnlyWith? OnlyWith
);
