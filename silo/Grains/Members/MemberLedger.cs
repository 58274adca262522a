using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>A member's stream in the journal and the state that it adds up to. State changes only after the entry is on disk.</summary>
/// <param name="left">Called when an entry has left something in the outbox that is to be done at once.</param>
/// <param name="lost">Called after a failed write, when nobody knows what is on disk: this activation is to leave, and the next one
/// reads.</param>
internal sealed class MemberLedger(IJournal journal, ProgrammeCache programmes, string id, Action left, Action lost)
{
    /// <summary>Entries read at a time.</summary>
    public const int Chunk = 500;

    /// <summary>A member is opened from the last snapshot and fewer than this many entries, however long the history is.</summary>
    private const int EntriesPerSnapshot = 16;

    private byte[] hash = [];

    public MemberState State { get; private set; } = MemberState.None;
    public Person Person { get; private set; } = Person.Nobody;

    /// <summary>What decisions know of <see cref="Person"/>.</summary>
    public PersonFacts Facts { get; private set; } = PersonFacts.None;
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
        Person = Person.Read(stored.Document);
        Facts = Person.Facts;
        Version = stored.Version;
        hash = stored.Hash;
        Due = stored.Due;
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
    /// Writes what was decided on the state as it is on disk, or decides again if that had become another; or finds that the command had
    /// been done before.
    /// </summary>
    /// <param name="moment">For deciding again.</param>
    /// <param name="decision">Of <see cref="LedgerWrite{T}.Command"/> on <see cref="State"/>.</param>
    public async Task<T> Write<T>(LedgerWrite<T> write, Moment moment, Decision decision)
    {
        try
        {
            while (true)
            {
                if (decision.Entry is not { } entry)
                {
                    // Done before, in other circumstances: the first answer counts, not what the rules would say today.
                    if (write.Operation is { } named && await journal.Find(named) is { } done && !IsForSurvivor(done))
                    {
                        return await write.Answer(Earlier(done, write.Command));
                    }

                    return await write.Answer(decision.Refusal is { } refusal ? new() { Refusal = Refusals.Of(refusal) } : new());
                }
                var due = Calendar.NextDue(decision.Next!, programmes.Book);
                var person = write.Profile?.Invoke(Person);
                var outbox = OutboxRows.Of(id, State, decision, write.Message, write.Audit);
                switch (await journal.Append(Append(write.Command, decision, due, write.Operation, person, outbox)))
                {
                    case AppendResult.Written written:
                        State = decision.Next!;
                        Version++;
                        hash = written.Hash;
                        Due = due;
                        if (person is not null)
                        {
                            Person = person;
                            Facts = person.Facts;
                        }

                        if (OutboxRows.AtOnce(outbox))
                        {
                            left();
                        }

                        return await write.Answer(new() { Entry = entry });
                    case AppendResult.OperationTaken taken:
                        return await write.Answer(Earlier(taken.By, write.Command));
                    case AppendResult.ClaimTaken { Claim: var claim } when claim.StartsWith(Claim.VoucherPrefix, StringComparison.Ordinal):
                        break; // decided again, its code is another
                    case AppendResult.ClaimTaken taken:
                        return await write.Answer(
                            new() { Refusal = Refusals.AlreadyAMember(taken.Claim[..taken.Claim.IndexOf(':')], taken.Holder) }
                        );
                    case AppendResult.VersionTaken:
                        await Load();
                        moment = moment with { Person = Facts };
                        break;
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
    /// The instant from which a new version of the programme would rewrite this: a purchase's own time, the day on which a tier ended.
    /// </summary>
    private static DateTimeOffset? DecidedAt(Entry entry) =>
        entry switch
        {
            Purchased purchased => purchased.Purchase.At,
            Settled { Standing: { } standing } => new DateTimeOffset(standing.Since.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            _ => null,
        };

    /// <summary>Done by the surviving member after this one was merged: theirs to answer.</summary>
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
            : new() { Conflict = true };
    }
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
