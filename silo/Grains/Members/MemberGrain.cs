using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>One member: serializes commands, decides them with the pure decider, and appends the entries to the journal.</summary>
[GrainType("member")]
internal sealed partial class MemberGrain : Grain, IMemberGrain
{
    private readonly IJournal journal;
    private readonly ProgrammeCache programmes;
    private readonly ClubClock clock;
    private readonly string id;
    private readonly OutboxSignal outbox;
    private readonly Cards cards;
    private readonly Phones phones;
    private readonly ReceiptNumbering numbering;
    private readonly MemberLedger ledger;
    private readonly ActiveMembers active;
    private readonly IMailOutbox mails;
    private readonly MailPickup pickup;
    private LinkedListNode<MemberGrain>? place;
    private bool asked;

    public MemberGrain(
        IJournal journal,
        ProgrammeCache programmes,
        ClubClock clock,
        OutboxSignal outbox,
        Cards cards,
        ActiveMembers active,
        IMailOutbox mails,
        MailPickup pickup,
        Phones phones,
        ReceiptNumbering numbering
    )
    {
        this.numbering = numbering;
        (this.journal, this.programmes, this.clock, this.outbox, this.cards, this.active, this.mails, this.pickup, this.phones) = (
            journal,
            programmes,
            clock,
            outbox,
            cards,
            active,
            mails,
            pickup,
            phones
        );
        id = this.GetPrimaryKeyString();
        ledger = new(journal, programmes, id, outbox.Raise, DeactivateOnIdle);
    }

    private Moment Now => new(clock.Now, programmes.Book) { Draw = Chance, Person = ledger.Facts };

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

    /// <summary>True if the grain was called since the previous call of this method.</summary>
    internal bool WasAsked()
    {
        var was = asked;
        asked = false;
        return was;
    }

    /// <summary>Deactivates the grain after its queued calls.</summary>
    internal void Leave() => GrainContext.Deactivate(new(DeactivationReasonCode.ActivationIdle, "Others were asked since."));

    public async Task<Outcome<MemberView>> Enrol(Enrolment enrolment)
    {
        var refused = NotBorn(enrolment) ?? await NotReferred(enrolment) ?? await NumberTaken(enrolment);
        var person = Requests.Person(enrolment, CardCode.Of(Chance()), phones, programmes.Book.InForceAt(clock.Now).Programme.Languages[0]);
        var fingerprint = FingerprintOf(enrolment.OperationId, enrolment with { OperationId = null });
        var command = new Enrol(
            enrolment.JoinedAt ?? WholeSecond(clock.Now),
            enrolment.OpeningBalance is { } brought ? new(brought.Points, brought.Expires) : null,
            fingerprint,
            enrolment.ReferredBy?.ToLowerInvariant()
        );
        var operation = OperationIds.Operation(enrolment.OperationId)!.Value;
        // A repeat gets the first answer, even if the referrer has become invalid since.
        var written = refused is not null ? new() { Refusal = refused, OfAnother = await journal.Find(operation) } : await Write(person);
        // The address may be somebody else's; whether it is a member's already, who cannot prove it does not hear.
        if (enrolment.Unproven && written.Refusal is { } taken && Refusals.IsTaken(taken, "email"))
        {
            written = await Write(person with { EmailUnclaimed = true });
        }

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

        return written.OfAnother is null && written.Refusal is { } no ? no : Refusals.OperationConflict(enrolment.OperationId!);

        Task<Written> Write(Person who) => Submit(new PlainWrite(operation, command) { Profile = _ => who });
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

        if (NotBorn(change) is { } unborn)
        {
            return unborn;
        }

        var before = ledger.Person;
        var fingerprint = FingerprintOf(change.OperationId, change with { OperationId = null });
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(change.OperationId), new ChangeProfile([.. change.Fields], fingerprint))
            {
                Profile = person => person.With(change, byStaff: by is not null, phones),
                Audit = Audited(by, "profileChanged", _ => (null, string.Join(", ", change.Fields), null)),
            }
        );
        if (before is { Email: { } earlier, EmailUnconfirmed: false } && Claim.Email(ledger.Person.Email) != Claim.Email(earlier))
        {
            await mails.Send(new AddressChangedMail(earlier, before.FirstName ?? "", before.Language), TimeSpan.FromDays(3));
        }

        return written.Answer(_ => View(), () => Refusals.OperationConflict(change.OperationId!));
    }

    public async Task ConfirmEmail(string email)
    {
        if (Nobody() is null && ledger.Person.EmailUnconfirmed && Claim.Email(ledger.Person.Email) == Claim.Email(email))
        {
            await Submit(
                new PlainWrite(null, new ChangeProfile(["email"], FingerprintOf(null, "confirmed")))
                {
                    Profile = person => person.Confirmed(),
                }
            );
        }
    }

    public async Task<Outcome<ErasureAnswer>> Erase(string? operationId, string? by)
    {
        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        if (ledger.State.Status == MemberStatus.Erased)
        {
            await CloseAccount(null); // the first call may have crashed before this step
            return new(new(id, "erased"), null, true);
        }

        var email = ledger.Person.Email;
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(operationId), new Erase())
            {
                Profile = _ => Person.Nobody,
                Audit = Audited(by, "erased", _ => default),
            }
        );
        if (written.Entry is not null)
        {
            await CloseAccount(email);
        }

        return written.Answer(_ => new ErasureAnswer(id, "erased"), () => Refusals.OperationConflict(operationId!));
    }

    public async Task<Outcome<MemberExport>> Export()
    {
        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        var purchases = (await All()).OfType<Purchased>().Select(Record);
        var lines = (await Movements()).Select(line => StatementLines.Of(line.Movement));
        return new MemberExport(View(), ledger.Person.ReferredBy, [.. lines], [.. purchases]);
    }

    public async Task<Outcome<AdjustmentAnswer>> Adjust(Adjustment adjustment, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var (points, reason) = (adjustment.Points, adjustment.Reason!);
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(adjustment.OperationId), new Adjust(points, reason))
            {
                Audit = Audited(by, "adjusted", entry =>
                    (Spoken(Balance.At(entry.Recorded, entry.Today, ledger.State).Active), Spoken(entry.After.Active), reason)
                ),
            }
        );
        return written.Answer(
            entry => new AdjustmentAnswer(id, points, reason, entry.Recorded, Views.BalanceOf(entry.After)),
            () => Refusals.OperationConflict(adjustment.OperationId!)
        );
    }

    public async Task<SettleAnswer> Settle(DateOnly through)
    {
        // A due day that a new version of the programme moved is written too.
        var always = ledger.Due <= through || Calendar.NextDue(ledger.State, programmes.Book) != ledger.Due;
        var written = await Submit(new PlainWrite(null, new Settle(through, always)));
        await BringNumberOver();
        // Most members were activated only for the close, which must not fill memory in a large club.
        DeactivateOnIdle();
        var settled = written.Entry as Settled;
        var due = settled?.Due ?? [];
        return new(
            Sum(DueKind.Activated),
            Sum(DueKind.Expired),
            settled?.TimedOut.Sum(reservation => reservation.Points) ?? 0,
            settled?.Vouchers.Length ?? 0,
            settled?.TierBefore is not null,
            settled is not null
        );

        long Sum(DueKind kind) => due.Where(line => line.Kind == kind).Sum(line => line.Lot.Points);
    }

    /// <summary>Deletes passkeys and sessions of an erased member, which ends every sign-in, and the mails in the pickup folder.</summary>
    private async Task CloseAccount(string? email)
    {
        await GrainFactory.GetGrain<IPasskeyGrain>(id).Forget();
        await GrainFactory.Account(id).EndOthers(null);
        if (email is not null && pickup.Folder is not null)
        {
            await mails.Send(new ForgetMails(EmailAddress.HashOf(email)), TimeSpan.FromDays(1));
        }
    }

    /// <summary>Receipts carry whole seconds; a member enrolled at the till must not have joined after that same receipt.</summary>
    private static DateTimeOffset WholeSecond(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    private Task<T> Submit<T>(LedgerWrite<T> write)
    {
        var moment = Now;
        var decision = Decider.Decide(ledger.State, write.Command, moment);
        return decision.Wanted.Count == 0 ? ledger.Write(write, moment, decision) : TakeStock(write, moment, decision);
    }

    /// <summary>Takes the units of stock that the decision wants, decides again with them, writes, and gives unused units back.</summary>
    private async Task<T> TakeStock<T>(LedgerWrite<T> write, Moment moment, Decision decision)
    {
        var proof = write.Operation ?? Guid.NewGuid();
        var taken = new List<(string Reward, string Unit)>();
        for (var more = true; more && decision.Wanted.Count > 0; decision = Decider.Decide(ledger.State, write.Command, moment))
        {
            more = false;
            foreach (var (reward, wanted) in decision.Wanted)
            {
                var granted = moment.Granted.GetValueOrDefault(reward, []);
                var unit = Guid.NewGuid().ToString("N");
                if (granted.Length < wanted && await GrainFactory.GetGrain<IStockGrain>(reward).Take(unit, proof))
                {
                    taken.Add((reward, unit));
                    moment = moment with { Granted = moment.Granted.SetItem(reward, granted.Add(unit)) };
                    more = true;
                }
            }
        }

        // The operation proves a taken unit, so work without an operation id gets a random id.
        var operation = write.Operation ?? (taken.Count > 0 ? proof : null);
        var written = await ledger.Write(
            new PlainWrite(operation, write.Command)
            {
                Profile = write.Profile,
                Message = write.Message,
                Audit = write.Audit,
            },
            moment,
            decision
        );
        foreach (var (reward, unit) in taken)
        {
            if (written.Again || written.Entry is null || !HasUnit(written.Entry, unit))
            {
                await GrainFactory.GetGrain<IStockGrain>(reward).GiveBack(unit);
            }
        }

        return await write.Answer(written);
    }

    private static bool HasUnit(Entry entry, string unit) =>
        (entry as Redeemed)?.Unit == unit || Voucher.IssuedBy(entry).Any(voucher => voucher.Unit == unit);

    /// <summary>The refusal of a birthday after the club's today, or null.</summary>
    private Refused? NotBorn(PersonDetails details) =>
        details.Birthday > programmes.Book.DayOf(clock.Now)
            ? new(RefusalCode.InvalidField, "The field 'birthday' must not lie in the future.", new Fact("field", "birthday"))
            : null;

    /// <summary>The refusal of an id that was never enrolled, or of a merged member; or null.</summary>
    private Refused? Unknown() =>
        ledger.State is { Status: MemberStatus.Merged, MergedInto: { } into } ? Refusals.Of(Refusal.MemberMerged(into)) : Nobody();

    /// <summary>
    /// Refuses an id that was never enrolled and deactivates the grain, so that invented ids do not fill memory. Before a write this
    /// check is enough: the rules refuse a merged member, after the check for a repeat.
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

    /// <summary>The audit line of a write by staff or a key; null if <paramref name="by"/> is null.</summary>
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
