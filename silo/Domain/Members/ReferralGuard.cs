namespace LoyaltyClub.Domain.Members;

/// <summary>Nobody brings themselves: an address or a phone of the member who joins must not be found in the chain of referrers.</summary>
public static class ReferralGuard
{
    /// <summary>How far back a chain of referrals is followed.</summary>
    public const int LongestChain = 10;

    /// <summary>True if two persons have the same mailbox or the same phone.</summary>
    public static bool SamePerson(string? email, string? phone, string? otherEmail, string? otherPhone) =>
        (email is not null && otherEmail is not null && Mailbox(email) == Mailbox(otherEmail))
        || (phone is not null && otherPhone is not null && PhoneNumber.Digits(phone) == PhoneNumber.Digits(otherPhone));

    /// <summary>The address in lower case, without a +tag and without dots in front of the @: many providers ignore both.</summary>
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

/// <summary>Phones are compared by their digits.</summary>
public static class PhoneNumber
{
    /// <summary>The digits, without the 00 in front of a country's code.</summary>
    public static string Digits(string phone)
    {
        var national = phone.StartsWith("00", StringComparison.Ordinal) ? phone[2..] : phone;
        return string.Concat(national.Where(char.IsAsciiDigit));
    }
}
