using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;
using LoyaltyClub.Tests.Domain;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>What a member sees, put together from entries and state as the grain does it.</summary>
internal static class Lines
{
    /// <summary>All lines of the statement, those that fell due and are not written down included.</summary>
    public static List<StatementLine> Of(Ledger club)
    {
        var (lines, before, zone) = (new List<StatementLine>(), default(Balance), club.Moment.Programme.TimeZone);
        foreach (var entry in club.Entries)
        {
            lines.AddRange(StatementLines.Of(entry, before, zone));
            before = entry.After;
        }
        if (Decider.Decide(club.State, new Settle(club.Today), club.Moment).Entry is { } fallen)
        {
            lines.AddRange(StatementLines.Of(fallen, before, zone));
        }

        return lines;
    }

    /// <summary>Every number and line that a member can see now, as text.</summary>
    public static string Seen(Ledger club) =>
        JsonSerializer.Serialize(LoyaltyClub.Grains.Views.Member("m", club.State, Person.Nobody, club.Moment))
        + "\n"
        + string.Join("\n", Of(club));
}
