using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>A card shown at a till with a request.</summary>
/// <param name="Text">The card as read, with its tag verified; null if it is no card of the club.</param>
/// <param name="At">The instant of the scan by the machine's clock, because rotating codes follow real time.</param>
public sealed record ShownCard(CardText? Text, DateTimeOffset At);

/// <summary>What a decision knows about the person. Kept in the erasable document beside the ledger.</summary>
/// <param name="CardCode">Code of the card in use; null if there is none.</param>
/// <param name="OldCards">Replaced cards.</param>
/// <param name="SpentStep">The latest step of the card's rotating code that has spent; 0 if none has.</param>
/// <param name="SpentFor">Key of the receipt for which that step has spent; null if for none.</param>
public sealed record PersonFacts(
    DateOnly? Birthday = null,
    string? CardCode = null,
    ImmutableArray<OldCard> OldCards = default,
    long SpentStep = 0,
    string? SpentFor = null
)
{
    public static readonly PersonFacts None = new();
}

/// <summary>A replaced card.</summary>
/// <param name="Until">The instant of the replacement; null if it was not recorded, which it is since the second release.</param>
public readonly record struct OldCard(string Code, DateTimeOffset? Until);

/// <summary>Checks what a shown card may do: that it belongs to this member, is in use, and may spend.</summary>
public static class CardGate
{
    /// <summary>
    /// The refusal of a receipt's card, or of its absence; or null. A receipt that only earns counts if it was sold before its card was
    /// replaced.
    /// </summary>
    public static Refusal? Refused(RecordPurchase buy, MemberState member, Moment moment) =>
        !buy.Spends && buy.Card?.Text is { } card && SoldBefore(moment.Person, card.Code, buy.Purchase.At)
            ? null
            : Refused(
                buy.Card,
                buy.Spends ? buy.Purchase.PayPoints : null,
                buy.ByTill,
                buy.Spends ? buy.Purchase.ShownKey : null,
                member,
                moment
            );

    /// <summary>The refusal of the card of a redemption or a voucher, or of its absence; or null.</summary>
    public static Refusal? Refused(SpendingCommand spend, MemberState member, Moment moment) =>
        Refused(spend.Card, spend.Points(moment.Programme), spend.ByTill, spend.For, member, moment);

    /// <summary>The refusal of a card that is shown without spending, or null.</summary>
    public static Refusal? Refused(ShownCard? shown, MemberState member, Moment moment) =>
        Refused(shown, null, false, null, member, moment);

    /// <param name="points">Points that are spent, 0 for vouchers; null if nothing is spent.</param>
    /// <param name="byTill">True if the points need the member's presence.</param>
    /// <param name="receipt">Key of the receipt for which they are spent, or null: one code spends for one receipt.</param>
    private static Refusal? Refused(ShownCard? shown, long? points, bool byTill, string? receipt, MemberState member, Moment moment)
    {
        var (person, spending) = (moment.Person, moment.Programme.Spending);
        if (shown is null)
        {
            return byTill && points > 0 && !Within(spending.Phone, points.Value) ? Refusal.CardRequired(spending.Phone) : null;
        }

        if (shown.Text is not { } card)
        {
            return Refusal.CardInvalid();
        }

        if (card.Code != person.CardCode)
        {
            return person.CardCode is null || Replaced(person, card.Code) is not null ? Refusal.CardReplaced() : Refusal.CardInvalid();
        }

        if (points is not { } spent)
        {
            return null;
        }

        // A merged member's card spends from the surviving member, and only that ledger knows which steps have spent.
        return member.Status == MemberStatus.Merged ? Refusal.CardReplaced()
            : card.Kind == CardKind.Printed && Within(spending.PrintedCard, spent) ? null
            : card.Spending(shown.At, receipt is not null && receipt == person.SpentFor ? person.SpentStep - 1 : person.SpentStep);
    }

    private static bool Within(long? most, long points) => most is null || (most > 0 && points <= most);

    private static bool SoldBefore(PersonFacts person, string code, DateTimeOffset at) => at < Replaced(person, code)?.Until;

    private static OldCard? Replaced(PersonFacts person, string code)
    {
        foreach (var old in person.OldCards.IsDefault ? [] : person.OldCards)
        {
            if (old.Code == code)
            {
                return old;
            }
        }

        return null;
    }
}
