using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Contracts;

/// <summary>
/// What an e-mail address must look like, once for the API, the pages, an import and the mails: exactly what every mail server takes
/// (RFC 5321, without quotes and comments), so that one mailbox has one spelling. An address of another alphabet is given as its ASCII
/// form (xn--…).
/// </summary>
public static partial class EmailAddress
{
    public const int Longest = 254;

    public static bool IsMailable(string? text) => text is { Length: <= Longest } && Shape().IsMatch(text);

    /// <summary>Stands for an address where the address itself must not: hexadecimal SHA-256, the same in upper and lower case.</summary>
    public static string HashOf(string address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant())));

    [GeneratedRegex(
        @"\A(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
            + @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Shape();
}
