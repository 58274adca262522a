using System.Text.Json;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Import;

/// <summary>Decimals of the currency at an instant, by the version of the programme in force.</summary>
internal sealed class Currencies
{
    private readonly (DateTimeOffset From, int Decimals)[] versions;

    /// <param name="versions">The programme's versions in order: first instant and document.</param>
    public Currencies(IEnumerable<(DateTimeOffset From, string Document)> versions) =>
        this.versions = [.. versions.Select(version => (version.From, Decimals(version.Document)))];

    /// <summary>Decimals by the latest version in force at the instant; of two with the same start, the later version.</summary>
    public int DecimalsAt(DateTimeOffset at)
    {
        for (var i = versions.Length - 1; i > 0; i--)
        {
            if (versions[i].From <= at)
            {
                return versions[i].Decimals;
            }
        }

        return versions[0].Decimals;
    }

    private static int Decimals(string document)
    {
        using var json = JsonDocument.Parse(document);
        return Money.Decimals(ProgrammeReader.Read(json.RootElement).Programme.Currency);
    }
}
