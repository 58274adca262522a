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

    /// <summary>
    /// True for an address that staff have set, or that was given while the club sent no mail, until its owner has confirmed it: nobody
    /// signs in by it before.
    /// </summary>
    public bool EmailUnconfirmed { get; init; }

    /// <summary>True for an unconfirmed address that another member had already: it is kept, and leads to nobody.</summary>
    public bool EmailUnclaimed { get; init; }

    /// <summary>True for who joined while the club sent no mail, and has confirmed no address since.</summary>
    public bool Unproven { get; init; }

    /// <summary>Where they joined, as <see cref="JoinPlace"/>; erased with the person.</summary>
    public string? JoinedFrom { get; init; }

    /// <summary>The member who has this member's number in another writing, so that it could not be brought into E.164; or null.</summary>
    public string? PhoneClash { get; init; }
    public string? CardCode { get; init; }

    /// <summary>Cards that were replaced: still known as this member's, and refused for what is sold from then on.</summary>
    public string[] OldCards { get; init; } = [];

    /// <summary>When each of <see cref="OldCards"/> was replaced; the first release did not record it.</summary>
    public Dictionary<string, DateTimeOffset>? ReplacedAt { get; init; }
    public string? ReferredBy { get; init; }

    /// <summary>The latest step of this member's card that has spent; no code of it or before it spends again.</summary>
    public long SpentStep { get; init; }

    /// <summary>Key of the receipt for which that code has spent, so that it spends once more for the same receipt.</summary>
    public string? SpentFor { get; init; }

    /// <summary>What decisions know of the person.</summary>
    public PersonFacts Facts => new(Birthday, CardCode, [.. OldCards.Select(Old)], SpentStep, SpentFor);

    public static Person Read(byte[]? document) =>
        document is { Length: > 0 } ? JsonSerializer.Deserialize(document, PersonJson.Default.Person)! : Nobody;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, PersonJson.Default.Person);

    /// <summary>What only one member at a time may have.</summary>
    public IEnumerable<string> Claims() =>
        new[] { EmailUnclaimed ? null : Claim.Email(Email), Claim.Phone(Phone), Claim.ExternalId(ExternalId), Claim.Card(CardCode) }
            .Concat(OldCards.Select(Claim.Card))
            .OfType<string>();

    /// <summary>With a new card in the place of the old one, which stays known and is refused.</summary>
    public Person WithCard(string code, DateTimeOffset now) =>
        CardCode is null
            ? this with
            {
                CardCode = code,
            }
            : this with
            {
                CardCode = code,
                OldCards = [.. OldCards, CardCode],
                ReplacedAt = new(ReplacedAt ?? []) { [CardCode] = now },
            };

    private OldCard Old(string code) => new(code, ReplacedAt?.TryGetValue(code, out var at) == true ? at : null);

    /// <param name="byStaff">An address that staff set is not confirmed.</param>
    /// <param name="phones">A number that says what is there already stays as it is written there.</param>
    public Person With(MemberChange change, bool byStaff, Phones phones)
    {
        if (change.Fields.FirstOrDefault(field => field != "consents" && !Names.Contains(field)) is { } unknown)
        {
            throw new ArgumentException($"A person has no field {unknown}.");
        }

        var person = this.WithDetails(change, change.Fields).Kept(phones);
        person = person.Phone == phones.Kept(Phone) ? person with { Phone = Phone } : person with { PhoneClash = null };
        if (Claim.Email(person.Email) != Claim.Email(Email))
        {
            person = person with { EmailUnconfirmed = byStaff && person.Email is not null, EmailUnclaimed = false };
        }

        // A member changes the address by a code that came to it.
        if (!byStaff && change.Fields.Contains("email"))
        {
            person = person.Confirmed();
        }

        return change.Fields.Contains("consents") ? person with { Consents = change.Consents ?? new() } : person;
    }

    /// <summary>With an address that is proved to be the member's.</summary>
    public Person Confirmed() => this with { EmailUnconfirmed = false, EmailUnclaimed = false, Unproven = Unproven && Email is null };

    /// <summary>The address without the spaces of a form or a file, the number as the club keeps numbers.</summary>
    public Person Kept(Phones phones) => this with { Email = Email?.Trim(), Phone = phones.Kept(Phone) };
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
