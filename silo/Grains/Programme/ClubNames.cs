using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using Document = LoyaltyClub.Domain.Programmes.Programme;

namespace LoyaltyClub.Grains;

internal sealed class ClubNames(ProgrammeCache shelf, ClubClock clock) : IClubNames
{
    private Document InForce => shelf.Book.InForceAt(clock.Now).Programme;

    public IReadOnlyList<string> Tiers => [.. InForce.Tiers.Levels.Select(level => level.Code)];

    public IReadOnlyList<string> Languages => InForce.Languages;

    public string? Offered(string? wanted) => Spoken(wanted).FirstOrDefault(InForce.Languages.Contains);

    public string Club(string? language) => Find(club => club.Name, language)!;

    public string Tier(string code, string? language) =>
        Find(club => club.Tiers.Levels.FirstOrDefault(level => level.Code == code)?.Name, language) ?? code;

    public string Reward(string code, string? language) => Find(club => club.Reward(code)?.Name, language) ?? code;

    public string StampCard(string code, string? language) =>
        Find(club => club.StampCards.FirstOrDefault(card => card.Code == code)?.Name, language) ?? code;

    public string? Rule(string code, string? language) =>
        Find(club => club.Earning.Rules.FirstOrDefault(rule => rule.Code == code)?.Name, language);

    public string? Category(string category, string? language) =>
        Find(club => club.Categories.FirstOrDefault(one => one.Code.Equals(category, StringComparison.OrdinalIgnoreCase))?.Name, language);

    /// <summary>From the programme in force, else from the version written last that has it.</summary>
    private string? Find(Func<Document, LocalizedText?> name, string? language)
    {
        var club = InForce;
        var text = name(club);
        for (var i = shelf.Book.Versions.Length - 1; text is null && i >= 0; i--)
        {
            text = name(shelf.Book.Versions[i].Programme);
        }

        return Offered(language) is { } offered ? text?.In([offered, .. club.Languages]) : text?.In(club.Languages.AsSpan());
    }

    /// <summary>A language, and for es-MX also es.</summary>
    private static string[] Spoken(string? language) =>
        language is null ? []
        : language.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? [language, language[..dash]]
        : [language];
}
