using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>The member's card: scan, replacement, last step spent. <see cref="CardGate"/> decides what a shown card may do.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<MemberView>> GetByCard(string card) =>
        NotThisCard(Shown(card)) is { } refused ? Task.FromResult<Outcome<MemberView>>(Refusals.Of(refused)) : Get();

    public Task<Outcome<ScanAnswer>> Scan(string? card)
    {
        var shown = Shown(card);
        if ((NotThisCard(shown) ?? shown?.Text?.Stale(shown.At)) is { } refused)
        {
            return Task.FromResult<Outcome<ScanAnswer>>(Refusals.Of(refused));
        }

        if (Unknown() is { } unknown)
        {
            return Task.FromResult<Outcome<ScanAnswer>>(unknown);
        }

        if (ledger.State.Status == MemberStatus.Erased)
        {
            return Task.FromResult<Outcome<ScanAnswer>>(Refusals.Of(Refusal.MemberErased()));
        }

        var (kind, seen) = shown?.Text switch
        {
            null => (ScanAnswer.Member, null),
            { Kind: CardKind.Printed } => (ScanAnswer.Static, null),
            { } rotating => (ScanAnswer.Rotating, cards.Seen(rotating)),
        };
        var (view, today) = (View(), Now.Today(ledger.State));
        // Few have set something aside, and only they are worth an asynchronous method.
        return view.Reservations is null
            ? Task.FromResult<Outcome<ScanAnswer>>(Views.Scan(view, kind, seen, null, today))
            : ScanWithSetAside(view, kind, seen, today);
    }

    private async Task<Outcome<ScanAnswer>> ScanWithSetAside(MemberView view, string kind, string? seen, DateOnly today) =>
        Views.Scan(view, kind, seen, await SetAside(view), today);

    public async Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var (code, now) = (CardCode.Of(Chance()), clock.Now);
        var command = new ChangeProfile(["cardCode"], FingerprintOf(operationId, "cardCode"));
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(operationId), command)
            {
                Profile = person => person.WithCard(code, now),
                Audit = Audited(by, "cardReplaced", _ => default),
            }
        );
        return written.Answer(_ => View(), () => Refusals.OperationConflict(operationId));
    }

    private ShownCard? Shown(string? text) => text is null ? null : new(cards.Read(text), cards.Now);

    private Refusal? NotThisCard(ShownCard? shown) => CardGate.Refused(shown, ledger.State, Now);

    /// <summary>Marks a rotating code as spent in the transaction of its purchase or redemption; null without one.</summary>
    /// <param name="receipt">Key of the receipt, or null.</param>
    private static Func<Person, Person>? Spent(ShownCard? shown, string? receipt) =>
        shown?.Text is { Kind: not CardKind.Printed } card ? person => person with { SpentStep = card.Step, SpentFor = receipt } : null;
}
