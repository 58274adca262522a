using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;
using Microsoft.Extensions.Caching.Memory;

namespace LoyaltyClub.Grains;

internal sealed class Directory(IJournal journal, Cards signed, Phones phones, ReceiptNumbering numbering) : IDirectory, IDisposable
{
    /// <summary>
    /// Recent look-ups of cards. A card code is never issued to a second member, so even a stale answer leads to the grain that knows
    /// whether the card is still valid.
    /// </summary>
    private readonly MemoryCache cards = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public async Task<Outcome<string>> Member(MemberBy by, string value)
    {
        if (by == MemberBy.Card)
        {
            return await Card(value);
        }

        var holder = by switch
        {
            MemberBy.Email => journal.Holder(Claim.Email(value)!),
            MemberBy.Phone => phones.Holder(value),
            MemberBy.ExternalId => journal.Holder(Claim.ExternalId(value)!),
            _ => throw new ArgumentOutOfRangeException(nameof(by)),
        };
        return await holder is { } member ? member : Unknown(by.ToString(), value);
    }

    public async Task<FoundPurchase?> Purchase(string store, string receipt, DateOnly? day) =>
        await Recorded(store, day is { } on ? await numbering.Purchase(store, receipt, on) : await numbering.Latest(store, receipt));

    public async Task<FoundPurchase?> Purchase(string store, string receipt, DateTimeOffset at) =>
        await Recorded(store, await numbering.Purchase(store, receipt, numbering.Day(at)));

    public async Task<BoughtBefore> Purchase(ReturnRequest request)
    {
        var number = await numbering.Bought(request);
        return new((await Recorded(request.BoughtIn!, number))?.Member, EarlyReturnsGrain.Stream(request.BoughtIn!, number.Text));
    }

    public string Numbered(string store, string receipt, DateTimeOffset at, DateOnly? day) =>
        numbering.NeverBeganAgain(store) ? receipt : numbering.Now(store, receipt, day ?? numbering.Day(at)).Text;

    private async Task<FoundPurchase?> Recorded(string store, ReceiptNumber number) =>
        await PurchaseLookup.Find(journal, store, number.Text) is { Stream: var member } ? new(member, number.Text) : null;

    public string Code(string typed) => CardCode.Normalised(typed);

    public async Task<Outcome<string>> MemberOfVoucher(string code)
    {
        var normalised = CardCode.Normalised(code);
        return VoucherCode.IsValid(normalised) && await journal.Holder(Claim.Voucher(normalised)) is { } member
            ? member
            : new Refused(RefusalCode.UnknownVoucher, "There is no voucher with this code.", new Fact("voucher", code));
    }

    private async Task<Outcome<string>> Card(string text)
    {
        if (await signed.Find(text) is not { Code: var code })
        {
            return new Refused(
                RefusalCode.CardInvalid,
                "This is no card of the club: a character is wrong or missing, or it was forged.",
                new Fact("length", CardCode.Normalised(text).Length)
            );
        }

        if (cards.TryGetValue(code, out string? known))
        {
            return known!;
        }

        if (await journal.Holder(Claim.Card(code)!) is not { } member)
        {
            return Unknown("card", code);
        }

        cards.Set(code, member, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return member;
    }

    private static Refused Unknown(string by, string value)
    {
        var field = char.ToLowerInvariant(by[0]) + by[1..];
        return new(RefusalCode.UnknownMember, $"There is no member with this {field}.", new Fact(field, value));
    }

    public void Dispose() => cards.Dispose();
}
