using System.Collections.Immutable;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Holds of the watch.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<bool>> HoldSpending(string finding, string operationId, string reason, string by) =>
        Decide(finding, operationId, reason, by, "spendingHeld", hash => new HoldSpending(finding, hash));

    public Task<Outcome<bool>> ReleaseSpending(string finding, string operationId, string reason, string by) =>
        Decide(finding, operationId, reason, by, "spendingReleased", hash => new ReleaseSpending(finding, hash));

    private async Task<Outcome<bool>> Decide(
        string finding,
        string operationId,
        string reason,
        string by,
        string what,
        Func<ImmutableArray<byte>, MemberCommand> command
    )
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var written = await Submit(
            new PlainWrite(OperationIds.Decision(operationId, id), command(FingerprintOf(operationId, $"{finding}\n{reason}")))
            {
                Audit = Audited(by, what, _ => (null, finding, reason)),
            }
        );
        return written.Answer(_ => true, () => Refusals.OperationConflict(operationId));
    }
}
