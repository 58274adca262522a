using System.Text.RegularExpressions;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// Requests of the till page to the grains. What may be spent the grains decide: by the card that is shown, and by the programme's
/// <c>spending</c>.
/// </summary>
internal sealed partial class TillDesk(
    IGrainFactory grains,
    IDirectory directory,
    IClubFacts club,
    IClubNames names,
    IRewards rewards,
    Enrolments enrolments
)
{
    /// <summary>Finds a member by scanned or typed text: card, voucher, e-mail or phone.</summary>
    public async Task<Outcome<FoundAnswer>> Find(string text, Words words, Caller till)
    {
        var member = await Member(text, till);
        return member.Refusal is { } unknown ? unknown : await Panel(member.Value!, words.Language, null);
    }

    /// <summary>Enrols somebody by their phone or e-mail. Who is a member already is shown as if looked up.</summary>
    public async Task<Outcome<FoundAnswer>> Join(HttpContext http, Words words, JoinRequest request, Caller till)
    {
        var joined = await enrolments.Join(
            http,
            words,
            request.Text!,
            $"till {till.Store} {request.OperationId}",
            place: JoinPlace.OfTill(till.KeyId)
        );
        var known = joined.Refusal is { Code: RefusalCode.AlreadyAMember } already
            ? already.Facts.FirstOrDefault(fact => fact.Name == "member")?.Text
            : null;
        if ((joined.Value ?? known) is not { } id)
        {
            return joined.Refusal!;
        }

        var scanned = await Scans.Scan(id, grains, null, till.Store);
        return scanned.Refusal is { } gone ? gone : await Panel(scanned.Value!, words.Language, known is null ? "new" : "already");
    }

    private async Task<FoundAnswer> Panel(ScanAnswer scanned, string language, string? joined)
    {
        var active = scanned.Balance.Active;
        var most = scanned.Kind switch
        {
            ScanAnswer.Rotating => null,
            ScanAnswer.Static => club.Spending.PrintedCard,
            _ => club.Spending.Phone,
        };
        var catalogue = await rewards.Catalogue(language);
        var theirs = catalogue
            .Where(reward =>
                reward.Cost is not null
                && reward.Left is not 0
                && (reward.Tiers.Length == 0 || reward.Tiers.Contains(scanned.Tier.Code, StringComparer.Ordinal))
            )
            .OrderBy(reward => reward.Cost)
            .ToArray();
        return new FoundAnswer(
            scanned.In(names, language),
            club.Paying is { } pay ? club.Worth(pay.Usable(most is > 0 and var some ? Math.Min(active, some) : active)) : null,
            most is not 0 && scanned.Notices.All(notice => notice.Kind != NoticeView.OnHold),
            most,
            catalogue.ToDictionary(reward => reward.Code, reward => reward.Name),
            [
                .. theirs
                    .Where(reward => reward.Cost <= active)
                    .Reverse()
                    .Select(reward => new ReachedReward(reward.Code, reward.Name, reward.Cost!.Value)),
            ],
            theirs.FirstOrDefault(reward => reward.Cost > active) is { } next ? new(next.Name, next.Cost!.Value - active) : null,
            joined
        );
    }

    public Task<Outcome<PurchaseAnswer>> Preview(SaleRequest sale, Caller till) =>
        Purchase(sale, till, sale.Vouchers ?? [], (grain, purchase) => grain.PreviewPurchase(purchase, null));

    /// <summary>
    /// Books a sale with what is handed over, or what is handed over alone. Each step has an id made of the receipt's number, so that the
    /// same sale, sent again after a lost answer, takes nothing twice.
    /// </summary>
    public async Task<Outcome<SaleAnswer>> Record(SaleRequest sale, Caller till)
    {
        // What the ledger would refuse is refused before anything is taken; a receipt that is booked already gets its first answer.
        if (
            sale is { Lines.Length: > 0, Rewards: > 0 }
            && await directory.Purchase(till.Store!, sale.Receipt!, sale.At!.Value) is null
            && (await Preview(sale, till)).Refusal is { } refused
        )
        {
            return refused;
        }

        var taken = await HandOver(sale, till);
        if (taken.Refusal is { } notTaken)
        {
            return notTaken;
        }

        string[] vouchers = [.. sale.Vouchers ?? [], .. taken.Value!];
        if (sale.Lines!.Length == 0)
        {
            return await UseAlone(sale, till, vouchers);
        }

        var booked = await Purchase(sale, till, vouchers, (grain, purchase) => grain.RecordPurchase(purchase));
        return booked.Refusal is { } notBooked ? notBooked : new SaleAnswer(booked.Value, booked.Again);
    }

    /// <summary>Captures what is set aside and takes rewards for points: the codes of their vouchers.</summary>
    private async Task<Outcome<string[]>> HandOver(SaleRequest sale, Caller till)
    {
        var codes = new List<string>();
        foreach (var reservation in sale.HandOver ?? [])
        {
            var captured = await Reservations.End(grains, reservation, till.Store, (grain, id) =>
                grain.Capture(id, $"{Operation(sale, till)} {reservation}")
            );
            if (captured.Refusal is { } refusal)
            {
                return refusal;
            }

            if (captured.Value!.Voucher is { } voucher)
            {
                codes.Add(voucher.Code);
            }
        }

        for (var i = 0; i < (sale.Take?.Length ?? 0); i++)
        {
            var request = new RedemptionRequest(
                $"{Operation(sale, till)} take {i}",
                sale.Take![i],
                null,
                Capture: true,
                null,
                till.Store,
                sale.Card,
                ByTill: true,
                sale.Receipt
            );
            var taken = await Ask(sale, grain => grain.Redeem(request), survivor => survivor.Redeem(request with { Card = null }));
            if (taken.Refusal is { } refusal)
            {
                return refusal;
            }

            codes.Add(taken.Value!.Voucher!.Code);
        }
        return codes.ToArray();
    }

    private async Task<Outcome<SaleAnswer>> UseAlone(SaleRequest sale, Caller till, string[] vouchers)
    {
        var again = true;
        foreach (var code in vouchers)
        {
            var use = new VoucherUse($"{Operation(sale, till)} use {code}", till.Store, sale.Receipt);
            var used = await Ask(sale, grain => grain.UseVoucher(code, use));
            if (used.Refusal is { } refusal)
            {
                return refusal;
            }

            again &= used.Again;
        }

        var member = await Ask(sale, grain => grain.Get());
        return member.Refusal is { } gone ? gone : new SaleAnswer(null, again, member.Value!.Balance);
    }

    /// <summary>The beginning of the ids of a sale's operations.</summary>
    private static string Operation(SaleRequest sale, Caller till) => $"till {till.Store} {sale.Receipt}";

    /// <summary>
    /// A receipt of this till's store by its exact number; if there is none, with spaces trimmed and, for numbers made by the portal, in
    /// any case and with any sign in place of its hyphens.
    /// </summary>
    /// <param name="day">The day of the sale, where the store's numbers begin again; null for the latest.</param>
    public async Task<Outcome<PurchaseRecord>> Receipt(string typed, DateOnly? day, Caller till)
    {
        var trimmed = typed.Trim();
        foreach (
            var receipt in new[] { typed, trimmed, OwnNumber().IsMatch(trimmed) ? Own(trimmed) : trimmed }
                .Distinct()
                .Where(receipt => SaleRequest.IsText(receipt, 100))
        )
        {
            if (await directory.Purchase(till.Store!, receipt, day) is var (member, number))
            {
                return await grains.Ask(member, grain => grain.Purchase(till.Store!, number));
            }
        }

        return new Refused(RefusalCode.UnknownPurchase, "There is no such receipt in this store.");
    }

    public async Task<Outcome<ReturnAnswer>> Return(BackRequest back, Caller till)
    {
        var request = new ReturnRequest(
            till.Store,
            back.Receipt,
            back.ReturnReceipt,
            back.At,
            [.. back.Lines!.Select(line => new ReturnLine(line.Line, line.Quantity))],
            PurchaseDay: back.Bought is { } bought ? club.DayOf(bought) : null
        );
        return (await directory.Purchase(request)).Member is { } member
            ? await grains.Ask(member, grain => grain.Return(request))
            : new Refused(RefusalCode.UnknownPurchase, "There is no such receipt in this store.");
    }

    private Task<Outcome<PurchaseAnswer>> Purchase(
        SaleRequest sale,
        Caller till,
        string[] vouchers,
        Func<IMemberGrain, PurchaseRequest, Task<Outcome<PurchaseAnswer>>> question
    )
    {
        var asked = sale.For(till, vouchers);
        return Ask(sale, grain => question(grain, asked), survivor => question(survivor, asked with { Card = null }));
    }

    /// <summary>Asks the sale's member, or the surviving member.</summary>
    private async Task<Outcome<T>> Ask<T>(
        SaleRequest sale,
        Func<IMemberGrain, Task<Outcome<T>>> question,
        Func<IMemberGrain, Task<Outcome<T>>>? survivor = null
    )
    {
        var member = await MemberOf(sale);
        return member.Refusal is { } unknown ? unknown : await grains.Ask(member.Value!, question, survivor);
    }

    private async Task<Outcome<string>> MemberOf(SaleRequest sale)
    {
        if (sale.Card is { } card)
        {
            return await directory.Member(MemberBy.Card, card);
        }

        if (sale.Member is { } id)
        {
            return id;
        }

        return sale.Find is { } typed ? await By(typed) : new Refused(RefusalCode.UnknownMember, "The basket names no member.");
    }

    private async Task<Outcome<ScanAnswer>> Member(string text, Caller till)
    {
        if (KindOf(text) is MemberBy.Card)
        {
            return await Scans.Of(text, grains, directory, till.Store);
        }

        var found = await By(text);
        return found.Value is { } member ? await Scans.Scan(member, grains, null, till.Store) : found.Refusal!;
    }

    private Task<Outcome<string>> By(string text) => directory.Member(KindOf(text), text.Trim());

    /// <summary>As it was made: T-ABCDE-12345.</summary>
    private static string Own(string number)
    {
        var letters = string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return $"{letters[0]}-{letters[1..6]}-{letters[6..]}";
    }

    /// <summary>
    /// The receipt numbers that <c>Page/queue.js</c> makes, as scanned: a hand scanner that is set to another keyboard than the computer's
    /// reads the hyphens as other signs.
    /// </summary>
    [GeneratedRegex("^T[^0-9A-Z]?[0-9A-Z]{5}[^0-9A-Z]?[0-9A-Z]{5}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OwnNumber();

    /// <summary>
    /// An e-mail has an @; a phone has digits only, with a + or 00 before them or fewer than a card has characters.
    /// </summary>
    internal static MemberBy KindOf(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? MemberBy.Email
        : PhoneText.Plain(text) is { } phone && (phone[0] == '+' || phone.StartsWith("00", StringComparison.Ordinal) || phone.Length < 13)
            ? MemberBy.Phone
        : MemberBy.Card;
}
