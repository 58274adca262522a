using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>A card shown at a till with a request.</summary>
/// <param name="Text">The card as read, with its tag verified; null if it is no card of the club.</param>
/// <param name="At">The instant of the scan by the machine's clock, because rotating codes follow real time.</param>
public sealed record ShownCard(CardText? Text, DateTimeOffset At);

/// <summary>What a decision knows about the person. Kept in the erasable document beside the ledger.</summary>
/// <param name="CardCode">Code of the card in use; null if there is none.</param>
/// <param name="OldCards">Codes of replaced cards.</param>
/// <param name="SpentStep">The latest step of the card's rotating code that has spent; 0 if none has.</param>
public sealed record PersonFacts(
    DateOnly? Birthday = null,
    string? CardCode = null,
    ImmutableArray<string> OldCards = default,
    long SpentStep = 0
)
{
    public static readonly PersonFacts None = new();
}

/// <summary>Checks what a shown card may do: that it belongs to this member, is in use, and may spend.</summary>
public static class CardGate
{
    /// <summary>The refusal of a shown card, or null.</summary>
    public static Refusal? Refused(ShownCard? shown, bool spends, MemberState member, PersonFacts person)
    {
        if (shown is null)
        {
            return null;
        }

        if (shown.Text is not { } card)
        {
            return Refusal.CardInvalid();
        }

        if (card.Code != person.CardCode)
        {
            var replaced = person.CardCode is null || (!person.OldCards.IsDefault && person.OldCards.Contains(card.Code));
            return replaced ? Refusal.CardReplaced() : Refusal.CardInvalid();
        }

        if (!spends)
        {
            return null;
        }

        // A merged member's card spends from the surviving member, and only that ledger knows which steps have spent.
        return member.Status == MemberStatus.Merged ? Refusal.CardReplaced() : card.Spending(shown.At, person.SpentStep);
    }
}
