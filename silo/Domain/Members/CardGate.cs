using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>A card that a till has shown with a request.</summary>
/// <param name="Text">As read, its tag compared; null if it is no card of the club.</param>
/// <param name="At">When, by the machine's clock: codes that change know no other.</param>
public sealed record ShownCard(CardText? Text, DateTimeOffset At);

/// <summary>What a decision knows of the person: it stands in the document beside the ledger and goes with an erasure.</summary>
/// <param name="CardCode">Of the card in use; null for nobody.</param>
/// <param name="OldCards">Codes of cards that were replaced.</param>
/// <param name="SpentStep">The latest step of the card that has spent; 0 if none has.</param>
public sealed record PersonFacts(
    DateOnly? Birthday = null,
    string? CardCode = null,
    ImmutableArray<string> OldCards = default,
    long SpentStep = 0
)
{
    public static readonly PersonFacts None = new();
}

/// <summary>What a card may do: whether it is this member's, the one in use, and good to spend.</summary>
public static class CardGate
{
    /// <summary>Why a card that was shown cannot do what is asked, or null.</summary>
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

        // What a merged member's card would spend is the surviving member's, and only that one knows what it has spent.
        return member.Status == MemberStatus.Merged ? Refusal.CardReplaced() : card.Spending(shown.At, person.SpentStep);
    }
}
