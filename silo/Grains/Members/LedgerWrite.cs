using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>
/// A command with what is written in the same transaction, and how it is answered. One object: it is made for every purchase.
/// </summary>
/// <param name="operation">The caller's id, or null for work that has none.</param>
/// <typeparam name="T">What is answered.</typeparam>
internal abstract class LedgerWrite<T>(Guid? operation, MemberCommand command)
{
    public Guid? Operation => operation;

    public MemberCommand Command => command;

    /// <summary>The person's details as they are to be; null leaves them.</summary>
    public Func<Person, Person>? Profile { get; init; }

    /// <summary>A message left in the outbox besides those that the entry itself brings.</summary>
    public GrainMessage? Message { get; init; }

    /// <summary>The line of the audit, where staff or a key does this.</summary>
    public Func<Entry, AuditLine>? Audit { get; init; }

    public abstract ValueTask<T> Answer(Written written);
}

/// <summary>A write whose caller makes the answer.</summary>
internal sealed class PlainWrite(Guid? operation, MemberCommand command) : LedgerWrite<Written>(operation, command)
{
    public override ValueTask<Written> Answer(Written written) => new(written);
}
