using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Refusals for conflicts with the journal, and the conversion of the rules' refusals to the contract.</summary>
internal static class Refusals
{
    public static Refused OperationConflict(string operationId) =>
        new(
            RefusalCode.OperationConflict,
            $"The operation id {operationId} was used before with other content.",
            new Fact("operationId", operationId)
        );

    /// <param name="first">The entry that holds the number; null if its day does not matter.</param>
    /// <param name="setting">The store's <c>receiptNumbers</c>.</param>
    /// <param name="on">The day of the first receipt tells a till that has begun to count anew from one that sends something wrong.</param>
    public static Refused ReceiptConflict(string store, string receipt, string setting, DateOnly? on) =>
        Taken(store, receipt, setting, on, "with other content");

    public static Refused ReceiptOfAnother(string store, string receipt, string setting, DateOnly? on) =>
        Taken(store, receipt, setting, on, "for another member");

    private static Refused Taken(string store, string receipt, string setting, DateOnly? on, string what)
    {
        var day = on?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            RefusalCode.OperationConflict,
            $"Receipt {receipt} of store {store} was already recorded {what}{(day is null ? "" : $", on {day}")}. "
                + $"The store's setting receiptNumbers, which says when its numbers begin again, is {setting}.",
            [
                new Fact("store", store),
                new Fact("receipt", receipt),
                .. day is null ? [] : new[] { new Fact("soldOn", day) },
                new Fact("receiptNumbers", setting),
            ]
        );
    }

    public static Refused AlreadyAMember(string claim, string member) =>
        new(
            RefusalCode.AlreadyAMember,
            $"Somebody with this {claim} is already a member.",
            new Fact("field", claim),
            new Fact("member", member)
        );

    /// <param name="claim">What somebody else has: email, phone or externalId.</param>
    public static bool IsTaken(Refused refusal, string claim) =>
        refusal.Code == RefusalCode.AlreadyAMember && refusal.Facts.Any(fact => fact.Name == "field" && fact.Text == claim);

    /// <summary>The id of the member who has it.</summary>
    public static string? Holder(Refused taken) => taken.Facts.FirstOrDefault(fact => fact.Name == "member")?.Text;

    public static Refused UnknownPurchase(string store, string receipt) =>
        new(
            RefusalCode.UnknownPurchase,
            $"There is no purchase with receipt {receipt} of store {store}.",
            new Fact("store", store),
            new Fact("receipt", receipt)
        );

    public static Refused Of(Refusal refusal) =>
        new(
            refusal.Code,
            refusal.Sentence,
            [
                .. refusal.Facts.Select(number =>
                    number.Value switch
                    {
                        int value => new Fact(number.Key, value),
                        long value => new Fact(number.Key, value),
                        decimal value => new Fact(number.Key, value),
                        DateOnly value => new Fact(number.Key, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                        DateTimeOffset value => new Fact(number.Key, Instants.Text(value)),
                        var value => new Fact(number.Key, value.ToString()!),
                    }
                ),
            ]
        );
}
