using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>The type of a field of the programme document.</summary>
public enum FieldKind
{
    Text,

    /// <summary>A text, or an object of texts by language, one of <see cref="FieldDescription.Choices"/>.</summary>
    LocalizedText,

    /// <summary>Several of <see cref="FieldDescription.Choices"/>, in an order that matters.</summary>
    Languages,

    /// <summary>An ISO 4217 code.</summary>
    Currency,

    /// <summary>A name of the tz database.</summary>
    TimeZone,

    /// <summary>A code of ISO 3166, one of <see cref="FieldDescription.Choices"/>.</summary>
    Country,

    /// <summary>An identifier that other parts refer to: a-z, 0-9 and hyphens.</summary>
    Code,
    Number,

    /// <summary>A number, or null for no limit; null differs from an absent field.</summary>
    Limit,

    /// <summary>One of <see cref="FieldDescription.Choices"/>.</summary>
    Choice,
    Flag,
    Texts,

    /// <summary>Several of <see cref="FieldDescription.Choices"/>.</summary>
    Weekdays,

    /// <summary>A time of day, such as 16:00.</summary>
    Time,

    /// <summary>A day of every year, such as 12-31.</summary>
    MonthAndDay,

    /// <summary>An object that is always present: its fields have defaults.</summary>
    Section,

    /// <summary>An object that may be absent.</summary>
    Optional,

    /// <summary>A list of objects.</summary>
    List,
}

/// <summary>The range of a number.</summary>
/// <param name="Least">The minimum; null for the smallest amount of the currency.</param>
/// <param name="Decimals">The most decimals; null for those of the currency.</param>
public sealed record NumberRange(decimal? Least, decimal Most, int? Decimals)
{
    public static NumberRange Whole(long least, long most) => new(least, most, 0);

    public static NumberRange Money(decimal most) => new(0, most, null);

    /// <summary>An amount of money above zero.</summary>
    public static NumberRange Price(decimal most) => new(null, most, null);
}

/// <summary>A field that applies only if another field of its object has one of some values.</summary>
public sealed record OnlyWith(string Field, params ImmutableArray<string> Values);

/// <summary>A row of the table of the programme's fields, for forms and documentation.</summary>
/// <param name="Path">Names from the document downwards, with <c>[]</c> after a list: <c>earning.rules[].when.brand</c>.</param>
/// <param name="Says">Description for a developer.</param>
/// <param name="Default">Value of an absent field, as JSON; null if the field is required or has no default.</param>
/// <param name="Range">The range of a number.</param>
/// <param name="Most">The most items of a list, or characters of a text.</param>
/// <param name="Of">The list whose codes the field refers to.</param>
/// <param name="Unit">Unit of a number: <c>points</c>, <c>money</c>, <c>days</c>, <c>months</c>, <c>times</c>, <c>share</c> of 1; null for
/// pieces and if it depends on other fields.</param>
/// <param name="Group">Topic, if an object's fields are grouped.</param>
/// <param name="Place">Position in a form within its group, where it differs from the document: lower comes first, default 0.</param>
/// <param name="Ordered">True if the order of the list matters.</param>
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
