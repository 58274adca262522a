using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains.Members;

/// <summary>Rewards, reservations, vouchers.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<RedemptionAnswer>> Redeem(RedemptionRequest request)
    {
        if (Unknown() is { } unknown)
            return unknown;
        var asked = new Redemption(request.Reward, request.Points, request.Capture!.Value, request.TtlSeconds ?? Redemptions.DefaultSeconds, request.Store);
        var written = await WithStock(
            OperationIds.Operation(request.OperationId), new Redeemed(asked, 0, [], null, null, null) { Recorded = default, Today = default },
            (member, moment) => Redemptions.Redeem(member, asked, moment));
        return written.Answer(entry => Views.Answer(id, (Redeemed)entry), () => Refusals.OperationConflict(request.OperationId!));
    }

    public async Task<Outcome<RedemptionAnswer>> Capture(int redemption, string operationId)
    {
        if (Unknown() is { } unknown)
            return unknown;
        var written = await Write(
            OperationIds.Operation(operationId), new Captured(redemption, null, null) { Recorded = default, Today = default },
            member => Redemptions.Capture(member, redemption, Views.RedemptionId(id, redemption), Now));
        return written.Answer(entry => Views.Answer(id, (Captured)entry), () => Refusals.OperationConflict(operationId));
    }

    public async Task<Outcome<RedemptionAnswer>> Release(int redemption, string operationId)
    {
        if (Unknown() is { } unknown)
            return unknown;
        var written = await Write(
            OperationIds.Operation(operationId), new Released(redemption, null, 0) { Recorded = default, Today = default },
            member => Redemptions.Release(member, redemption, Views.RedemptionId(id, redemption), Now));
        return written.Answer(entry => Views.Answer(id, (Released)entry), () => Refusals.OperationConflict(operationId));
    }

    public async Task<Outcome<VoucherUseAnswer>> UseVoucher(string code, VoucherUse use)
    {
        if (Unknown() is { } unknown)
            return unknown;
        var written = await Write(
            OperationIds.Operation(use.OperationId), new VoucherUsed(code, use.Store!, use.Receipt, 0, "") { Recorded = default, Today = default },
            member => Redemptions.UseVoucher(member, code, use.Store!, use.Receipt, Now));
        return written.Answer(
            entry => (VoucherUsed)entry is var used ? new VoucherUseAnswer(id, used.Reward, used.Code, "used", used.Today) : null!,
            () => Refusals.OperationConflict(use.OperationId!));
    }
}
