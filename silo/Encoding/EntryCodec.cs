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
                var kind = EntryKinds.Of(written.command, written.entry);
                bytes.Write(kind.Number);
                bytes.Sized((kind, written.command), static (content, asked) => asked.kind.WriteContent(content, asked.command));
                EntryFrame.Write(bytes, written.entry);
                kind.WriteDecision(bytes, written.entry);
            }
        );

    /// <summary>
    /// True if the entry was written for a command with the same content. The order of a receipt's lines and vouchers is no part of it: a
    /// till may build its request anew for the retry.
    /// </summary>
    public static bool Answers(byte[] data, MemberCommand command) =>
        EntryKinds.Of(data[0]).Command == command.GetType()
        && (
            InOrder(command) is { } asked
                ? Content(asked).SequenceEqual(Content(InOrder(AskedFor(Decode(data)))!))
                : ContentOf(data).SequenceEqual(Content(command))
        );

    private static byte[] Content(MemberCommand command) =>
        BytesOut.Make(command, static (bytes, command) => EntryKinds.Of(command).WriteContent(bytes, command));

    private static MemberCommand? AskedFor(Entry entry) =>
        entry switch
        {
            Purchased purchased => new RecordPurchase(purchased.Purchase, null),
            Returned returned => new ReturnPurchase(returned.Return, null!, 0),
            _ => null,
        };

    /// <summary>The same command with its lines in the order of their numbers; null for a command without lines.</summary>
    private static MemberCommand? InOrder(MemberCommand? command) =>
        command switch
        {
            RecordPurchase buy => buy with
            {
                Purchase = buy.Purchase with
                {
                    Lines = buy.Purchase.Lines.Sort((one, other) => one.Number.CompareTo(other.Number)),
                    Vouchers = buy.Purchase.Vouchers.Sort(StringComparer.Ordinal),
                },
            },
            ReturnPurchase back => back with
            {
                Return = back.Return with { Lines = back.Return.Lines.Sort((one, other) => one.Line.CompareTo(other.Line)) },
            },
            _ => null,
        };

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
        var kind = bytes.ReadByte();
        PurchaseCodec.Layout? layout = kind switch
        {
            EntryKinds.PurchasedNumber => PurchaseCodec.Layout.First,
            EntryKinds.PurchasedSecondNumber => PurchaseCodec.Layout.Second,
            EntryKinds.PurchasedThirdNumber => PurchaseCodec.Layout.Third,
            _ => null,
        };
        if (layout is not { } known)
        {
            return null;
        }

        bytes.Unsigned(); // the content's length
        return
            PurchaseCodec.SumOf(bytes, known) is var (at, total)
            && EntryFrame.SkipPlain(bytes, at) is { } today
            && PurchaseCodec.PlainOf(bytes, today) is var (day, points)
            ? new(at, day, total, points)
            : null;
    }

    public static bool IsSale(byte[] data) =>
        data[0] is EntryKinds.PurchasedNumber or EntryKinds.PurchasedSecondNumber or EntryKinds.PurchasedThirdNumber;

    /// <summary>Where and when a receipt was sold, read without the rest.</summary>
    /// <param name="data">An entry that <see cref="IsSale"/>.</param>
    public static Sale SaleOf(byte[] data)
    {
        var bytes = new BytesIn(data);
        bytes.ReadByte();
        bytes.Unsigned(); // the content's length
        return new(bytes.KnownText()!, bytes.KnownText(), bytes.Text()!, bytes.Instant(), (bytes.Unsigned() & 1) != 0);
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

/// <param name="Spends">True if it pays with points or uses vouchers.</param>
internal readonly record struct Sale(string Store, string? Till, string Receipt, DateTimeOffset At, bool Spends);

/// <summary>A purchase whose instant, total and points are all that a follower needs.</summary>
/// <param name="Day">In the time zone of the version that decided.</param>
internal readonly record struct PlainPurchase(DateTimeOffset At, DateOnly Day, decimal Total, long Points);
