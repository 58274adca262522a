namespace LoyaltyClub.Contracts;

/// <summary>
/// What people call the club and the things of its programme, from this process's memory. A thing that the programme in force lacks has the
/// name that it had last. The language is one such as <c>es</c> or <c>es-MX</c>; null, or one without a text, gives the club's first.
/// </summary>
public interface IClubNames
{
    /// <summary>Codes of the tiers in force, the lowest first.</summary>
    IReadOnlyList<string> Tiers { get; }

    /// <summary>The languages of the club's pages and mails, its first before the others.</summary>
    IReadOnlyList<string> Languages { get; }

    /// <summary>The club's language that is wanted, also in a country's variety; null if the club has none such.</summary>
    string? Offered(string? wanted);

    string Club(string? language = null);

    /// <summary>A tier's name; its code if no programme has had it, as with all that follow.</summary>
    string Tier(string code, string? language = null);

    string Reward(string code, string? language = null);

    string StampCard(string code, string? language = null);

    /// <summary>Null for a rule without a name.</summary>
    string? Rule(string code, string? language = null);

    /// <summary>Null for a category without a name.</summary>
    /// <param name="category">As receipts have it, in any case.</param>
    string? Category(string category, string? language = null);
}

/// <summary>Answers of grains, which have names in the club's first language, with names in another.</summary>
public static class NamesInAnswers
{
    public static MemberView In(this MemberView member, IClubNames names, string? language) =>
        member with
        {
            Tier = member.Tier with
            {
                Name = names.Tier(member.Tier.Code, language),
                Progress = member.Tier.Progress with
                {
                    NextName = member.Tier.Progress.Next is { } next ? names.Tier(next, language) : null,
                },
            },
            Stamps = member.Stamps.In(names, language),
        };

    public static ScanAnswer In(this ScanAnswer scan, IClubNames names, string? language) =>
        scan with
        {
            Tier = scan.Tier with { Name = names.Tier(scan.Tier.Code, language) },
            Stamps = scan.Stamps?.In(names, language),
        };

    private static StampsView[] In(this StampsView[] stamps, IClubNames names, string? language) =>
        [.. stamps.Select(card => card with { Name = names.StampCard(card.Card, language) })];
}
