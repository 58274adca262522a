using System.Text.RegularExpressions;

namespace LoyaltyClub.Api;

/// <summary>What a person's details must look like: a field's limits stand here and nowhere else in the API.</summary>
public static partial class Check
{
    public static Refused? Enrolment(Enrolment enrolment) =>
        Required("firstName", enrolment.FirstName, 100)
        ?? Person(enrolment)
        ?? Wordings(enrolment.Consents)
        ?? Optional("referredBy", enrolment.ReferredBy, 40)
        ?? (
            enrolment.OpeningBalance is { Points: < 0 or > MostPoints }
                ? Problems.Invalid("openingBalance.points", $"must be from 0 to {MostPoints}")
                : null
        );

    internal static Refused? Patch(MemberPatch patch, ICollection<string> fields) =>
        (fields.Contains("firstName") && patch.FirstName is null ? Problems.Invalid("firstName", "cannot be taken away") : null)
        ?? Person(patch)
        ?? Wordings(patch.Consents);

    private static Refused? Wordings(Consents? consents) =>
        Optional("consents.emailWording", consents?.EmailWording, 40) ?? Optional("consents.smsWording", consents?.SmsWording, 40);

    /// <summary>Each field with its limit; then what has a shape besides.</summary>
    private static Refused? Person(PersonDetails person)
    {
        if (
            (
                Optional("externalId", person.ExternalId, 100)
                ?? Optional("firstName", person.FirstName, 100)
                ?? Optional("lastName", person.LastName, 100)
                ?? Optional("email", person.Email, EmailAddress.Longest)
                ?? Optional("phone", person.Phone, PhoneText.Longest)
            ) is
            { } fault
        )
        {
            return fault;
        }

        if (person.FirstName is { } name && string.IsNullOrWhiteSpace(name))
        {
            return Problems.Invalid("firstName", "has nothing but blanks");
        }

        if (person.Email is { } email && !EmailAddress.IsMailable(email))
        {
            return Problems.Invalid("email", "must be an e-mail address that a mail server takes");
        }

        if (person.Phone is { } phone && !PhoneText.IsPhone(phone))
        {
            return Problems.Invalid("phone", "must be a telephone number of 6 to 15 digits");
        }

        if (person.Birthday is { Year: < 1880 } || person.Birthday > new DateOnly(2200, 1, 1))
        {
            return Problems.Invalid("birthday", "must be a day since 1880");
        }

        if (person.Language is { } language && !LanguageShape().IsMatch(language))
        {
            return Problems.Invalid("language", "must be a language such as es or en");
        }

        return null;
    }

    public const string LanguagePattern = "^[a-z]{2}(-[A-Z]{2})?$";

    [GeneratedRegex(LanguagePattern, RegexOptions.CultureInvariant)]
    private static partial Regex LanguageShape();
}
