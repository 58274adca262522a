using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Rewards, reservations, vouchers.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<RedemptionAnswer>> Redeem(RedemptionRequest request)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var redemption = new Redemption(
            request.Reward,
            request.Points,
            request.Capture!.Value,
            request.TtlSeconds ?? Redemptions.DefaultSeconds,
            request.Store
        );
        var command = new Redeem(redemption, Shown(request.Card));
        var written = await Submit(new PlainWrite(OperationIds.Operation(request.OperationId), command) { Profile = Spent(command.Card) });
        return written.Answer(entry => Views.Answer(id, (Redeemed)entry), () => Refusals.OperationConflict(request.OperationId!));
    }

    public Task<Outcome<RedemptionAnswer>> Capture(string redemption, string operationId) =>
        End(redemption, operationId, (number, name) => new Capture(number, name), entry => Views.Answer(id, (Captured)entry));

    public Task<Outcome<RedemptionAnswer>> Release(string redemption, string operationId) =>
        End(redemption, operationId, (number, name) => new Release(number, name), entry => Views.Answer(id, (Released)entry));

    private async Task<Outcome<RedemptionAnswer>> End(
        string redemption,
        string operationId,
        Func<int, string, MemberCommand> command,
        Func<Entry, RedemptionAnswer> view
    )
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        if (NumberOf(redemption) is not { } number)
        {
            return Refusals.Of(Refusal.UnknownRedemption(redemption));
        }

        var name = RedemptionIds.Of(id, number);
        var written = await Submit(new PlainWrite(OperationIds.Operation(operationId), command(number, name)));
        // The surviving member finds the redemption by its id under this member.
        return written.Refusal is { SurvivingMember: not null } merged
            ? merged with
            {
                Facts = [.. merged.Facts, new("redemption", name)],
            }
            : written.Answer(view, () => Refusals.OperationConflict(operationId));
    }

    /// <summary>This ledger's number of a redemption of this member, or of a member merged into this one; null if unknown.</summary>
    private int? NumberOf(string redemption)
    {
        if (RedemptionIds.Read(redemption) is not var (member, number))
        {
            return null;
        }

        if (member == id)
        {
            return number >= 1 && number <= ledger.State.Redemptions ? number : null;
        }

        return ledger.State.Merges.LastOrDefault(merge => merge.From == member) is { From: not null } merge
            ? number + merge.Redemptions
            : null;
    }

    public async Task<Outcome<VoucherUseAnswer>> UseVoucher(string typed, VoucherUse use)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var command = new UseVoucher(CardCode.Normalised(typed), use.Store!, use.Receipt, Shown(use.Card));
        var written = await Submit(new PlainWrite(OperationIds.Operation(use.OperationId), command) { Profile = Spent(command.Card) });
        return written.Answer(entry => Views.Answer(id, (VoucherUsed)entry), () => Refusals.OperationConflict(use.OperationId!));
    }
}
