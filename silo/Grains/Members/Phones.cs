using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using PhoneNumbers;
using PhoneNumber = LoyaltyClub.Domain.Members.PhoneNumber;

namespace LoyaltyClub.Grains;

/// <summary>
/// Telephone numbers as the club keeps them: E.164 where a number is one of its country or was written with the prefix of any other, and
/// its digits alone otherwise.
/// </summary>
internal sealed class Phones(IJournal journal, ProgrammeCache programmes, ClubClock clock)
{
    private static readonly PhoneNumberUtil Known = PhoneNumberUtil.GetInstance();

    /// <summary>Changes when other numbers are known than before, so that members of before are looked at again.</summary>
    public static readonly string Edition = typeof(PhoneNumberUtil).Assembly.GetName().Version!.ToString();

    /// <summary>A number in any writing as it is kept; null for none. A text that is no number is kept as it is.</summary>
    public string? Kept(string? text)
    {
        if (text is null || PhoneText.Plain(text) is not { } plain)
        {
            return text?.Trim();
        }

        // In most countries 00 stands for the plus, and people write it in the others as well.
        var digits = PhoneNumber.Digits(plain);
        return E164(plain, Country) ?? (digits.Length < plain.Length ? E164("+" + digits, null) : null) ?? digits;
    }

    /// <summary>The digits of an E.164 number without its country's prefix; null for any other writing.</summary>
    public static string? National(string e164)
    {
        try
        {
            return e164.StartsWith('+') ? Known.GetNationalSignificantNumber(Known.Parse(e164, null)) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>
    /// The member with a number in any writing. Who shared a number with somebody else when there was no country yet kept it as it was
    /// written, and is found by that writing.
    /// </summary>
    public async Task<string?> Holder(string text) => await HolderAsWritten(text) ?? await journal.Holder(Claim.Phone(Kept(text))!);

    /// <summary>The member whose number is kept as it is written here, where E.164 writes it otherwise; or null.</summary>
    public async Task<string?> HolderAsWritten(string text)
    {
        var asWritten = Claim.Phone(PhoneText.Plain(text) ?? text)!;
        return
            asWritten != Claim.Phone(Kept(text))
            && await journal.Holder(asWritten) is { } holder
            // The same digits may also be the whole number of a member in another country.
            && Person.Read((await journal.Open(holder)).Document).Phone is { } phone
            && !phone.StartsWith('+')
            ? holder
            : null;
    }

    private string? Country => programmes.Book.InForceAt(clock.Now).Programme.CountryOfPhones;

    private static string? E164(string plain, string? country)
    {
        try
        {
            var number = Known.Parse(plain, country);
            return Known.IsValidNumber(number) ? Known.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
