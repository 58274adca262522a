using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Who a member is: the document beside the journal, which can be changed and erased while the ledger stays.</summary>
internal sealed record Person : PersonDetails
{
    /// <summary>Nobody, or somebody who was forgotten.</summary>
    public static readonly Person Nobody = new();

    public Consents Consents { get; init; } = new();
    public string? CardCode { get; init; }

    /// <summary>Cards that were replaced: still known as this member's, and refused.</summary>
    public string[] OldCards { get; init; } = [];
    public string? ReferredBy { get; init; }

    /// <summary>The latest step of this member's card that has spent; no code of it or before it spends again.</summary>
    public long SpentStep { get; init; }

    /// <summary>What decisions know of the person.</summary>
    public PersonFacts Facts => new(Birthday, CardCode, ImmutableCollectionsMarshal.AsImmutableArray(OldCards), SpentStep);

    public static Person Read(byte[]? document) =>
        document is { Length: > 0 } ? JsonSerializer.Deserialize(document, PersonJson.Default.Person)! : Nobody;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, PersonJson.Default.Person);

    /// <summary>What only one member at a time may have.</summary>
    public IEnumerable<string> Claims() =>
        new[] { Claim.Email(Email), Claim.Phone(Phone), Claim.ExternalId(ExternalId), Claim.Card(CardCode) }
            .Concat(OldCards.Select(Claim.Card))
            .OfType<string>();

    /// <summary>With a new card in the place of the old one, which stays known and is refused.</summary>
    public Person WithCard(string code) => this with { CardCode = code, OldCards = CardCode is null ? OldCards : [.. OldCards, CardCode] };

    public Person With(MemberChange change)
    {
        if (change.Fields.FirstOrDefault(field => field != "consents" && !Names.Contains(field)) is { } unknown)
        {
            throw new ArgumentException($"A person has no field {unknown}.");
        }

        var person = this.WithDetails(change, change.Fields).Trimmed();
        return change.Fields.Contains("consents") ? person with { Consents = change.Consents ?? new() } : person;
    }

    /// <summary>Without the spaces that come with an address or a number from a form or a file.</summary>
    public Person Trimmed() => this with { Email = Email?.Trim(), Phone = Phone?.Trim() };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(Person))]
internal sealed partial class PersonJson : JsonSerializerContext;

/// <summary>
/// The texts under which the journal keeps what belongs to one member only. E-mail is compared in lower case, phones by their digits.
/// </summary>
internal static class Claim
{
    public static string? Email(string? email) => email is null ? null : $"email:{email.Trim().ToLowerInvariant()}";

    public static string? Phone(string? phone) => phone is null ? null : $"phone:{PhoneNumber.Digits(phone)}";

    public static string? ExternalId(string? externalId) => externalId is null ? null : $"externalId:{externalId}";

    public const string VoucherPrefix = "voucher:";

    public static string Voucher(string code) => VoucherPrefix + code;

    public static string? Card(string? code) => code is null ? null : $"card:{CardCode.Normalised(code)}";
}
