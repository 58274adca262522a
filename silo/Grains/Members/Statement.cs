using System.Collections.Immutable;
using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains.Members;

/// <summary>A member's entries as the lines of their statement, in the order in which they were booked.</summary>
internal sealed class Statement(TimeZoneInfo zone)
{
    private readonly List<Movement> movements = new(1); // there is mostly one
    private long balance, pending;

    /// <summary>The lines of one entry.</summary>
    /// <param name="before">The balance after the entry before it.</param>
    public static IReadOnlyList<StatementLine> Of(Entry entry, Balance before, TimeZoneInfo zone) =>
        Movements(entry, before, zone).ConvertAll(movement => movement.Line());

    /// <summary>The same without words, for who only counts.</summary>
    public static List<Movement> Movements(Entry entry, Balance before, TimeZoneInfo zone)
    {
        var statement = new Statement(zone) { balance = before.Active, pending = before.Pending };
        statement.Add(entry);
        return statement.movements;
    }

    private void Add(Entry entry)
    {
        foreach (var reservation in entry.TimedOut)
            Move(reservation.ExpiresAt, "released", reservation.Points, 0, new() { Note = StatementNotes.TimeWasUp });
        foreach (var due in entry.Due)
            if (due.Kind == DueKind.Activated)
                Move(Days.Start(due.On, zone), "activated", due.Lot.Points, -due.Lot.Points, new() { Activated = due.Lot.Points });
            else
                Move(Days.Start(due.On, zone), "expired", -due.Lot.Points, 0, new());
        var at = entry.Recorded;
        switch (entry)
        {
            case Enrolled { Opening: { } opening } enrolled:
                Move(enrolled.JoinedAt, "adjusted", opening.Points, 0, new() { Note = StatementNotes.OpeningBalance });
                break;
            case Adjusted adjusted:
                Move(at, "adjusted", adjusted.Points, 0, new() { Note = adjusted.Reason });
                Repay(at, adjusted.DebtPaid, pending: false, new());
                break;
            case Purchased purchased:
                Add(purchased);
                break;
            case Returned returned:
                Add(returned);
                break;
            case Redeemed redeemed:
                Move(at, "redeemed", -redeemed.Points, 0, new() { Store = redeemed.Asked.Store, Note = redeemed.Asked.Reward, Redemption = redeemed.Number });
                break;
            case Released { Reservation: { } reservation } released:
                Move(at, "released", reservation.Points, 0, new() { Redemption = released.Number });
                Expire(at, released.ExpiredAtOnce);
                break;
            case TransferSent sent:
                Move(at, "transferred", -sent.Points, 0, new() { Note = sent.To });
                break;
            case TransferReceived received:
                Move(at, "transferred", received.Lots.Sum() + received.DebtPaid + received.ExpiredAtOnce, 0, new() { Note = received.From });
                Repay(at, received.DebtPaid, pending: false, new());
                Expire(at, received.ExpiredAtOnce);
                break;
            case ReferralBooked booked:
                Add(booked);
                break;
            case MergedAway merged:
                Both(at, "merged", -balance, -pending, new() { Note = merged.Into });
                break;
            case MergedIn merged:
                Both(at, "merged", merged.Handed.Lots, entry.Today, 1, new() { Note = merged.From });
                break;
            case SplitOff split:
                Both(at, "merged", split.Handed.Lots, entry.Today, -1, new() { Note = split.From });
                break;
            case CameBack back:
                Both(at, "merged", back.Handed.Lots, entry.Today, 1, new() { Note = back.Of });
                break;
            case Enrolled or Settled or Captured or VoucherUsed or ProfileChanged or Erased or Released:
                break;
            default:
                throw new InvalidOperationException($"No statement line for an entry of type {entry.GetType().Name}.");
        }
    }

    private void Add(Purchased entry)
    {
        var at = entry.Purchase.At;
        var earned = new Details { Store = entry.Purchase.Store, Receipt = entry.Purchase.Receipt, Breakdown = entry.Breakdown };
        if (entry.Purchase.PayPoints > 0)
            Move(at, "redeemed", -entry.Purchase.PayPoints, 0, earned with { Breakdown = [], Note = StatementNotes.PaidWithPoints });
        Move(at, "earned", entry.Points, entry.Pending > 0, earned);
        if (entry is { DebtPaid: 0, ExpiredAtOnce: false, Referral: null })
            return;
        var details = earned with { Breakdown = [] };
        var repaid = Math.Min(entry.Points, entry.DebtPaid);
        Repay(at, repaid, entry.Pending > 0, details);
        if (entry.ExpiredAtOnce && entry.Points > repaid)
            Move(at, "expired", repaid - entry.Points, 0, details with { Note = StatementNotes.EndedBeforeReceipt });
        if (entry.Referral is not { Referee: > 0 } referral)
            return;
        var waits = referral.Terms.ActiveOn > entry.Today;
        Move(at, "earned", referral.Referee, waits, details with { Rule = "referral" });
        Repay(at, entry.DebtPaid - repaid, waits, details);
    }

    private void Add(Returned entry)
    {
        var details = new Details { Store = entry.Return.Store, Receipt = entry.Return.Receipt };
        var restored = entry.Restored.Sum();
        if (restored > 0)
            Move(entry.Return.At, "restored", restored, 0, details);
        Expire(entry.Return.At, entry.ExpiredAtOnce);
        var owed = entry.Debt > 0 ? string.Create(CultureInfo.InvariantCulture, $"{entry.Debt}{StatementNotes.OwedSuffix}") : null;
        if (entry.Back > 0)
            Move(entry.Return.At, "reversed", entry.Back, entry.Terms.ActiveOn > entry.Today, details);
        if (entry.Taken.IsEmpty && owed is not null)
            Move(entry.Return.At, "reversed", 0, 0, details with { Note = owed });
        else
            Both(entry.Return.At, "reversed", entry.Taken, entry.Today, -1, details with { Note = owed });
    }

    private void Add(ReferralBooked entry)
    {
        var details = new Details { Rule = "referral", Note = entry.Referee };
        if (entry.Points < 0)
        {
            Both(entry.Recorded, "reversed", entry.Lots, entry.Today, -1, details);
            return;
        }
        var waits = entry.Lots is [var lot, ..] && lot.Terms.ActiveOn > entry.Today;
        Move(entry.Recorded, "earned", entry.Points, waits, details);
        Repay(entry.Recorded, entry.Debt, waits, new());
        Expire(entry.Recorded, entry.Points - entry.Debt - entry.Lots.Sum());
    }

    private void Repay(DateTimeOffset at, long debt, bool pending, Details details)
    {
        if (debt > 0)
            Move(at, "reversed", -debt, pending, details with { Rule = null, Note = StatementNotes.PaysDebt });
    }

    private void Expire(DateTimeOffset at, long points)
    {
        if (points > 0)
            Move(at, "expired", -points, 0, new() { Note = StatementNotes.EndedMeanwhile });
    }

    /// <summary>A line for what is active of lots, and one for what is pending.</summary>
    private void Both(DateTimeOffset at, string kind, IEnumerable<Lot> lots, DateOnly today, int sign, Details details)
    {
        var waiting = lots.Where(lot => lot.Terms.ActiveOn > today).Sum(lot => lot.Points);
        Both(at, kind, sign * (lots.Sum(lot => lot.Points) - waiting), sign * waiting, details);
    }

    private void Both(DateTimeOffset at, string kind, long active, long waiting, Details details)
    {
        if (active != 0)
            Move(at, kind, active, 0, details);
        if (waiting != 0)
            Move(at, kind, 0, waiting, details);
    }

    private void Move(DateTimeOffset at, string kind, long points, bool pending, Details details) =>
        Move(at, kind, pending ? 0 : points, pending ? points : 0, details);

    private void Move(DateTimeOffset at, string kind, long active, long waiting, Details details)
    {
        balance += active;
        pending += waiting;
        movements.Add(new(at, kind, active + waiting, balance, pending, details));
    }

    /// <summary>A line that has no words yet: which rules gave what is said only where somebody reads it.</summary>
    internal readonly record struct Movement(DateTimeOffset At, string Kind, long Points, long Balance, long Pending, Details Details)
    {
        public StatementLine Line() => new(
            At, Kind, Points, Balance, Pending, Details.Receipt, Details.Store,
            Details.Breakdown.IsEmpty ? Details.Rule : string.Join(", ", Details.Breakdown.Select(share => share.Rule)),
            Details.Breakdown.IsEmpty ? Details.Note
                : string.Join(", ", Details.Breakdown.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Rule} {share.Points:+0;-0}"))),
            Details.Activated, Details.Redemption);
    }

    internal sealed record Details
    {
        public ImmutableArray<RulePoints> Breakdown { get; init; } = [];
        public string? Receipt { get; init; }
        public string? Store { get; init; }
        public string? Rule { get; init; }
        public string? Note { get; init; }
        public long? Activated { get; init; }
        public int? Redemption { get; init; }
    }
}
