namespace LoyaltyClub.Domain.Members;

/// <summary>Hand over a voucher's reward without a purchase.</summary>
/// <param name="Receipt"><see cref="ReceiptNumber.Text"/> of the receipt on which the reward is handed over, or null.</param>
public sealed record UseVoucher(string Code, string Store, string? Receipt, ShownCard? Card = null) : SpendingCommand(Card)
{
    public override long Points(Programmes.Programme programme) => 0;
}

/// <summary>A voucher's reward was handed over.</summary>
/// <param name="Receipt">Number of the receipt on which the reward was handed over, or null.</param>
/// <param name="Voucher">The voucher's number.</param>
public sealed record VoucherUsed(string Code, string Store, string? Receipt, int Voucher, string Reward) : Entry;

/// <summary>An entry kind with command, entry and decision in one file.</summary>
internal static class VoucherUse
{
    public static Decision Decide(MemberState member, UseVoucher command, Moment moment)
    {
        var (code, store, receipt, _) = command;
        var now = new AsOfNow(member, moment);
        return Redemptions.Good(now.Member, code, now.Today, now.Today, out var voucher) is { } refusal
            ? refusal
            : now.Decide(new VoucherUsed(code, store, receipt, voucher.Number, voucher.Reward));
    }
}
