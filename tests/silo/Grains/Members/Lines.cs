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
    public static List<StatementLine> Of(Ledger club) =>
        [.. Statement.InOrderOfTime(Booked(club)).Select(line => StatementLines.Of(line.Movement))];

    /// <summary>The movements in the order of booking.</summary>
    public static List<Movement> Booked(Ledger club)
    {
        var (movements, before, zone) = (new List<Movement>(), default(Balance), club.Moment.Programme.TimeZone);
        foreach (var entry in club.Entries)
        {
            movements.AddRange(Statement.Movements(entry, before, zone));
            before = entry.After;
        }
        if (Decider.Decide(club.State, new Settle(club.Today), club.Moment).Entry is { } fallen)
        {
            movements.AddRange(Statement.Movements(fallen, before, zone));
        }

        return movements;
    }

    /// <summary>Every number and line that a member can see now, as text.</summary>
    public static string Seen(Ledger club) =>
        JsonSerializer.Serialize(LoyaltyClub.Grains.Views.Member("m", club.State, Person.Nobody, club.Moment))
        + "\n"
        + string.Join("\n", Of(club));
}
