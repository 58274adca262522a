using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>The member's card: scan, replacement, last step spent. <see cref="CardGate"/> decides what a shown card may do.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<MemberView>> GetByCard(string card) =>
        NotThisCard(Shown(card)) is { } refused ? Task.FromResult<Outcome<MemberView>>(Refusals.Of(refused)) : Get();

    public Task<Outcome<ScanAnswer>> Scan(string? card) => Task.FromResult(Scanned(Shown(card)));

    private Outcome<ScanAnswer> Scanned(ShownCard? shown)
    {
        if ((NotThisCard(shown) ?? shown?.Text?.Stale(shown.At)) is { } refused)
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

        var view = View();
        var today = Now.Today(ledger.State);
        return shown?.Text switch
        {
            null => Views.Scan(view, "member", today),
            { Kind: CardKind.Printed } => Views.Scan(view, "static", today),
            { } rotating => Views.Scan(view, "rotating", today) with { Card = cards.Seen(rotating) },
        };
    }

    public async Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var code = CardCode.Of(Chance());
        var command = new ChangeProfile(["cardCode"], FingerprintOf(operationId, "cardCode"));
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(operationId), command)
            {
                Profile = person => person.WithCard(code),
                Audit = Audited(by, "cardReplaced", _ => default),
            }
        );
        return written.Answer(_ => View(), () => Refusals.OperationConflict(operationId));
    }

    private ShownCard? Shown(string? text) => text is null ? null : new(cards.Read(text), cards.Now);

    private Refusal? NotThisCard(ShownCard? shown) => CardGate.Refused(shown, spends: false, ledger.State, ledger.Facts);

    /// <summary>Marks a rotating code as spent in the transaction of its purchase or redemption; null without a shown card.</summary>
    private static Func<Person, Person>? Spent(ShownCard? shown) =>
        shown?.Text is { } card ? person => person with { SpentStep = card.Step } : null;
}
