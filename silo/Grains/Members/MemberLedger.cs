using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>A member's stream in the journal and the state that it adds up to. State changes only after the entry is on disk.</summary>
/// <param name="left">Called when an entry has left something in the outbox that is to be done at once.</param>
/// <param name="lost">Called after a failed write, when nobody knows what is on disk: this activation is to leave, and the next one
/// reads.</param>
internal sealed class MemberLedger(IJournal journal, ProgrammeCache shelf, string id, Action left, Action lost)
{
    /// <summary>Entries read at a time.</summary>
    public const int Chunk = 500;

    /// <summary>A member is opened from the last snapshot and fewer than this many entries, however long the history is.</summary>
    private const int EntriesPerSnapshot = 16;

    private byte[] hash = [];

    public MemberState State { get; private set; } = MemberState.None;
    public Person Person { get; private set; } = Person.Nobody;
    public int Version { get; private set; }

    /// <summary>The day on which the close looks at this member, as the journal has it.</summary>
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
        (Person, Version, hash, Due) = (Person.Read(stored.Document), stored.Version, stored.Hash, stored.Due);
    }

    /// <summary>Entries from a version upwards, with their numbers.</summary>
    public async Task<IReadOnlyList<(int Version, Entry Entry)>> Entries(int from, int limit) =>
        [.. (await journal.Read(id, from, limit)).Select(entry => (entry.Version, EntryCodec.Decode(entry.Data)))];

    /// <summary>All entries, a chunk at a time.</summary>
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
    /// Writes what was decided on the state as it is on disk, or decides again if that had become another; or finds that the same had been
    /// done.
    /// </summary>
    /// <param name="moment">For deciding again.</param>
    /// <param name="decision">Made on <see cref="State"/>.</param>
    public async Task<T> Write<T>(Wish<T> wish, Moment moment, Decision decision)
    {
        try
        {
            while (true)
            {
                if (decision.Entry is not { } entry)
                {
                    // Done before, in other circumstances: the first answer counts, not what the rules would say today.
                    if (wish.Operation is { } named && await journal.Find(named) is { } done && !IsForWhoFollows(done))
                    {
                        return await wish.Answer(Earlier(done, wish.Asked()));
                    }

                    return await wish.Answer(decision.Refusal is { } refusal ? new() { Refusal = Refusals.Of(refusal) } : new());
                }
                var due = Calendar.NextDue(decision.Next!, shelf.Book);
                var person = wish.Profile?.Invoke(Person);
                var outbox = OutboxRows.Of(id, State, decision, wish.GrainMessage, wish.Audit);
                switch (await journal.Append(Append(entry, decision.Next!, due, wish.Operation, person, outbox)))
                {
                    case AppendResult.Written written:
                        (State, Version, hash, Due) = (decision.Next!, Version + 1, written.Hash, due);
                        Person = person ?? Person;
                        if (OutboxRows.AtOnce(outbox))
                        {
                            left();
                        }

                        return await wish.Answer(new() { Entry = entry });
                    case AppendResult.OperationTaken taken:
                        return await wish.Answer(Earlier(taken.By, wish.Asked()));
                    case AppendResult.ClaimTaken { Claim: var claim } when claim.StartsWith(Claim.VoucherPrefix, StringComparison.Ordinal):
                        break; // decided again, its code is another
                    case AppendResult.ClaimTaken taken:
                        return await wish.Answer(
                            new() { Refusal = Refusals.AlreadyAMember(taken.Claim[..taken.Claim.IndexOf(':')], taken.Holder) }
                        );
                    case AppendResult.VersionTaken:
                        await Load();
                        break;
                }
                decision = wish.Decide(State, moment);
            }
        }
        catch (StoreUnavailableException)
        {
            lost();
            throw;
        }
    }

    private Append Append(Entry entry, MemberState next, DateOnly? due, Guid? operation, Person? person, IReadOnlyList<OutboxRow> outbox)
    {
        var claims = person is null ? [] : person.Claims().Except(Person.Claims());
        var vouchers = Voucher.IssuedBy(entry);
        return new(id, Version + 1, hash, EntryCodec.Encode(entry))
        {
            Operation = operation,
            DecidedAt = DecidedAt(entry),
            Snapshot = (Version + 1) % EntriesPerSnapshot == 0 ? StateCodec.Encode(next) : null,
            Document = person?.Write(),
            Claim = person is null && vouchers.IsEmpty ? [] : [.. claims, .. vouchers.Select(voucher => Claim.Voucher(voucher.Code))],
            Release = person is null ? [] : [.. Person.Claims().Except(person.Claims())],
            Due = due != Due ? new DueChange(due) : null,
            Outbox = outbox,
        };
    }

    /// <summary>
    /// The instant from which a new version of the programme would rewrite this: a purchase's own time, the day on which a tier ended.
    /// </summary>
    private static DateTimeOffset? DecidedAt(Entry entry) =>
        entry switch
        {
            Purchased purchased => purchased.Purchase.At,
            Settled { Standing: { } standing } => new DateTimeOffset(standing.Since.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            _ => null,
        };

    /// <summary>Done by a member after this one had become a part of them: it is for them to answer.</summary>
    private bool IsForWhoFollows(JournalEntry done) =>
        State.Status == MemberStatus.Merged
        && done.Stream != id
        && !done.Stream.StartsWith(EarlyReturnsGrain.Prefix, StringComparison.Ordinal);

    private Written Earlier(JournalEntry done, Entry asked)
    {
        if (done.Stream != id)
        {
            return new() { OfAnother = done };
        }

        return EntryCodec.SameContent(done.Data, EntryCodec.Encode(asked))
            ? new() { Entry = EntryCodec.Decode(done.Data), Again = true }
            : new() { Conflict = true };
    }
}

/// <summary>
/// What is to be decided about a member, written and answered. One object with all that it takes: it is made for every purchase.
/// </summary>
/// <param name="operation">The caller's id, or null for work that has none.</param>
/// <typeparam name="T">What is answered.</typeparam>
internal abstract class Wish<T>(Guid? operation)
{
    public Guid? Operation => operation;

    /// <summary>The person's details as they are to be in the same transaction; null leaves them.</summary>
    public Func<Person, Person>? Profile { get; init; }

    /// <summary>Left in the outbox besides those that the entry itself brings.</summary>
    public GrainMessage? GrainMessage { get; init; }

    /// <summary>The line of the audit, where staff or a key does this.</summary>
    public Func<Entry, AuditLine>? Audit { get; init; }

    /// <summary>
    /// An entry with the content that was asked for, to be compared where the id is known; what it decides does not matter.
    /// </summary>
    public abstract Entry Asked();

    public abstract Decision Decide(MemberState member, Moment moment);

    public abstract ValueTask<T> Answer(Written written);
}

/// <summary>A wish of what is seldom done; its answer is made by who wishes.</summary>
internal sealed class SeldomWish(Guid? operation, Entry asked, Func<MemberState, Moment, Decision> decide) : Wish<Written>(operation)
{
    public override Entry Asked() => asked;

    public override Decision Decide(MemberState member, Moment moment) => decide(member, moment);

    public override ValueTask<Written> Answer(Written written) => new(written);
}

/// <summary>
/// What became of a write: an entry, a refusal, or a conflict over the operation id; none of them if there was nothing to write.
/// </summary>
internal readonly record struct Written
{
    /// <summary>The entry that was written, now or, with <see cref="Again"/>, the first time.</summary>
    public Entry? Entry { get; init; }
    public bool Again { get; init; }
    public Refused? Refusal { get; init; }

    /// <summary>The operation id stands in another stream.</summary>
    public JournalEntry? OfAnother { get; init; }

    /// <summary>The operation id stands in this stream, for something else.</summary>
    public bool Conflict { get; init; }

    /// <summary>As the grain answers it.</summary>
    /// <param name="conflict">The refusal where the operation id was used for something else.</param>
    public Outcome<T> Answer<T>(Func<Entry, T> view, Func<Refused> conflict) =>
        Refusal is not null ? Refusal
        : Entry is null ? conflict()
        : new Outcome<T>(view(Entry), null, Again);
}
