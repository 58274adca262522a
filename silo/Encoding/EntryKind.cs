using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// How entries of one kind are written and read: the content (what was asked), the frame, the decision (what came of it).
/// </summary>
/// <param name="number">The first byte of such an entry, for ever.</param>
internal abstract class EntryKind(byte number)
{
    public byte Number => number;

    public abstract Type Command { get; }

    public abstract Type Entry { get; }

    public abstract void WriteContent(BytesOut bytes, MemberCommand command);

    public abstract void WriteDecision(BytesOut bytes, Entry entry);

    /// <summary>Reads what stands behind the number and the content's length.</summary>
    public abstract Entry Read(BytesIn bytes);
}

/// <param name="content">Writes what the caller asked for: the same id with another content is told apart by these bytes.</param>
/// <param name="decision">Writes what came of it, besides what entries of all kinds have.</param>
/// <param name="read">Reads the content, the frame and the decision, in this order.</param>
internal sealed class EntryKind<TCommand, TEntry>(
    byte number,
    Action<BytesOut, TCommand> content,
    Action<BytesOut, TEntry> decision,
    Func<BytesIn, TEntry> read
) : EntryKind(number)
    where TCommand : MemberCommand
    where TEntry : Entry
{
    public override Type Command => typeof(TCommand);

    public override Type Entry => typeof(TEntry);

    public override void WriteContent(BytesOut bytes, MemberCommand command) => content(bytes, (TCommand)command);

    public override void WriteDecision(BytesOut bytes, Entry entry) => decision(bytes, (TEntry)entry);

    public override Entry Read(BytesIn bytes) => read(bytes);
}
