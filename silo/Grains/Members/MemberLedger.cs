using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains.Members;

/// <summary>A member's stream in the journal and the state that it adds up to. State changes only after the entry is on disk.</summary>
internal sealed class MemberLedger(IJournal journal, string id)
{
    /// <summary>Entries read at a time.</summary>
    public const int Chunk = 500;

    /// <summary>A member is opened from the last snapshot and fewer than this many entries, however long the history is.</summary>
    private const int EntriesPerSnapshot = 50;

    private byte[] hash = [];
    private DateOnly? due;

    public MemberState State { get; private set; } = MemberState.None;
    public Person Person { get; private set; } = Person.Nobody;
    public int Version { get; private set; }

    public async Task Load(CancellationToken cancel = default)
    {
        var stored = await journal.Open(id, cancel);
        var entries = stored.Entries;
        if (stored.Snapshot is not { } snapshot || StateCodec.Decode(snapshot.State) is not { } state)
        {
            state = MemberState.None;
            if (stored.Snapshot is not null)
                entries = await journal.Read(id, 1, int.MaxValue, cancel);
        }
        State = entries.Aggregate(state, (member, entry) => member.After(EntryCodec.Decode(entry.Data)));
        (Person, Version, hash, due) = (Person.Read(stored.Document), stored.Version, stored.Hash, stored.Due);
    }

    /// <summary>Entries from a version upwards, with their numbers.</summary>
    public async Task<IReadOnlyList<(int Version, Entry Entry)>> Entries(int from, int limit) =>
        [.. (await journal.Read(id, from, limit)).Select(entry => (entry.Version, EntryCodec.Decode(entry.Data)))];

    /// <summary>Decides on the state as it is on disk, and writes; or finds that the same had been done.</summary>
    /// <param name="operation">The caller's id, or null for work that has none.</param>
    /// <param name="asked">An entry with the content that was asked for; what it decides does not matter.</param>
    /// <param name="profile">The person's details as they are to be in the same transaction; null leaves them.</param>
    public async Task<Written> Write(Guid? operation, Entry asked, Func<MemberState, Decision> decide, Func<Person, Person>? profile = null)
    {
        while (true)
        {
            var decision = decide(State);
            if (decision.Entry is not { } entry)
            {
                // Done before, in other circumstances: the first answer counts, not what the rules would say today.
                if (operation is { } id && await journal.Find(id) is { } done)
                    return Earlier(done, asked);
                return decision.Refusal is { } refusal ? new() { Refusal = Refusals.Of(refusal) } : new();
            }
            var next = decision.Next!;
            var nextDue = Calendar.NextDue(next);
            var person = profile?.Invoke(Person);
            switch (await journal.Append(Append(entry, next, nextDue, operation, person)))
            {
                case AppendResult.Written written:
                    (State, Version, hash, due) = (next, Version + 1, written.Hash, nextDue);
                    Person = person ?? Person;
                    return new() { Entry = entry };
                case AppendResult.OperationTaken taken:
                    return Earlier(taken.By, asked);
                case AppendResult.ClaimTaken taken:
                    return new() { Refusal = Refusals.AlreadyAMember(taken.Claim[..taken.Claim.IndexOf(':')], taken.Holder) };
                case AppendResult.VersionTaken:
                    await Load();
                    break;
            }
        }
    }

    private Append Append(Entry entry, MemberState next, DateOnly? nextDue, Guid? operation, Person? person) =>
        new(id, Version + 1, hash, EntryCodec.Encode(entry))
        {
            Operation = operation,
            DecidedAt = (entry as Purchased)?.Purchase.At,
            Snapshot = (Version + 1) % EntriesPerSnapshot == 0 ? StateCodec.Encode(next) : null,
            Document = person?.Write(),
            Claim = person is null ? [] : [.. person.Claims().Except(Person.Claims())],
            Release = person is null ? [] : [.. Person.Claims().Except(person.Claims())],
            Due = nextDue != due ? new DueChange(nextDue) : null,
        };

    private Written Earlier(JournalEntry done, Entry asked)
    {
        if (done.Stream != id)
            return new() { OfAnother = done };
        return EntryCodec.SameContent(done.Data, EntryCodec.Encode(asked))
            ? new() { Entry = EntryCodec.Decode(done.Data), Again = true }
            : new() { Conflict = true };
    }
}

/// <summary>What became of a write: an entry, a refusal, or a conflict over the operation id; none of them if there was nothing to write.</summary>
internal sealed record Written
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
