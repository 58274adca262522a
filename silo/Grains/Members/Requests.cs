using System.Runtime.InteropServices;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Contract requests, whose shape the API has checked, as the domain's commands.</summary>
internal static class Requests
{
    public static Purchase Purchase(PurchaseRequest request, string? period) =>
        new(
            request.Store!,
            request.Till,
            request.Receipt!,
            request.At!.Value,
            ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(request.Lines!, ReceiptLines.Of))
        )
        {
            Period = period,
            PayPoints = request.PayWithPoints?.Points ?? 0,
            Vouchers = request.Vouchers is { Length: > 0 } vouchers ? [.. vouchers.Select(CardCode.Normalised)] : [],
        };

    public static Return Return(ReturnRequest request, ReceiptNumber bought, ReceiptNumber slip) =>
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
        )
        {
            PurchasePeriod = bought.Period,
            Period = slip.Period,
            OtherStore = request.BoughtIn == request.Store ? null : request.BoughtIn,
        };

    /// <param name="language">Of somebody who has named none.</param>
    public static Person Person(Enrolment enrolment, string cardCode, Phones phones, string language)
    {
        var person = new Person
        {
            Consents = enrolment.Consents ?? new(),
            ReferredBy = enrolment.ReferredBy,
            CardCode = cardCode,
            EmailUnconfirmed = enrolment is { Unproven: true, Email: not null },
            Unproven = enrolment.Unproven,
            JoinedFrom = enrolment.Place,
        };
        return person.WithDetails(enrolment).Kept(phones) with { Language = enrolment.Language ?? language };
    }
}
