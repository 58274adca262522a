using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;
using Microsoft.Extensions.Caching.Memory;

namespace LoyaltyClub.Grains;

internal sealed class Directory(IJournal journal, Cards signed) : IDirectory, IDisposable
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

        var claim = by switch
        {
            MemberBy.Email => Claim.Email(value),
            MemberBy.Phone => Claim.Phone(value),
            MemberBy.ExternalId => Claim.ExternalId(value),
            _ => throw new ArgumentOutOfRangeException(nameof(by)),
        };
        return await journal.Holder(claim!) is { } member ? member : Unknown(by.ToString(), value);
    }

    public async Task<string?> MemberOfPurchase(string store, string receipt) =>
        (await PurchaseLookup.Find(journal, store, receipt))?.Stream;

    public string EarlyReturns(string store, string receipt) =>
        EarlyReturnsGrain.Prefix + OperationIds.Purchase(store, receipt).ToString("N");

    public async Task<Outcome<string>> MemberOfVoucher(string code)
    {
        var normalised = CardCode.Normalised(code);
        return VoucherCode.IsValid(normalised) && await journal.Holder(Claim.Voucher(normalised)) is { } member
            ? member
            : new Refused("unknown_voucher", "There is no voucher with this code.", new Fact("voucher", code));
    }

    private async Task<Outcome<string>> Card(string text)
    {
        if (await signed.Find(text) is not { Code: var code })
        {
            return new Refused(
                "card_invalid",
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
        return new("unknown_member", $"There is no member with this {field}.", new Fact(field, value));
    }

    public void Dispose() => cards.Dispose();
}
