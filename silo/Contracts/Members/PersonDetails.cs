using System.Collections.Immutable;
using System.Text.Json;

namespace LoyaltyClub.Contracts;

/// <summary>
/// What is known of a person, once for all that have it: who joins, what changes, what is stored and what is shown build on it. In JSON its
/// fields come before those of the record that builds on it, except where that one says otherwise.
/// </summary>
[GenerateSerializer, Immutable, Alias("club.PersonDetails")]
public record PersonDetails
{
    [Id(0), JsonPropertyOrder(-1)]
    public string? ExternalId { get; init; }

    [Id(1), JsonPropertyOrder(-1)]
    public string? FirstName { get; init; }

    [Id(2), JsonPropertyOrder(-1)]
    public string? LastName { get; init; }

    [Id(3), JsonPropertyOrder(-1)]
    public string? Email { get; init; }

    [Id(4), JsonPropertyOrder(-1)]
    public string? Phone { get; init; }

    [Id(5), JsonPropertyOrder(-1)]
    public DateOnly? Birthday { get; init; }

    [Id(6), JsonPropertyOrder(-1)]
    public string? Language { get; init; }

    /// <summary>The fields' names, as JSON, a change and an import's mapping have them.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        .. typeof(PersonDetails)
            .GetProperties()
            .OrderBy(property => property.MetadataToken)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
    ];

    /// <summary>From something that has a text or a day under each field's name, or null.</summary>
    public static PersonDetails From(Func<string, string?> text, Func<string, DateOnly?> day) =>
        new()
        {
            ExternalId = text("externalId"),
            FirstName = text("firstName"),
            LastName = text("lastName"),
            Email = text("email"),
            Phone = text("phone"),
            Birthday = day("birthday"),
            Language = text("language"),
        };

    /// <summary>The same record with these fields as the other one has them, null too; its own fields stay.</summary>
    internal PersonDetails Taking(PersonDetails other, IReadOnlyCollection<string>? names)
    {
        return this with
        {
            ExternalId = Taken("externalId") ? other.ExternalId : ExternalId,
            FirstName = Taken("firstName") ? other.FirstName : FirstName,
            LastName = Taken("lastName") ? other.LastName : LastName,
            Email = Taken("email") ? other.Email : Email,
            Phone = Taken("phone") ? other.Phone : Phone,
            Birthday = Taken("birthday") ? other.Birthday : Birthday,
            Language = Taken("language") ? other.Language : Language,
        };

        bool Taken(string name) => names is null || names.Contains(name);
    }
}

/// <summary>Taking details over keeps the type of the record that takes them.</summary>
public static class TakenDetails
{
    /// <param name="names">Which of <see cref="PersonDetails.Names"/>, where others are passed over; null for all.</param>
    public static T WithDetails<T>(this T person, PersonDetails other, IReadOnlyCollection<string>? names = null)
        where T : PersonDetails => (T)person.Taking(other, names);
}
