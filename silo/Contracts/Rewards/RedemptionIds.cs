using System.Globalization;

namespace LoyaltyClub.Contracts;

/// <summary>A redemption's id: member id and number of the redemption, so that look-ups need no index.</summary>
public static class RedemptionIds
{
    public static string Of(string member, int number) => string.Create(CultureInfo.InvariantCulture, $"{member}-{number}");

    /// <summary>Parses an id; null if malformed.</summary>
    public static (string Member, int Number)? Read(string id) =>
        id.Split('-') is [var member, var text]
        && MemberIds.IsValid(member)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (member, number)
            : null;
}
