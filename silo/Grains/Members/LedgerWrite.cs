using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>
/// A command with everything that is written in the same transaction, and its answer. One allocation, since every purchase needs one.
/// </summary>
/// <param name="operation">The operation id; null for work of the club itself, such as the nightly close.</param>
/// <typeparam name="T">The answer.</typeparam>
internal abstract class LedgerWrite<T>(Guid? operation, MemberCommand command)
{
    public Guid? Operation => operation;

    public MemberCommand Command => command;

    /// <summary>The change to the person; null for none.</summary>
    public Func<Person, Person>? Profile { get; init; }

    /// <summary>A grain message for the outbox in addition to those of the entry.</summary>
    public GrainMessage? Message { get; init; }

    /// <summary>The audit line of a write by staff or a key; null if the member acts.</summary>
    public Func<Entry, AuditLine>? Audit { get; init; }

    public abstract ValueTask<T> Answer(Written written);
}

/// <summary>A write whose answer is <see cref="Written"/>, for the grain to convert.</summary>
internal sealed class PlainWrite(Guid? operation, MemberCommand command) : LedgerWrite<Written>(operation, command)
{
    public override ValueTask<Written> Answer(Written written) => new(written);
}
