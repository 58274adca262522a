using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>The member's card: whose it is now, what it may do, what it has done.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<MemberView>> GetByCard(string card) =>
        CardRefusal(card, spends: false) is { } refused ? Task.FromResult<Outcome<MemberView>>(Refusals.Of(refused)) : Get();

    public Task<Outcome<ScanAnswer>> Scan(string? card) => Task.FromResult(Scanned(card));

    private Outcome<ScanAnswer> Scanned(string? text)
    {
        var card = text is null ? null : cards.Read(text);
        if ((CardRefusal(text, spends: false) ?? card?.Stale(cards.Now)) is { } refused)
        {
            return Refusals.Of(refused);
        }

        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        if (ledger.State.Status == MemberStatus.Erased)
        {
            return Refusals.Of(Refusal.MemberErased());
        }

        var changes = card is { Kind: not CardKind.Printed };
        var answer = Views.Scan(
            View(),
            card is null ? "member"
                : changes ? "rotating"
                : "static",
            Now.Today(ledger.State)
        );
        return changes ? answer with { Card = cards.Seen(card!.Value) } : answer;
    }

    /// <summary>
    /// Why a card that was shown is not this member's, or cannot do what is asked, or null; null too where none was shown.
    /// </summary>
    /// <param name="spends">True if it takes what the member owns. What only earns may come late from a till without network.</param>
    private Refusal? CardRefusal(string? text, bool spends)
    {
        if (text is null)
        {
            return null;
        }

        if (cards.Read(text) is not { } card)
        {
            return Refusal.CardInvalid();
        }

        var person = ledger.Person;
        if (card.Code != person.CardCode)
        {
            return person.CardCode is null || person.OldCards.Contains(card.Code) ? Refusal.CardReplaced() : Refusal.CardInvalid();
        }

        if (!spends)
        {
            return null;
        }
        // What a merged member's card would spend is another's by now, who does not know what it has spent.
        return ledger.State.Status == MemberStatus.Merged ? Refusal.CardReplaced() : card.Spending(cards.Now, person.SpentStep);
    }

    /// <summary>
    /// As <see cref="CardRefusal"/> for a request that names the member besides: who has taken this one's place looks at the card.
    /// </summary>
    private Refusal? PayingRefusal(string? card) => ledger.State.Status == MemberStatus.Merged ? null : CardRefusal(card, spends: true);

    /// <summary>Remembers that a card has spent, in the transaction of what it spent for.</summary>
    private Func<Person, Person>? Spent(string? text) =>
        text is not null && cards.Read(text) is { } card ? person => person with { SpentStep = card.Step } : null;
}
