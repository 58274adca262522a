using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>A member's stream in the journal and the state folded from it. The state changes only after the entry is on disk.</summary>
/// <param name="left">Called after an entry with outbox rows for immediate delivery.</param>
/// <param name="lost">Called after a write with unknown result; the activation must end, and the next activation reads the journal.</param>
internal sealed class MemberLedger(IJournal journal, ProgrammeCache programmes, string id, Action left, Action lost)
{
    /// <summary>Entries per read.</summary>
    public const int Chunk = 500;

    /// <summary>Bounds the entries read after the snapshot when a member is opened: fewer than this number.</summary>
    private const int EntriesPerSnapshot = 16;

    private byte[] hash = [];

    public MemberState State { get; private set; } = MemberState.None;
    public Person Person { get; private set; } = Person.Nobody;

    /// <summary>The part of <see cref="Person"/> that decisions know.</summary>
    public PersonFacts Facts { get; private set; } = PersonFacts.None;
    public int Version { get; private set; }

    /// <summary>The member's due day as written in the journal.</summary>
    public DateOnly? Due { get; private set; }

    public async Task Load(CancellationToken cancel = default)
    {
        var stored = await journal.Open(id, cancel);
        var entries = stored.Entries;
        if (stored.Snapshot is not { } snapshot || StateCodec.Decode(snapshot.State) is not { } state)
        {
            state = MemberState.None;
            if (stored.Snapshot is not null)
            {
                entries = await journal.Read(id, 1, int.MaxValue, cancel);
            }
        }
        State = entries.Aggregate(state, (member, entry) => member.After(EntryCodec.Decode(entry.Data)));
        Person = Person.Read(stored.Document);
        Facts = Person.Facts;
        Version = stored.Version;
        hash = stored.Hash;
        Due = stored.Due;
    }

    /// <summary>Entries in order from a version, with their versions.</summary>
    public async Task<IReadOnlyList<(int Version, Entry Entry)>> Entries(int from, int limit) =>
        [.. (await journal.Read(id, from, limit)).Select(entry => (entry.Version, EntryCodec.Decode(entry.Data)))];

    /// <summary>All entries, read in chunks of <see cref="Chunk"/>.</summary>
    public async IAsyncEnumerable<Entry> History()
    {
        for (var from = 1; from <= Version; from += Chunk)
        {
            foreach (var (_, entry) in await Entries(from, Chunk))
            {
                yield return entry;
            }
        }
    }

    /// <summary>
    /// Appends a decision. If another activation has written meanwhile, reads its entries and decides again. A repeat of the operation
    /// gets the first answer.
    /// </summary>
    /// <param name="moment">The moment of the decision.</param>
    /// <param name="decision">The decision of <see cref="LedgerWrite{T}.Command"/> on <see cref="State"/>.</param>
    public async Task<T> Write<T>(LedgerWrite<T> write, Moment moment, Decision decision)
    {
        try
        {
            while (true)
            {
                if (decision.Entry is null)
                {
                    return await Unwritten(write, decision.Refusal);
                }

                var due = Calendar.NextDue(decision.Next!, programmes.Book);
                var person = write.Profile?.Invoke(Person);
                var outbox = OutboxRows.Of(id, State, decision, write.Message, write.Audit);
                var result = await journal.Append(Append(write.Command, decision, due, write.Operation, person, outbox));
                if (result is AppendResult.Written written)
                {
                    Became(decision.Next!, written.Hash, due, person);
                    if (OutboxRows.AtOnce(outbox))
                    {
                        left();
                    }
                }

                if (Known(result, decision.Entry, write.Command) is { } known)
                {
                    // Awaiting the ValueTask itself would keep room for an answer in every purchase.
                    var answer = write.Answer(known);
                    return answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask();
                }

                if (result is AppendResult.VersionTaken)
                {
                    await Load();
                    moment = moment with { Person = Facts };
                }

                decision = Decider.Decide(State, write.Command, moment);
            }
        }
        catch (StoreUnavailableException)
        {
            lost();
            throw;
        }
    }

    /// <summary>A repeat gets the first answer, even if the rules would refuse the command today.</summary>
    private async Task<T> Unwritten<T>(LedgerWrite<T> write, Refusal? refusal) =>
        write.Operation is { } operation && await journal.Find(operation) is { } done && !IsForSurvivor(done)
            ? await write.Answer(Earlier(done, write.Command))
            : await write.Answer(new() { Refusal = refusal is null ? null : Refusals.Of(refusal) });

    /// <summary>The result for the caller; null if it is to be decided again.</summary>
    private Written? Known(AppendResult result, Entry entry, MemberCommand command) =>
        result switch
        {
            AppendResult.Written => new() { Entry = entry },
            AppendResult.OperationTaken taken => Earlier(taken.By, command),
            // The next decision draws another voucher code.
            AppendResult.ClaimTaken { Claim: var claim } when claim.StartsWith(Claim.VoucherPrefix, StringComparison.Ordinal) => null,
            AppendResult.ClaimTaken { Claim: var claim, Holder: var holder } => new()
            {
                Refusal = Refusals.AlreadyAMember(claim[..claim.IndexOf(':')], holder),
            },
            _ => null,
        };

    private void Became(MemberState state, byte[] hash, DateOnly? due, Person? person)
    {
        State = state;
        Version++;
        this.hash = hash;
        Due = due;
        if (person is not null)
        {
            Person = person;
            Facts = person.Facts;
        }
    }

    private Append Append(
        MemberCommand command,
        in Decision decision,
        DateOnly? due,
        Guid? operation,
        Person? person,
        IReadOnlyList<OutboxRow> outbox
    )
    {
        var entry = decision.Entry!;
        var claims = person is null ? [] : person.Claims().Except(Person.Claims());
        var vouchers = Voucher.IssuedBy(entry);
        return new(id, Version + 1, hash, EntryCodec.Encode(command, entry))
        {
            Operation = operation,
            DecidedAt = DecidedAt(entry),
            Snapshot = (Version + 1) % EntriesPerSnapshot == 0 ? StateCodec.Encode(decision.Next!) : null,
            Document = person?.Write(),
            Claim = person is null && vouchers.IsEmpty ? [] : [.. claims, .. vouchers.Select(voucher => Claim.Voucher(voucher.Code))],
            Release = person is null ? [] : [.. Person.Claims().Except(person.Claims())],
            Due = due != Due ? new DueChange(due) : null,
            Outbox = outbox,
        };
    }

    /// <summary>
    /// The instant that selected the programme version of the decision: the sale of a purchase, the first day of a new standing. A later
    /// published version may begin only after this instant.
    /// </summary>
    private static DateTimeOffset? DecidedAt(Entry entry) =>
        entry switch
        {
            Purchased purchased => purchased.Purchase.At,
            Settled { Standing: { } standing } => new DateTimeOffset(standing.Since.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            _ => null,
        };

    /// <summary>True if the surviving member has done the operation after the merge, so that its grain must answer.</summary>
    private bool IsForSurvivor(JournalEntry done) =>
        State.Status == MemberStatus.Merged
        && done.Stream != id
        && !done.Stream.StartsWith(EarlyReturnsGrain.Prefix, StringComparison.Ordinal);

    private Written Earlier(JournalEntry done, MemberCommand command)
    {
        if (done.Stream != id)
        {
            return new() { OfAnother = done };
        }

        return EntryCodec.Answers(done.Data, command)
            ? new() { Entry = EntryCodec.Decode(done.Data), Again = true }
            : new() { Conflict = true, Taken = done };
    }
}

/// <summary>
/// The result of a write: an entry, a refusal, or a conflict of operation ids; none of these if there was nothing to write.
/// </summary>
internal readonly record struct Written
{
    /// <summary>The entry, written now, or by the first operation if <see cref="Again"/>.</summary>
    public Entry? Entry { get; init; }
    public bool Again { get; init; }
    public Refused? Refusal { get; init; }

    /// <summary>The entry of another stream that holds the operation id.</summary>
    public JournalEntry? OfAnother { get; init; }

    /// <summary>True if this stream holds the operation id for a different command.</summary>
    public bool Conflict { get; init; }

    /// <summary>The entry that holds the operation id of a <see cref="Conflict"/>.</summary>
    public JournalEntry? Taken { get; init; }

    /// <param name="conflict">The refusal of an operation id that was used for something else.</param>
    public Outcome<T> Answer<T>(Func<Entry, T> view, Func<Refused> conflict) =>
        Refusal is not null ? Refusal
        : Entry is null ? conflict()
        : new Outcome<T>(view(Entry), null, Again);
}
