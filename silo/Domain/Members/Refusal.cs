using System.Collections.Immutable;
using System.Globalization;

namespace LoyaltyClub.Domain.Members;

/// <summary>A command that the rules refuse: a stable code, a sentence for the developer of a till, and its numbers.</summary>
public sealed record Refusal(string Code, string Sentence, ImmutableArray<KeyValuePair<string, object>> Facts)
{
    public static Refusal UnknownMember(string member) => Of("unknown_member", $"There is no member {member}.", ("member", member));

    /// <summary>The id is already enrolled.</summary>
    public static Refusal AlreadyAMember() => Of("already_a_member", "This member is already enrolled.", ("field", "id"));

    public static Refusal MemberErased() => Of("member_erased", "This member was erased; nothing more can be recorded for them.");

    /// <summary>An admin holds the member's spending.</summary>
    public static Refusal OnHold() =>
        Of("on_hold", "The club holds this member's points and vouchers; purchases without them are recorded and earn.");

    public static Refusal CardReplaced() => Of("card_replaced", "This card was replaced and is no longer valid.");

    public static Refusal CardInvalid() =>
        Of("card_invalid", "This is not a valid card of this member: it was mistyped or forged, or belongs to somebody else.");

    public static Refusal CardExpired(long seconds) =>
        Of(
            "card_expired",
            $"This code was good {seconds} seconds ago or is not good yet; the card shows another by now.",
            ("seconds", seconds)
        );

    /// <summary>A rotating code can spend once.</summary>
    public static Refusal CardUsed() =>
        Of(
            "card_used",
            "This code, or a later one of the same card, has already been used to spend; the card shows a new one in a moment."
        );

    public static Refusal CardCannotSpend() =>
        Of("card_cannot_spend", "A printed card can only earn, because anybody can copy it. Scan the code that changes to spend.");

    /// <param name="most">Points that the programme allows without a card; 0 for none.</param>
    public static Refusal CardRequired(long? most) =>
        Of(
            "card_required",
            "A till spends points with the member present: send as card the code that changes, or what a scan of it answered.",
            ("mostWithoutCard", most ?? 0)
        );

    public static Refusal BeforeJoining(DateTimeOffset at, DateTimeOffset joinedAt, DateTimeOffset earliest) =>
        Of(
            "before_joining",
            $"The purchase at {Text(at)} is older than the membership, which began at {Text(joinedAt)}; the earliest accepted is {Text(earliest)}.",
            ("at", at),
            ("joinedAt", joinedAt),
            ("earliest", earliest)
        );

    public static Refusal AtInTheFuture(DateTimeOffset at, DateTimeOffset latest) =>
        Of(
            "at_out_of_range",
            $"The purchase at {Text(at)} lies in the future; the latest accepted now is {Text(latest)}.",
            ("at", at),
            ("latest", latest)
        );

    public static Refusal AtTooLongAgo(DateTimeOffset at, DateTimeOffset earliest, int days) =>
        Of(
            "at_out_of_range",
            $"The purchase at {Text(at)} is more than {days} days old; the earliest accepted now is {Text(earliest)}.",
            ("at", at),
            ("earliest", earliest),
            ("latePurchaseDays", days)
        );

    public static Refusal AmountDecimals(int line, decimal amount, string currency, int decimals) =>
        Of(
            "amount_decimals",
            $"Line {line} has the amount {amount.ToString(CultureInfo.InvariantCulture)}, but {currency} has {decimals} decimals.",
            ("line", line),
            ("amount", amount),
            ("decimals", decimals),
            ("currency", currency)
        );

    public static Refusal CurrencyMismatch(string currency, string programme) =>
        Of(
            "currency_mismatch",
            $"The receipt is in {currency}, but the programme that decides about it is in {programme}.",
            ("currency", currency),
            ("programmeCurrency", programme)
        );

    public static Refusal InsufficientPoints(long cost, long balance) =>
        Of("insufficient_points", $"This costs {cost} points, but only {balance} can be spent now.", ("cost", cost), ("balance", balance));

    public static Refusal ExpiresInThePast(DateOnly expires, DateOnly today) =>
        Of(
            "expires_in_the_past",
            $"The opening balance would have expired on {expires:yyyy-MM-dd}; today is {today:yyyy-MM-dd}.",
            ("expires", expires),
            ("today", today)
        );

    public static Refusal JoinedInTheFuture(DateTimeOffset joinedAt, DateTimeOffset now) =>
        Of(
            "joined_in_the_future",
            $"The membership would begin at {Text(joinedAt)}, but now is {Text(now)}.",
            ("joinedAt", joinedAt),
            ("now", now)
        );

    public static Refusal MemberMerged(string into) => Of("member_merged", $"This member was merged into {into}.", ("into", into));

    public static Refusal UnknownLine(int line, string receipt) =>
        Of("unknown_line", $"Receipt {receipt} has no line {line}.", ("line", line), ("receipt", receipt));

    public static Refusal MoreThanIsLeft(int line, decimal quantity, decimal left) =>
        Of(
            "return_exceeds_purchase",
            $"The return takes back {Text(quantity)} of line {line}, but only {Text(left)} remains.",
            ("line", line),
            ("quantity", quantity),
            ("left", left)
        );

    public static Refusal ReturnInAnotherStore(string store, string purchaseStore) =>
        Of(
            "return_in_another_store",
            $"The purchase in the store {purchaseStore} can be returned only there, not in {store}.",
            ("store", store),
            ("purchaseStore", purchaseStore)
        );

    public static Refusal NoPayingWithPoints() => Of("not_offered", "The programme does not offer paying with points.");

    public static Refusal PayBelowMinimum(long points, long minimum) =>
        Of(
            "pay_below_minimum",
            $"{points} points are below the minimum of {minimum} for paying with points.",
            ("points", points),
            ("minimum", minimum)
        );

    public static Refusal PayNotMultiple(long points, long multipleOf) =>
        Of("pay_not_multiple", $"{points} points are not a multiple of {multipleOf}.", ("points", points), ("multipleOf", multipleOf));

    public static Refusal PayAboveShare(long points, long most) =>
        Of(
            "pay_above_share",
            $"{points} points would pay a larger share of the receipt than allowed; the maximum is {most}.",
            ("points", points),
            ("most", most)
        );

    public static Refusal UnknownReward(string reward) =>
        Of("unknown_reward", $"The programme has no reward {reward}.", ("reward", reward));

    public static Refusal NotRedeemable(string reward) =>
        Of("not_redeemable", $"The reward {reward} has no price in points.", ("reward", reward));

    public static Refusal TierRequired(string reward, string tier) =>
        Of("tier_required", $"The reward {reward} is not available to the tier {tier}.", ("reward", reward), ("tier", tier));

    public static Refusal OutOfStock(string reward) => Of("out_of_stock", $"The reward {reward} is out of stock.", ("reward", reward));

    public static Refusal UnknownRedemption(string redemption) =>
        Of("unknown_redemption", $"There is no redemption {redemption}.", ("redemption", redemption));

    public static Refusal RedemptionEnded(string redemption) =>
        Of(
            "redemption_ended",
            $"The redemption {redemption} is no longer reserved: it was captured or released, or it timed out.",
            ("redemption", redemption)
        );

    public static Refusal UnknownVoucher(string code) => Of("unknown_voucher", $"This member has no voucher {code}.", ("voucher", code));

    public static Refusal VoucherUsed(string code, DateOnly on) =>
        Of("voucher_used", $"The voucher {code} was used on {on:yyyy-MM-dd}.", ("voucher", code), ("usedOn", on));

    public static Refusal VoucherExpired(string code, DateOnly expires) =>
        Of("voucher_expired", $"The voucher {code} was valid until {expires:yyyy-MM-dd}.", ("voucher", code), ("expires", expires));

    public static Refusal SameMember() => Of("same_member", "Both ids name the same member.");

    public static Refusal NotMergedHere(string from) =>
        Of("not_merged", $"The member {from} was not merged into this one.", ("from", from));

    public static Refusal MergedTooLongAgo(DateOnly on, int days) =>
        Of("merged_too_long_ago", $"They were merged on {on:yyyy-MM-dd}, more than {days} days ago.", ("on", on), ("days", days));

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static Refusal Of(string code, string sentence, params ReadOnlySpan<(string Name, object Value)> numbers)
    {
        var named = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>(numbers.Length);
        foreach (var (name, value) in numbers)
        {
            named.Add(new(name, value));
        }

        return new(code, sentence, named.MoveToImmutable());
    }

    private static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
