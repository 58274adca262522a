using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>Transfers of points from one member to another.</summary>
internal static class Transfers
{
    /// <summary>The refusal of a transfer by its receiver's state, or null.</summary>
    public static Refusal? NotReceived(SendPoints command) =>
        command.Receiver switch
        {
            Receiver.Active => null,
            Receiver.Unknown => Refusal.UnknownMember(command.To),
            Receiver.Erased => Refusal.MemberErased(),
            Receiver.Self => Refusal.SameMember(),
            var who => throw new InvalidOperationException($"Nobody is sent points as {who}."),
        };

    public static Decision Send(MemberState member, SendPoints command, Moment moment)
    {
        var now = new AsOfNow(member, moment);
        var (to, points, _) = command;
        return now.Spendable < points
            ? Refusal.InsufficientPoints(points, now.Spendable)
            : now.Decide(new TransferSent(to, points, now.Taking(points)));
    }

    /// <summary>Transferred points keep their terms. They pay debt first, except when they return to their sender.</summary>
    public static Decision Receive(MemberState member, ReceivePoints command, Moment moment)
    {
        var now = new AsOfNow(member, moment);
        var debt = command.Back ? 0 : now.Member.Debt;
        var (paid, ended, kept) = (0L, 0L, ImmutableArray<Lot>.Empty);
        foreach (var lot in command.Lots)
        {
            var pays = Math.Min(debt - paid, lot.Points);
            paid += pays;
            if (now.Ended(lot.Terms))
            {
                ended += lot.Points - pays;
            }
            else if (lot.Points > pays)
            {
                kept = kept.Add(lot with { Points = lot.Points - pays });
            }
        }
        return now.Decide(new TransferReceived(command.From, kept, paid, ended, command.Back));
    }
}
