using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;

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
        var command = new Redeem(redemption, Shown(request.Card)) { ByTill = request.ByTill, For = KeyOf(request.Store, request.Receipt) };
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(request.OperationId), command) { Profile = Spent(command.Card, command.For) }
        );
        return written.Answer(entry => Views.Answer(id, (Redeemed)entry), () => Refusals.OperationConflict(request.OperationId!));
    }

    public Task<Outcome<RedemptionAnswer>> Capture(string redemption, string operationId) =>
        End(redemption, operationId, (number, name) => new Capture(number, name), entry => Views.Answer(id, (Captured)entry));

    public Task<Outcome<RedemptionAnswer>> Release(string redemption, string operationId) =>
        End(redemption, operationId, (number, name) => new Release(number, name), entry => Views.Answer(id, (Released)entry));

    public async Task<Outcome<RedemptionStore>> StoreOf(string redemption)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        return RedemptionIds.Read(redemption) is var (member, number) && member == id && await Asked(number) is { } asked
            ? new RedemptionStore(asked.Store)
            : Refusals.Of(Refusal.UnknownRedemption(redemption));
    }

    /// <summary>The request of a redemption of this member; null if there is none of this number.</summary>
    private async Task<Redemption?> Asked(int number)
    {
        const int chunk = 100;
        // A reservation is minutes old, so its entry is among the last.
        for (var end = ledger.Version; number > 0 && end > 0; end -= chunk)
        {
            var from = Math.Max(1, end - chunk + 1);
            var entries = await ledger.Entries(from, end - from + 1);
            if (entries.Select(numbered => numbered.Entry).OfType<Redeemed>().FirstOrDefault(one => one.Number == number) is { } found)
            {
                return found.Asked;
            }
        }

        return null;
    }

    /// <summary>The reservations that some store can hand over, with their stores; null if there are none.</summary>
    private async Task<ReservationView[]?> SetAside(MemberView view)
    {
        List<ReservationView>? all = null;
        foreach (var reservation in view.Reservations ?? [])
        {
            if (RedemptionIds.Read(reservation.Id) is var (_, number) && await Asked(number) is { Store: { } store })
            {
                (all ??= []).Add(reservation with { Store = store });
            }
        }

        return all?.ToArray();
    }

    /// <summary>As <see cref="Domain.Members.Purchase.ShownKey"/>.</summary>
    private static string? KeyOf(string? store, string? receipt) => store is null || receipt is null ? null : ReceiptKey.Of(store, receipt);

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

        var command = new UseVoucher(CardCode.Normalised(typed), use.Store!, await UsedWith(use), Shown(use.Card))
        {
            For = KeyOf(use.Store, use.Receipt),
        };
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(use.OperationId), command) { Profile = Spent(command.Card, command.For) }
        );
        return written.Answer(entry => Views.Answer(id, (VoucherUsed)entry), () => Refusals.OperationConflict(use.OperationId!));
    }

    /// <summary>The number of the receipt with which a voucher is used: today's; sent again, that of the first time.</summary>
    private async Task<string?> UsedWith(VoucherUse use) =>
        use.Receipt is not { } receipt || numbering.NeverBeganAgain(use.Store!) ? use.Receipt
        : OperationIds.Operation(use.OperationId) is { } operation
        && await journal.Find(operation) is { } done
        && done.Stream == id
        && EntryCodec.Decode(done.Data) is VoucherUsed { Receipt: { } before }
        && ReceiptNumber.Of(before).Shown == receipt
            ? before
        : (await numbering.Purchase(use.Store!, receipt, numbering.Day(clock.Now))).Text;
}
