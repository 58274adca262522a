using System.Text.RegularExpressions;

namespace LoyaltyClub.Portal.Till;

/// <summary>Requests of the till page to the grains, with the rule of the till: only a rotating code can spend points.</summary>
internal sealed partial class TillDesk(IGrainFactory grains, IDirectory directory, IClubFacts club, IRewards rewards)
{
    /// <summary>Finds a member by scanned or typed text: card, voucher, e-mail or phone.</summary>
    public async Task<Outcome<FoundAnswer>> Find(string text)
    {
        var member = await Member(text);
        if (member.Refusal is { } unknown)
        {
            return unknown;
        }

        var scanned = member.Value!;
        var names =
            scanned.Vouchers.Length == 0 ? [] : (await rewards.Catalogue()).ToDictionary(reward => reward.Code, reward => reward.Name);
        var pays = club.Paying is { } pay ? club.Worth(pay.Usable(scanned.Balance.Active)) : null;
        return new FoundAnswer(scanned, pays, scanned.Kind == "rotating", names);
    }

    public Task<Outcome<PurchaseAnswer>> Preview(SaleRequest sale, Caller till) =>
        Ask(sale, till, (grain, purchase) => grain.PreviewPurchase(purchase, null));

    public Task<Outcome<PurchaseAnswer>> Record(SaleRequest sale, Caller till) =>
        Ask(sale, till, (grain, purchase) => grain.RecordPurchase(purchase));

    /// <summary>
    /// A receipt of this till's store by its exact number; if there is none, with spaces trimmed and, for numbers made by the portal, in
    /// any case.
    /// </summary>
    public async Task<Outcome<PurchaseRecord>> Receipt(string typed, Caller till)
    {
        var trimmed = typed.Trim();
        foreach (
            var receipt in new[] { typed, trimmed, OwnNumber().IsMatch(trimmed) ? trimmed.ToUpperInvariant() : trimmed }
                .Distinct()
                .Where(receipt => SaleRequest.IsText(receipt, 100))
        )
        {
            if (await directory.MemberOfPurchase(till.Store!, receipt) is { } member)
            {
                return await grains.Ask(member, grain => grain.Purchase(till.Store!, receipt));
            }
        }

        return new Refused("unknown_purchase", "There is no such receipt in this store.");
    }

    public async Task<Outcome<ReturnAnswer>> Return(BackRequest back, Caller till)
    {
        var request = new ReturnRequest(
            till.Store,
            back.Receipt,
            back.ReturnReceipt,
            back.At,
            [.. back.Lines!.Select(line => new ReturnLine(line.Line, line.Quantity))]
        );
        return await directory.MemberOfPurchase(till.Store!, back.Receipt!) is { } member
            ? await grains.Ask(member, grain => grain.Return(request))
            : new Refused("unknown_purchase", "There is no such receipt in this store.");
    }

    private async Task<Outcome<PurchaseAnswer>> Ask(
        SaleRequest sale,
        Caller till,
        Func<IMemberGrain, PurchaseRequest, Task<Outcome<PurchaseAnswer>>> question
    )
    {
        if (sale.Points is not null && sale.Card is null)
        {
            return new Refused("card_cannot_spend", "Points are spent by the card that changes only.");
        }

        var member = await MemberOf(sale);
        if (member.Refusal is { } unknown)
        {
            return unknown;
        }

        var asked = sale.For(till, sale.Card);
        return await grains.Ask(member.Value!, grain => question(grain, asked), survivor => question(survivor, asked with { Card = null }));
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

        return sale.Find is { } typed ? await By(typed) : new Refused("unknown_member", "The basket names no member.");
    }

    private async Task<Outcome<ScanAnswer>> Member(string text)
    {
        if (KindOf(text) is MemberBy.Card)
        {
            return await Scans.Of(text, grains, directory);
        }

        var found = await By(text);
        return found.Value is { } member ? await Scans.Scan(member, grains, null) : found.Refusal!;
    }

    private Task<Outcome<string>> By(string text) => directory.Member(KindOf(text), text.Trim());

    /// <summary>The receipt numbers that <c>Assets/till/queue.js</c> makes.</summary>
    [GeneratedRegex("^T-[0-9A-Z]{5}-[0-9A-Z]{5}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OwnNumber();

    /// <summary>A phone has only digits, fewer than a card has characters; an e-mail has an @.</summary>
    internal static MemberBy KindOf(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? MemberBy.Email
        : text.All(character => char.IsAsciiDigit(character) || " +-()./".Contains(character, StringComparison.Ordinal))
        && (text.Contains('+', StringComparison.Ordinal) || text.Count(char.IsAsciiDigit) < 13)
            ? MemberBy.Phone
        : MemberBy.Card;
}
