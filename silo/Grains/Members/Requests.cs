using System.Runtime.InteropServices;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Contract requests, whose shape the API has checked, as the domain's commands.</summary>
internal static class Requests
{
    public static Purchase Purchase(PurchaseRequest request) =>
        new(
            request.Store!,
            request.Till,
            request.Receipt!,
            request.At!.Value,
            ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(request.Lines!, ReceiptLines.Of))
        )
        {
            PayPoints = request.PayWithPoints?.Points ?? 0,
            Vouchers = request.Vouchers is { Length: > 0 } vouchers ? [.. vouchers.Select(CardCode.Normalised)] : [],
        };

    public static Return Return(ReturnRequest request) =>
        new(
            request.Store!,
            request.Receipt!,
            request.ReturnReceipt!,
            request.At!.Value,
            [
                .. (request.Lines ?? []).Select(line => new LineQuantity(
                    line.Line!.Value,
                    Domain.Programmes.Money.Plain(line.Quantity!.Value)
                )),
            ]
        );

    public static Person Person(Enrolment enrolment, string cardCode)
    {
        var person = new Person
        {
            Consents = enrolment.Consents ?? new(),
            ReferredBy = enrolment.ReferredBy,
            CardCode = cardCode,
        };
        return person.WithDetails(enrolment).Trimmed() with { Language = enrolment.Language ?? "en" };
    }
}
