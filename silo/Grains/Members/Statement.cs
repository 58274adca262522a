using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains.Members;

/// <summary>A member's entries as the lines of their statement, in the order in which they were booked.</summary>
internal sealed class Statement(TimeZoneInfo zone)
{
    private readonly List<StatementLine> lines = [];
    private long balance, pending;

    /// <summary>The lines of one entry.</summary>
    /// <param name="before">The balance after the entry before it.</param>
    public static IReadOnlyList<StatementLine> Of(Entry entry, Balance before, TimeZoneInfo zone)
    {
        var statement = new Statement(zone) { balance = before.Active, pending = before.Pending };
        statement.Add(entry);
        return statement.lines;
    }

    private void Add(Entry entry)
    {
        foreach (var due in entry.Due)
            if (due.Kind == DueKind.Activated)
                Move(Days.Start(due.On, zone), "activated", due.Lot.Points, -due.Lot.Points, new() { Activated = due.Lot.Points });
            else
                Move(Days.Start(due.On, zone), "expired", -due.Lot.Points, 0, new());
        switch (entry)
        {
            case Enrolled { Opening: { } opening } enrolled:
                Move(enrolled.JoinedAt, "adjusted", opening.Points, 0, new() { Note = "Opening balance" });
                break;
            case Adjusted adjusted:
                Move(adjusted.Recorded, "adjusted", adjusted.Points, 0, new() { Note = adjusted.Reason });
                break;
            case Purchased purchased:
                Add(purchased);
                break;
            case Enrolled or Settled or ProfileChanged or Erased:
                break;
            default:
                throw new InvalidOperationException($"No statement line for an entry of type {entry.GetType().Name}.");
        }
    }

    private void Add(Purchased entry)
    {
        var details = new Details
        {
            Store = entry.Purchase.Store,
            Receipt = entry.Purchase.Receipt,
            Rule = string.Join(", ", entry.Breakdown.Select(share => share.Rule)) is { Length: > 0 } rules ? rules : null,
            Note = string.Join(", ", entry.Breakdown.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Rule} {share.Points:+0;-0}"))) is { Length: > 0 } shares ? shares : null,
        };
        if (entry.Pending > 0)
            Move(entry.Purchase.At, "earned", 0, entry.Points, details);
        else
            Move(entry.Purchase.At, "earned", entry.Points, 0, details);
        if (entry.ExpiredAtOnce && entry.Points > 0)
            Move(entry.Purchase.At, "expired", -entry.Points, 0, details with { Rule = null, Note = "Had ended before the receipt arrived" });
    }

    private void Move(DateTimeOffset at, string kind, long active, long waiting, Details details)
    {
        balance += active;
        pending += waiting;
        lines.Add(new(at, kind, active + waiting, balance, pending, details.Receipt, details.Store, details.Rule, details.Note, details.Activated));
    }

    private sealed record Details
    {
        public string? Receipt { get; init; }
        public string? Store { get; init; }
        public string? Rule { get; init; }
        public string? Note { get; init; }
        public long? Activated { get; init; }
    }
}
