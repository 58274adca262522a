using System.Text.Json;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Import;

/// <summary>How many decimals money had at an instant, by the programme that decides about it.</summary>
internal sealed class Currencies
{
    private readonly (DateTimeOffset From, int Decimals)[] versions;

    /// <param name="versions">The programme's, in their order: from when each counts, and its document.</param>
    public Currencies(IEnumerable<(DateTimeOffset From, string Document)> versions) =>
        this.versions = [.. versions.Select(version => (version.From, Decimals(version.Document)))];

    /// <summary>The latest version that had begun; of two that begin together the later.</summary>
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
