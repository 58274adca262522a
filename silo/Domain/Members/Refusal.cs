using System.Collections.Immutable;
using System.Globalization;

namespace LoyaltyClub.Domain.Members;

/// <summary>The rules say no: a stable code, a sentence for the developer of a till, and the numbers in it.</summary>
public sealed record Refusal(string Code, string Sentence, ImmutableArray<KeyValuePair<string, object>> Numbers)
{
    public static Refusal UnknownMember(string member) =>
        Of("unknown_member", $"There is no member {member}.", ("member", member));

    /// <summary>This id is a member's: nobody enrols twice under one.</summary>
    public static Refusal AlreadyAMember() =>
        Of("already_a_member", "This member is enrolled already.", ("field", "id"));

    public static Refusal MemberErased() =>
        Of("member_erased", "This member has left the club and was forgotten; nothing more can be written for them.");

    public static Refusal CardReplaced() =>
        Of("card_replaced", "This card was replaced by another and is no longer good.");

    public static Refusal BeforeJoining(DateTimeOffset at, DateTimeOffset joinedAt) =>
        Of("before_joining", $"The purchase at {Text(at)} is older than the membership, which began at {Text(joinedAt)}.", ("at", at), ("joinedAt", joinedAt));

    public static Refusal AtInTheFuture(DateTimeOffset at, DateTimeOffset latest) =>
        Of("at_out_of_range", $"The purchase at {Text(at)} lies in the future; the latest accepted now is {Text(latest)}.", ("at", at), ("latest", latest));

    public static Refusal AtTooLongAgo(DateTimeOffset at, DateTimeOffset earliest, int days) =>
        Of("at_out_of_range", $"The purchase at {Text(at)} is more than {days} days old; the earliest accepted now is {Text(earliest)}.",
            ("at", at), ("earliest", earliest), ("latePurchaseDays", days));

    public static Refusal AmountDecimals(int line, decimal amount, string currency, int decimals) =>
        Of("amount_decimals", $"Line {line} has the amount {amount.ToString(CultureInfo.InvariantCulture)}, but {currency} has {decimals} decimals.",
            ("line", line), ("amount", amount), ("decimals", decimals), ("currency", currency));

    public static Refusal CurrencyMismatch(string currency, string programme) =>
        Of("currency_mismatch", $"The receipt is in {currency}, but the programme that decides about it is in {programme}.",
            ("currency", currency), ("programmeCurrency", programme));

    public static Refusal InsufficientPoints(long cost, long balance) =>
        Of("insufficient_points", $"This takes {cost} points, but only {balance} can be spent now.", ("cost", cost), ("balance", balance));

    public static Refusal ExpiresInThePast(DateOnly expires, DateOnly today) =>
        Of("expires_in_the_past", $"The opening balance would have ended on {expires:yyyy-MM-dd}; today is {today:yyyy-MM-dd}.", ("expires", expires), ("today", today));

    public static Refusal JoinedInTheFuture(DateTimeOffset joinedAt, DateTimeOffset now) =>
        Of("joined_in_the_future", $"The membership would begin at {Text(joinedAt)}, but now is {Text(now)}.", ("joinedAt", joinedAt), ("now", now));

    private static Refusal Of(string code, string sentence, params ReadOnlySpan<(string Name, object Value)> numbers)
    {
        var named = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>(numbers.Length);
        foreach (var (name, value) in numbers)
            named.Add(new(name, value));
        return new(code, sentence, named.MoveToImmutable());
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
