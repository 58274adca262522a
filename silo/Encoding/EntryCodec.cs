using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// An entry as bytes in the journal: kind, length of the content, content (the command), frame, decision (the result). The content is
/// separate, so that the same operation id with different content is detected by comparing bytes.
/// </summary>
/// <remarks>The layouts are in <see cref="EntryKinds"/>.</remarks>
internal static class EntryCodec
{
    /// <param name="command">The command.</param>
    /// <param name="entry">The entry that the command led to.</param>
    public static byte[] Encode(MemberCommand command, Entry entry) =>
        BytesOut.Make(
            (command, entry),
            static (bytes, written) =>
            {
                var kind = WriteContent(bytes, written.command);
                EntryFrame.Write(bytes, written.entry);
                kind.WriteDecision(bytes, written.entry);
            }
        );

    /// <summary>True if the entry was written for a command with the same content.</summary>
    public static bool Answers(byte[] data, MemberCommand command)
    {
        var asked = BytesOut.Make(command, static (bytes, command) => WriteContent(bytes, command));
        return data[0] == asked[0] && ContentOf(data).SequenceEqual(ContentOf(asked));
    }

    public static Entry Decode(byte[] data)
    {
        var bytes = new BytesIn(data);
        var kind = EntryKinds.Of(bytes.ReadByte());
        bytes.Unsigned(); // the content's length
        return kind.Read(bytes);
    }

    /// <summary>
    /// Day, total and points of a purchase without further effects, decoded without allocating the rest; null for every other entry.
    /// Followers that add up all entries read almost only such purchases.
    /// </summary>
    public static PlainPurchase? Plain(byte[] data)
    {
        var bytes = new BytesIn(data);
        if (bytes.ReadByte() != EntryKinds.PurchasedNumber)
        {
            return null;
        }

        bytes.Unsigned(); // the content's length
        return
            PurchaseCodec.SumOf(bytes) is var (at, total)
            && EntryFrame.SkipPlain(bytes, at) is { } today
            && PurchaseCodec.PlainOf(bytes, today) is var (day, points)
            ? new(at, day, total, points)
            : null;
    }

    private static EntryKind WriteContent(BytesOut bytes, MemberCommand command)
    {
        var kind = EntryKinds.Of(command);
        bytes.Write(kind.Number);
        bytes.Sized((kind, command), static (content, asked) => asked.kind.WriteContent(content, asked.command));
        return kind;
    }

    private static ReadOnlySpan<byte> ContentOf(byte[] data)
    {
        var (length, at, shift) = (0, 1, 0);
        do
        {
            length |= (data[at] & 0x7F) << shift;
            shift += 7;
        } while (data[at++] >= 0x80);
        return data.AsSpan(at, length);
    }
}

/// <summary>A purchase whose instant, total and points are all that a follower needs.</summary>
/// <param name="Day">In the time zone of the version that decided.</param>
internal readonly record struct PlainPurchase(DateTimeOffset At, DateOnly Day, decimal Total, long Points);
