using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>Points that go from one member to another.</summary>
internal static class Transfers
{
    /// <summary>Why there is nobody to take the points, or null.</summary>
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

    /// <summary>Points that come keep their terms. They pay a debt first, unless they come back to their sender.</summary>
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
