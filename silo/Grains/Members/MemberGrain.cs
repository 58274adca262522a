using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>A queue in front of the member's pure function and a journal behind it: load, decide, append, evolve, answer.</summary>
[GrainType("member")]
internal sealed partial class MemberGrain : Grain, IMemberGrain
{
    private readonly IJournal journal;
    private readonly ProgrammeCache shelf;
    private readonly ClubClock clock;
    private readonly string id;
    private readonly OutboxSignal outbox;
    private readonly Cards cards;
    private readonly MemberLedger ledger;
    private readonly ActiveMembers active;
    private LinkedListNode<MemberGrain>? place;
    private bool asked;

    public MemberGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock, OutboxSignal outbox, Cards cards, ActiveMembers active)
    {
        (this.journal, this.shelf, this.clock, this.outbox, this.cards, this.active) = (journal, shelf, clock, outbox, cards, active);
        id = this.GetPrimaryKeyString();
        ledger = new(journal, shelf, id, outbox.Raise, DeactivateOnIdle);
    }

    private Moment Now => new(clock.Now, shelf.Book) { Draw = Chance };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await ledger.Load(cancellationToken);
        place = active.Came(this);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (place is not null)
        {
            active.Left(place);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether the member was asked since this was asked the last time.</summary>
    internal bool WasAsked()
    {
        var was = asked;
        asked = false;
        return was;
    }

    /// <summary>Leaves memory after the calls that wait.</summary>
    internal void Leave() => GrainContext.Deactivate(new(DeactivationReasonCode.ActivationIdle, "Others were asked since."));

    public async Task<Outcome<MemberView>> Enrol(Enrolment enrolment)
    {
        var moment = Now;
        var refused = await Referring(enrolment);
        var referrer = enrolment.ReferredBy?.ToLowerInvariant();
        var person = Requests.Person(enrolment, CardCode.Of(Chance()));
        var fingerprint = FingerprintOf(enrolment.OperationId, enrolment with { OperationId = null });
        var opening = enrolment.OpeningBalance is { } brought ? (brought.Points, brought.Expires) : ((long, DateOnly?)?)null;
        var operation = OperationIds.Operation(enrolment.OperationId)!.Value;
        // Who brought them may have left since the same was asked for the first time.
        var written = refused is not null
            ? new() { Refusal = refused, OfAnother = await journal.Find(operation) }
            : await Write(
                operation,
                new Enrolled(moment.Now, null, fingerprint) { Recorded = moment.Now, Today = default },
                member => Decider.Enrol(member, enrolment.JoinedAt ?? WholeSecond(moment.Now), opening, fingerprint, referrer, moment),
                _ => person
            );
        if (written.Entry is not null)
        {
            return new(View(), null, written.Again);
        }

        DeactivateOnIdle();
        if (
            written.OfAnother is { } first
            && EntryCodec.Decode(first.Data) is Enrolled enrolled
            && enrolled.Fingerprint.SequenceEqual(fingerprint)
        )
        {
            return await GrainFactory.GetGrain<IMemberGrain>(first.Stream).Get() with { Again = true };
        }

        return written.Refusal ?? Refusals.OperationConflict(enrolment.OperationId!);
    }

    public Task<Outcome<MemberView>> Get() => Task.FromResult(Unknown() is { } unknown ? (Outcome<MemberView>)unknown : View());

    public Task<Outcome<OffersView>> Offers()
    {
        var moment = Now;
        return Task.FromResult(
            Unknown() is { } unknown
                ? (Outcome<OffersView>)unknown
                : Views.Offers(Domain.Members.Offers.For(ledger.State, ledger.Person.Birthday, moment), moment)
        );
    }

    public async Task<Outcome<MemberView>> Change(MemberChange change, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var moment = Now;
        var changed = new ProfileChanged([.. change.Fields], FingerprintOf(change.OperationId, change with { OperationId = null }))
        {
            Recorded = moment.Now,
            Today = default,
        };
        var written = await Write(
            OperationIds.Operation(change.OperationId),
            changed,
            member => Decider.ChangeProfile(member, changed.Fields, changed.Fingerprint, moment),
            person => person.With(change),
            audit: Audited(by, "profileChanged", _ => (null, string.Join(", ", change.Fields), null))
        );
        return written.Answer(_ => View(), () => Refusals.OperationConflict(change.OperationId!));
    }

    public async Task<Outcome<ErasureAnswer>> Erase(string? operationId, string? by)
    {
        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        var moment = Now;
        if (ledger.State.Status == MemberStatus.Erased)
        {
            await CloseAccount(); // the first time may have ended before it
            return new(new(id, "erased"), null, true);
        }
        var written = await Write(
            OperationIds.Operation(operationId),
            new Erased { Recorded = moment.Now, Today = default },
            member => Decider.Erase(member, moment),
            _ => Person.Nobody,
            audit: Audited(by, "erased", _ => default)
        );
        if (written.Entry is not null)
        {
            await CloseAccount();
        }

        return written.Answer(_ => new ErasureAnswer(id, "erased"), () => Refusals.OperationConflict(operationId!));
    }

    public async Task<Outcome<MemberExport>> Export()
    {
        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        var entries = await ledger.Entries(1, int.MaxValue);
        var before = default(Balance);
        var zone = Now.Programme.TimeZone;
        var lines = new List<StatementLine>();
        foreach (var (_, entry) in entries)
        {
            lines.AddRange(StatementLines.Of(entry, before, zone));
            before = entry.After;
        }
        var purchases = entries.Select(numbered => numbered.Entry).OfType<Purchased>().Select(Record);
        return new MemberExport(View(), ledger.Person.ReferredBy, [.. lines, .. Fallen(before)], [.. purchases]);
    }

    public async Task<Outcome<AdjustmentAnswer>> Adjust(Adjustment adjustment, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var moment = Now;
        var (points, reason) = (adjustment.Points, adjustment.Reason!);
        var written = await Write(
            OperationIds.Operation(adjustment.OperationId),
            new Adjusted(points, reason, []) { Recorded = moment.Now, Today = default },
            member => Decider.Adjust(member, points, reason, moment),
            audit: Audited(
                by,
                "adjusted",
                entry => (Spoken(Balance.At(moment.Now, entry.Today, ledger.State).Active), Spoken(entry.After.Active), reason)
            )
        );
        return written.Answer(
            entry => new AdjustmentAnswer(id, points, reason, entry.Recorded, Views.BalanceOf(entry.After)),
            () => Refusals.OperationConflict(adjustment.OperationId!)
        );
    }

    public async Task<SettleAnswer> Settle(DateOnly through)
    {
        var written = await WithStock(
            new SeldomWish(
                null,
                new Settled { Recorded = default, Today = default },
                (member, moment) => Decider.Settle(member, through, moment, always: ledger.Due <= through)
            )
        );
        // Most were opened for this alone: the close of a large club must not fill memory with members whom nobody asks for.
        DeactivateOnIdle();
        var settled = written.Entry as Settled;
        var due = settled?.Due ?? [];
        return new(
            Sum(DueKind.Activated),
            Sum(DueKind.Expired),
            settled?.TimedOut.Sum(reservation => reservation.Points) ?? 0,
            settled?.Vouchers.Length ?? 0,
            settled?.TierBefore is not null
        );

        long Sum(DueKind kind) => due.Where(line => line.Kind == kind).Sum(line => line.Lot.Points);
    }

    /// <summary>Who is forgotten signs in no more, and nothing says any more with what they did.</summary>
    private async Task CloseAccount()
    {
        await GrainFactory.GetGrain<IPasskeyGrain>(id).Forget();
        await GrainFactory.Account(id).EndOthers(null);
    }

    /// <summary>Tills print seconds: who joins at the counter must not be younger than the receipt in their hand.</summary>
    private static DateTimeOffset WholeSecond(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    private Task<Written> Write(
        Guid? operation,
        Entry asked,
        Func<MemberState, Decision> decide,
        Func<Person, Person>? profile = null,
        GrainMessage? message = null,
        Func<Entry, AuditLine>? audit = null
    ) =>
        ledger.Write(
            new SeldomWish(operation, asked, (member, _) => decide(member))
            {
                Profile = profile,
                GrainMessage = message,
                Audit = audit,
            },
            Now,
            decide(ledger.State)
        );

    /// <summary>
    /// Decides, takes the units of stock that the decision wants, decides with them, and writes; what is left over goes back.
    /// </summary>
    private Task<T> WithStock<T>(Wish<T> wish)
    {
        var moment = Now;
        var decision = wish.Decide(ledger.State, moment);
        return decision.Wanted.Count == 0 ? ledger.Write(wish, moment, decision) : TakingStock(wish, moment, decision);
    }

    private async Task<T> TakingStock<T>(Wish<T> wish, Moment moment, Decision decision)
    {
        var proof = wish.Operation ?? Guid.NewGuid();
        var left = new List<(string Reward, string Unit)>();
        for (var more = true; more && decision.Wanted.Count > 0; decision = wish.Decide(ledger.State, moment))
        {
            more = false;
            foreach (var (reward, wanted) in decision.Wanted)
            {
                if (moment.Granted.GetValueOrDefault(reward, []) is var granted && granted.Length < wanted)
                {
                    var unit = Guid.NewGuid().ToString("N");
                    if (!await GrainFactory.GetGrain<IStockGrain>(reward).Take(unit, proof))
                    {
                        continue;
                    }

                    left.Add((reward, unit));
                    moment = moment with { Granted = moment.Granted.SetItem(reward, granted.Add(unit)) };
                    more = true;
                }
            }
        }
        var operation = wish.Operation ?? (left.Count > 0 ? proof : null);
        var written = await ledger.Write(
            new SeldomWish(operation, wish.Asked(), wish.Decide)
            {
                Profile = wish.Profile,
                GrainMessage = wish.GrainMessage,
                Audit = wish.Audit,
            },
            moment,
            decision
        );
        foreach (var (reward, unit) in left)
        {
            if (written.Again || written.Entry is null || !HasUnit(written.Entry, unit))
            {
                await GrainFactory.GetGrain<IStockGrain>(reward).GiveBack(unit);
            }
        }

        return await wish.Answer(written);
    }

    private static bool HasUnit(Entry entry, string unit) =>
        (entry as Redeemed)?.Unit == unit || Voucher.IssuedBy(entry).Any(voucher => voucher.Unit == unit);

    /// <summary>Nobody has this id, or somebody who is a part of another now.</summary>
    private Refused? Unknown() =>
        ledger.State is { Status: MemberStatus.Merged, MergedInto: { } into } ? Refusals.Of(Refusal.MemberMerged(into)) : Nobody();

    /// <summary>
    /// Nobody has this id, and it does not stay in memory, or made-up ids would fill it. Enough before a write: that a member is
    /// a part of another is for the rules to say, once it is clear that the same had not been done before.
    /// </summary>
    private Refused? Nobody()
    {
        asked = true;
        if (ledger.State.Status != MemberStatus.None)
        {
            return null;
        }

        DeactivateOnIdle();
        return Refusals.Of(Refusal.UnknownMember(id));
    }

    /// <summary>The line of the audit for what staff or a key does; null where nobody is named.</summary>
    private Func<Entry, AuditLine>? Audited(string? by, string what, Func<Entry, (string? Before, string? After, string? Note)> said) =>
        by is null
            ? null
            : entry =>
            {
                var (before, after, note) = said(entry);
                return new(cards.Now, by, what, id, before, after, note);
            };

    private static string Spoken(long points) => points.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private MemberView View() => Views.Member(id, ledger.State, ledger.Person, Now);

    private static ulong Chance() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    private static ImmutableArray<byte> FingerprintOf<T>(string? operationId, T content) =>
        ImmutableArray.Create(OperationIds.Fingerprint(operationId, JsonSerializer.Serialize(content)));
}
