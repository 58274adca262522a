using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Refusals for conflicts with the journal, and the conversion of the rules' refusals to the contract.</summary>
internal static class Refusals
{
    public static Refused OperationConflict(string operationId) =>
        new(
            "operation_conflict",
            $"The operation id {operationId} was used before, for something else.",
            new Fact("operationId", operationId)
        );

    public static Refused ReceiptConflict(string store, string receipt) =>
        new(
            "operation_conflict",
            $"Receipt {receipt} of store {store} was recorded before with another content.",
            new Fact("store", store),
            new Fact("receipt", receipt)
        );

    public static Refused ReceiptOfAnother(string store, string receipt) =>
        new(
            "operation_conflict",
            $"Receipt {receipt} of store {store} was recorded before for another member.",
            new Fact("store", store),
            new Fact("receipt", receipt)
        );

    public static Refused AlreadyAMember(string claim, string member) =>
        new("already_a_member", $"Somebody with this {claim} is a member already.", new Fact("field", claim), new Fact("member", member));

    public static Refused UnknownPurchase(string store, string receipt) =>
        new(
            "unknown_purchase",
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
