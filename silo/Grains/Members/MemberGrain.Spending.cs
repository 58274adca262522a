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

        var asked = new Redemption(
            request.Reward,
            request.Points,
            request.Capture!.Value,
            request.TtlSeconds ?? Redemptions.DefaultSeconds,
            request.Store
        );
        var written = await WithStock(
            new SeldomWish(
                OperationIds.Operation(request.OperationId),
                new Redeemed(asked, 0, [], null, null, null) { Recorded = default, Today = default },
                (member, moment) => PayingRefusal(request.Card) is { } refused ? refused : Redemptions.Redeem(member, asked, moment)
            )
            {
                Profile = Spent(request.Card),
            }
        );
        return written.Answer(entry => Views.Answer(id, (Redeemed)entry), () => Refusals.OperationConflict(request.OperationId!));
    }

    public Task<Outcome<RedemptionAnswer>> Capture(string redemption, string operationId) =>
        End(
            redemption,
            operationId,
            number => new Captured(number, null, null) { Recorded = default, Today = default },
            Redemptions.Capture,
            entry => Views.Answer(id, (Captured)entry)
        );

    public Task<Outcome<RedemptionAnswer>> Release(string redemption, string operationId) =>
        End(
            redemption,
            operationId,
            number => new Released(number, null, 0) { Recorded = default, Today = default },
            Redemptions.Release,
            entry => Views.Answer(id, (Released)entry)
        );

    private async Task<Outcome<RedemptionAnswer>> End(
        string redemption,
        string operationId,
        Func<int, Entry> asked,
        Func<MemberState, int, string, Moment, Decision> decide,
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
        var written = await Write(OperationIds.Operation(operationId), asked(number), member => decide(member, number, name, Now));
        // Who has taken this member's place knows it by this member's name for it.
        return written.Refusal is { Code: "member_merged" } merged
            ? merged with
            {
                Facts = [.. merged.Facts, new("redemption", name)],
            }
            : written.Answer(view, () => Refusals.OperationConflict(operationId));
    }

    /// <summary>
    /// The number here of a redemption of this member, or of one who has become a part of this one; null if there is none.
    /// </summary>
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

        var code = CardCode.Normalised(typed);
        var written = await Write(
            OperationIds.Operation(use.OperationId),
            new VoucherUsed(code, use.Store!, use.Receipt, 0, "") { Recorded = default, Today = default },
            member => PayingRefusal(use.Card) is { } refused ? refused : Redemptions.UseVoucher(member, code, use.Store!, use.Receipt, Now),
            Spent(use.Card)
        );
        return written.Answer(
            entry => (VoucherUsed)entry is var used ? new VoucherUseAnswer(id, used.Reward, used.Code, "used", used.Today) : null!,
            () => Refusals.OperationConflict(use.OperationId!)
        );
    }
}
