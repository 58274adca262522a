using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A member's entries as movements of points (promise 13).</summary>
public sealed class Statement
{
    private readonly List<Movement> movements = new(1); // most entries have one
    private readonly TimeZoneInfo zone;
    private long balance,
        pending;

    private Statement(Balance before, TimeZoneInfo zone)
    {
        this.zone = zone;
        balance = before.Active;
        pending = before.Pending;
    }

    /// <summary>The movements of one entry.</summary>
    /// <param name="before">The balance after the previous entry.</param>
    /// <param name="zone">The club's time zone, for the midnights at which points expire or become active.</param>
    public static List<Movement> Movements(Entry entry, Balance before, TimeZoneInfo zone)
    {
        var statement = new Statement(before, zone);
        statement.Add(entry);
        return statement.movements;
    }

    /// <summary>
    /// A history's movements in the order of time, each with the balance after it in that order: a late receipt stands where it belongs,
    /// and where one period ends the next begins. Movements of one instant keep the order of booking.
    /// </summary>
    /// <param name="booked">In the order of booking.</param>
    /// <returns>Each movement with its place in <paramref name="booked"/>, which later movements do not change.</returns>
    public static IReadOnlyList<(int Place, Movement Movement)> InOrderOfTime(IReadOnlyList<Movement> booked)
    {
        var changes = new (int Place, Movement Movement, long Active, long Pending)[booked.Count];
        var (before, active, pending) = (default(Movement), 0L, 0L);
        for (var place = 0; place < changes.Length; place++)
        {
            var movement = booked[place];
            changes[place] = (place, movement, movement.Balance - before.Balance, movement.Pending - before.Pending);
            before = movement;
        }

        return
        [
            .. changes
                .OrderBy(change => change.Movement.At)
                .Select(change =>
                {
                    (active, pending) = (active + change.Active, pending + change.Pending);
                    return (change.Place, change.Movement with { Balance = active, Pending = pending });
                }),
        ];
    }

    private const string ReferralRule = "referral";

    private void Add(Entry entry)
    {
        foreach (var reservation in entry.TimedOut)
        {
            Move(reservation.ExpiresAt, MovementKind.Released, reservation.Points, 0, new() { Remark = MovementRemark.TimeWasUp });
        }

        foreach (var due in entry.Due)
        {
            if (due.Kind == DueKind.Activated)
            {
                Move(
                    Days.Start(due.On, zone),
                    MovementKind.Activated,
                    due.Lot.Points,
                    -due.Lot.Points,
                    new() { Activated = due.Lot.Points }
                );
            }
            else
            {
                Move(Days.Start(due.On, zone), MovementKind.Expired, -due.Lot.Points, 0, new());
            }
        }

        var at = entry.Recorded;
        switch (entry)
        {
            case Enrolled { Opening: { } opening } enrolled:
                Move(enrolled.JoinedAt, MovementKind.Adjusted, opening.Points, 0, new() { Remark = MovementRemark.OpeningBalance });
                break;
            case Adjusted adjusted:
                Move(at, MovementKind.Adjusted, adjusted.Points, 0, new() { Note = adjusted.Reason });
                Repay(at, adjusted.DebtPaid, pending: false, new());
                break;
            case Purchased purchased:
                Add(purchased);
                break;
            case Returned returned:
                Add(returned);
                break;
            case Redeemed redeemed:
                Move(
                    at,
                    MovementKind.Redeemed,
                    -redeemed.Points,
                    0,
                    new()
                    {
                        Store = redeemed.Asked.Store is { Length: > 0 } store ? store : null,
                        Note = redeemed.Asked.Reward,
                        Redemption = redeemed.Number,
                    }
                );
                break;
            case Released { Reservation: { } reservation } released:
                Move(at, MovementKind.Released, reservation.Points, 0, new() { Redemption = released.Number });
                Expire(at, released.ExpiredAtOnce);
                break;
            case TransferSent sent:
                Move(at, MovementKind.Transferred, -sent.Points, 0, new() { Note = sent.To });
                break;
            case TransferReceived received:
                Move(
                    at,
                    MovementKind.Transferred,
                    received.Lots.Sum() + received.DebtPaid + received.ExpiredAtOnce,
                    0,
                    new() { Note = received.From }
                );
                Repay(at, received.DebtPaid, pending: false, new());
                Expire(at, received.ExpiredAtOnce);
                break;
            case ReferralBooked booked:
                Add(booked);
                break;
            case MergedAway merged:
                Both(at, MovementKind.Merged, -balance, -pending, new() { Note = merged.Into });
                break;
            case MergedIn merged:
                Both(at, MovementKind.Merged, merged.Handed.Lots, entry.Today, 1, new() { Note = merged.From });
                break;
            case SplitOff split:
                Both(at, MovementKind.Merged, split.Handed.Lots, entry.Today, -1, new() { Note = split.From });
                break;
            case CameBack back:
                Both(at, MovementKind.Merged, back.Handed.Lots, entry.Today, 1, new() { Note = back.Of });
                break;
            case Enrolled or Settled or Captured or VoucherUsed or ProfileChanged or Erased or Released or SpendingHeld or SpendingReleased:
                break;
            default:
                throw new InvalidOperationException($"No statement line for an entry of type {entry.GetType().Name}.");
        }
    }

    private void Add(Purchased entry)
    {
        var at = entry.Purchase.At;
        var earned = new MovementDetails
        {
            Store = entry.Purchase.Store,
            Receipt = entry.Purchase.Receipt,
            Breakdown = entry.Breakdown,
        };
        if (entry.Purchase.PayPoints > 0)
        {
            Move(
                at,
                MovementKind.Redeemed,
                -entry.Purchase.PayPoints,
                0,
                earned with
                {
                    Breakdown = [],
                    Remark = MovementRemark.PaidWithPoints,
                }
            );
        }

        Move(at, MovementKind.Earned, entry.Points, entry.Pending > 0, earned);
        if (entry is { DebtPaid: 0, ExpiredAtOnce: false, Referral: null })
        {
            return;
        }

        var details = earned with { Breakdown = [] };
        var repaid = Math.Min(entry.Points, entry.DebtPaid);
        Repay(at, repaid, entry.Pending > 0, details);
        if (entry.ExpiredAtOnce && entry.Points > repaid)
        {
            Move(at, MovementKind.Expired, repaid - entry.Points, 0, details with { Remark = MovementRemark.EndedBeforeReceipt });
        }

        if (entry.Referral is not { Referee: > 0 } referral)
        {
            return;
        }

        var waits = referral.Terms.ActiveOn > entry.Today;
        Move(at, MovementKind.Earned, referral.Referee, waits, details with { Rule = ReferralRule });
        Repay(at, entry.DebtPaid - repaid, waits, details);
    }

    private void Add(Returned entry)
    {
        var details = new MovementDetails { Store = entry.Return.PurchaseStore, Receipt = entry.Return.Receipt };
        var restored = entry.Restored.Sum();
        if (restored > 0)
        {
            Move(entry.Return.At, MovementKind.Restored, restored, 0, details);
        }

        Expire(entry.Return.At, entry.ExpiredAtOnce);
        if (entry.Back > 0)
        {
            Move(entry.Return.At, MovementKind.Reversed, entry.Back, entry.Terms.ActiveOn > entry.Today, details);
        }

        details = details with { Owed = entry.Debt };
        if (entry.Taken.IsEmpty && entry.Debt > 0)
        {
            Move(entry.Return.At, MovementKind.Reversed, 0, 0, details);
        }
        else
        {
            Both(entry.Return.At, MovementKind.Reversed, entry.Taken, entry.Today, -1, details);
        }
    }

    private void Add(ReferralBooked entry)
    {
        var details = new MovementDetails { Rule = ReferralRule, Note = entry.Referee };
        if (entry.Points < 0)
        {
            Both(entry.Recorded, MovementKind.Reversed, entry.Lots, entry.Today, -1, details);
            return;
        }
        var waits = entry.Lots is [var lot, ..] && lot.Terms.ActiveOn > entry.Today;
        Move(entry.Recorded, MovementKind.Earned, entry.Points, waits, details);
        Repay(entry.Recorded, entry.Debt, waits, new());
        Expire(entry.Recorded, entry.Points - entry.Debt - entry.Lots.Sum());
    }

    private void Repay(DateTimeOffset at, long debt, bool pending, MovementDetails details)
    {
        if (debt > 0)
        {
            Move(at, MovementKind.Reversed, -debt, pending, details with { Rule = null, Remark = MovementRemark.PaysDebt });
        }
    }

    private void Expire(DateTimeOffset at, long points)
    {
        if (points > 0)
        {
            Move(at, MovementKind.Expired, -points, 0, new() { Remark = MovementRemark.EndedMeanwhile });
        }
    }

    /// <summary>One line for active points of the lots, one for pending points.</summary>
    private void Both(DateTimeOffset at, MovementKind kind, IEnumerable<Lot> lots, DateOnly today, int sign, MovementDetails details)
    {
        var waiting = lots.Where(lot => lot.Terms.ActiveOn > today).Sum(lot => lot.Points);
        Both(at, kind, sign * (lots.Sum(lot => lot.Points) - waiting), sign * waiting, details);
    }

    private void Both(DateTimeOffset at, MovementKind kind, long active, long waiting, MovementDetails details)
    {
        if (active != 0)
        {
            Move(at, kind, active, 0, details);
        }

        if (waiting != 0)
        {
            Move(at, kind, 0, waiting, details);
        }
    }

    private void Move(DateTimeOffset at, MovementKind kind, long points, bool pending, MovementDetails details) =>
        Move(at, kind, pending ? 0 : points, pending ? points : 0, details);

    private void Move(DateTimeOffset at, MovementKind kind, long active, long waiting, MovementDetails details)
    {
        balance += active;
        pending += waiting;
        movements.Add(new(at, kind, active + waiting, balance, pending, details));
    }
}

/// <summary>The cause of a movement.</summary>
public enum MovementKind
{
    Earned,
    Adjusted,
    Reversed,
    Redeemed,
    Released,
    Restored,
    Expired,
    Activated,
    Transferred,
    Merged,
}

/// <summary>The reason of a movement, where its kind is ambiguous.</summary>
public enum MovementRemark
{
    None,
    TimeWasUp,
    OpeningBalance,
    PaidWithPoints,
    PaysDebt,
    EndedMeanwhile,
    EndedBeforeReceipt,
}

/// <summary>One movement of a member's points.</summary>
/// <param name="At">The instant of the event: a purchase's own time, the midnight of an expiry.</param>
/// <param name="Points">Change of active and pending points together; 0 for an activation.</param>
/// <param name="Balance">Spendable points after the movement, in the order of its list.</param>
/// <param name="Pending">Pending points after the movement, in the order of its list.</param>
public readonly record struct Movement(
    DateTimeOffset At,
    MovementKind Kind,
    long Points,
    long Balance,
    long Pending,
    MovementDetails Details
);

/// <summary>References of a movement.</summary>
public sealed record MovementDetails
{
    /// <summary>Points by rule, of a receipt.</summary>
    public ImmutableArray<RulePoints> Breakdown { get; init; } = [];
    public string? Receipt { get; init; }
    public string? Store { get; init; }

    /// <summary>The rule that gave the points, if it was a single rule.</summary>
    public string? Rule { get; init; }
    public MovementRemark Remark { get; init; }

    /// <summary>Text given with the cause: a reason, a reward, another member's id.</summary>
    public string? Note { get; init; }

    /// <summary>Points of a return that became debt.</summary>
    public long Owed { get; init; }

    /// <summary>Points that became active.</summary>
    public long? Activated { get; init; }

    /// <summary>Number of the member's redemption.</summary>
    public int? Redemption { get; init; }
}
