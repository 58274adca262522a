namespace LoyaltyClub.Domain.Members;

/// <summary>Prevents self-referral: e-mail and phone of the referee must not occur in the chain of referrers.</summary>
public static class ReferralGuard
{
    /// <summary>The most referrers that are checked.</summary>
    public const int LongestChain = 10;

    /// <summary>True if two persons share a mailbox or a phone.</summary>
    public static bool SamePerson(string? email, string? phone, string? otherEmail, string? otherPhone) =>
        (email is not null && otherEmail is not null && Mailbox(email) == Mailbox(otherEmail))
        || (phone is not null && otherPhone is not null && PhoneNumber.Digits(phone) == PhoneNumber.Digits(otherPhone));

    /// <summary>The address in lower case, without +tag and without dots before the @, because many providers ignore both.</summary>
    public static string Mailbox(string email)
    {
        var at = email.LastIndexOf('@');
        var name = email[..at].Trim();
        var tag = name.IndexOf('+');
        if (tag > 0)
        {
            name = name[..tag];
        }

        return (name.Replace(".", "", StringComparison.Ordinal) + email[at..].Trim()).ToLowerInvariant();
    }
}

/// <summary>Compares phone numbers by their digits.</summary>
public static class PhoneNumber
{
    /// <summary>The digits, without a leading 00 before the country code.</summary>
    public static string Digits(string phone)
    {
        var national = phone.StartsWith("00", StringComparison.Ordinal) ? phone[2..] : phone;
        return string.Concat(national.Where(char.IsAsciiDigit));
    }
}
