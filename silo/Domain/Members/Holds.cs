using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>Hold the member's spending because of a finding of the watch; earning goes on.</summary>
/// <param name="Fingerprint">Hash of the request, 32 bytes.</param>
public sealed record HoldSpending(string Finding, ImmutableArray<byte> Fingerprint) : MemberCommand;

/// <summary>End a hold, or note that a finding was looked at and harmless.</summary>
/// <param name="Fingerprint">Hash of the request, 32 bytes.</param>
public sealed record ReleaseSpending(string Finding, ImmutableArray<byte> Fingerprint) : MemberCommand;

/// <summary>The member's spending is held. Who did it and why is in the audit.</summary>
public sealed record SpendingHeld(string Finding, ImmutableArray<byte> Fingerprint) : Entry;

/// <summary>This finding holds the member's spending no more.</summary>
public sealed record SpendingReleased(string Finding, ImmutableArray<byte> Fingerprint) : Entry;

/// <summary>Holds: while a finding holds a member, the member earns and does not spend.</summary>
internal static class Holds
{
    /// <summary>True for a command that would spend points or vouchers of a member on hold.</summary>
    public static bool Refuse(MemberState member, MemberCommand command) =>
        !member.Holds.IsEmpty && command is (RecordPurchase { Spends: true } or Redeem or Capture or UseVoucher or SendPoints);

    public static Decision Hold(MemberState member, HoldSpending command, Moment moment) =>
        Decision.Of(member, new SpendingHeld(command.Finding, command.Fingerprint), moment, member.SettledThrough);

    public static Decision Release(MemberState member, ReleaseSpending command, Moment moment) =>
        Decision.Of(member, new SpendingReleased(command.Finding, command.Fingerprint), moment, member.SettledThrough);

    public static MemberState With(this MemberState member, SpendingHeld entry) =>
        member with
        {
            Holds = member.Holds.Contains(entry.Finding) ? member.Holds : member.Holds.Add(entry.Finding),
        };

    public static MemberState Without(this MemberState member, SpendingReleased entry) =>
        member.Holds.Contains(entry.Finding) ? member with { Holds = member.Holds.RemoveAll(held => held == entry.Finding) } : member;
}
