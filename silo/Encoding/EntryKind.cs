using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The byte layout of one kind of entry: content (the command), frame, decision (the result).</summary>
/// <param name="number">The first byte of every such entry; permanent.</param>
internal abstract class EntryKind(byte number)
{
    public byte Number => number;

    public abstract Type Command { get; }

    public abstract Type Entry { get; }

    /// <summary>
    /// True if the layout can hold the entry; an older layout that can is preferred, because a process of before reads it.
    /// </summary>
    public abstract bool Fits(Entry entry);

    public abstract void WriteContent(BytesOut bytes, MemberCommand command);

    public abstract void WriteDecision(BytesOut bytes, Entry entry);

    /// <summary>Reads the bytes after the kind and the length of the content.</summary>
    public abstract Entry Read(BytesIn bytes);
}

/// <param name="content">Writes the command; these bytes detect the same operation id with different content.</param>
/// <param name="decision">Writes the result, without the common frame.</param>
/// <param name="read">Reads the content, the frame and the decision, in this order.</param>
/// <param name="fits">What the layout can hold; null for every entry.</param>
internal sealed class EntryKind<TCommand, TEntry>(
    byte number,
    Action<BytesOut, TCommand> content,
    Action<BytesOut, TEntry> decision,
    Func<BytesIn, TEntry> read,
    Func<TEntry, bool>? fits = null
) : EntryKind(number)
    where TCommand : MemberCommand
    where TEntry : Entry
{
    public override Type Command => typeof(TCommand);

    public override Type Entry => typeof(TEntry);

    public override bool Fits(Entry entry) => fits is null || fits((TEntry)entry);

    public override void WriteContent(BytesOut bytes, MemberCommand command) => content(bytes, (TCommand)command);

    public override void WriteDecision(BytesOut bytes, Entry entry) => decision(bytes, (TEntry)entry);

    public override Entry Read(BytesIn bytes) => read(bytes);
}
