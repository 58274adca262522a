using System.Collections.Frozen;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// The layouts of all kinds of entries, indexed by number. A layout is permanent, because every old entry stays readable; a new layout is a
/// new kind.
/// </summary>
internal static class EntryKinds
{
    public const byte PurchasedNumber = 2,
        PurchasedSecondNumber = 20,
        PurchasedThirdNumber = 21;

    /// <summary>Optional parts of a decision.</summary>
    [Flags]
    private enum Has : byte
    {
        None = 0,
        Lot = 1,
        Referrer = 2,
        Stamps = 4,
        Vouchers = 8,
        Standing = 16,
        TierBefore = 32,
        ExpiresAt = 64,
    }

    private const int FingerprintBytes = 32;

    public static readonly EntryKind[] All =
    [
        new EntryKind<Enrol, Enrolled>(1, (bytes, asked) => bytes.Write(asked.Fingerprint.AsSpan()), WriteEnrolled, ReadEnrolled),
        new EntryKind<RecordPurchase, Purchased>(
            PurchasedNumber,
            (bytes, asked) => PurchaseCodec.WriteContent(bytes, asked.Purchase),
            PurchaseCodec.WriteDecision,
            PurchaseCodec.Read,
            PurchaseCodec.FitsFirst
        ),
        new EntryKind<Adjust, Adjusted>(
            3,
            (bytes, asked) =>
            {
                bytes.Signed(asked.Points);
                bytes.Text(asked.Reason);
            },
            (bytes, entry) =>
            {
                bytes.List(entry.Lots, PartCodec.WriteLot, entry.Today);
                bytes.Unsigned(entry.DebtPaid);
            },
            bytes =>
            {
                var (points, reason) = (bytes.Signed(), bytes.Text()!);
                var frame = EntryFrame.Read(bytes);
                return frame.On(new Adjusted(points, reason, bytes.List(PartCodec.ReadLot, frame.Today), bytes.Unsigned()));
            }
        ),
        new EntryKind<Settle, Settled>(4, Nothing, WriteSettled, ReadSettled),
        new EntryKind<ChangeProfile, ProfileChanged>(
            5,
            (bytes, asked) =>
            {
                bytes.List(asked.Fields, (item, field) => item.Text(field));
                bytes.Write(asked.Fingerprint.AsSpan());
            },
            Nothing,
            bytes =>
            {
                var changed = new ProfileChanged(bytes.List(item => item.Text()!), [.. bytes.ReadBytes(FingerprintBytes)]);
                return EntryFrame.Read(bytes).On(changed);
            }
        ),
        new EntryKind<Erase, Erased>(6, Nothing, Nothing, bytes => EntryFrame.Read(bytes).On(new Erased())),
        new EntryKind<ReturnPurchase, Returned>(
            7,
            (bytes, asked) => ReturnCodec.WriteContent(bytes, asked.Return),
            ReturnCodec.WriteDecision,
            ReturnCodec.Read,
            ReturnCodec.FitsFirst
        ),
        new EntryKind<Redeem, Redeemed>(8, WriteRedemption, WriteRedeemed, ReadRedeemed),
        new EntryKind<Capture, Captured>(
            9,
            (bytes, asked) => bytes.Unsigned(asked.Number),
            (bytes, entry) =>
            {
                bytes.Optional(entry.Reservation, PartCodec.WriteReservation, entry.Today);
                bytes.Optional(entry.Voucher, PartCodec.WriteVoucher, entry.Today);
            },
            bytes =>
            {
                var number = (int)bytes.Unsigned();
                var frame = EntryFrame.Read(bytes);
                var reservation = bytes.Optional(PartCodec.ReadReservation, frame.Today);
                return frame.On(new Captured(number, reservation, bytes.Optional(PartCodec.ReadVoucher, frame.Today)));
            }
        ),
        new EntryKind<Release, Released>(
            10,
            (bytes, asked) => bytes.Unsigned(asked.Number),
            (bytes, entry) =>
            {
                bytes.Optional(entry.Reservation, PartCodec.WriteReservation, entry.Today);
                bytes.Unsigned(entry.ExpiredAtOnce);
            },
            bytes =>
            {
                var number = (int)bytes.Unsigned();
                var frame = EntryFrame.Read(bytes);
                var reservation = bytes.Optional(PartCodec.ReadReservation, frame.Today);
                return frame.On(new Released(number, reservation, bytes.Unsigned()));
            }
        ),
        new EntryKind<UseVoucher, VoucherUsed>(
            11,
            (bytes, asked) =>
            {
                bytes.Text(asked.Code);
                bytes.Text(asked.Store);
                bytes.Text(asked.Receipt);
            },
            (bytes, entry) =>
            {
                bytes.Unsigned(entry.Voucher);
                bytes.Text(entry.Reward);
            },
            bytes =>
            {
                var (code, store, receipt) = (bytes.Text()!, bytes.Text()!, bytes.Text());
                var frame = EntryFrame.Read(bytes);
                return frame.On(new VoucherUsed(code, store, receipt, (int)bytes.Unsigned(), bytes.Text()!));
            }
        ),
        new EntryKind<SendPoints, TransferSent>(
            12,
            (bytes, asked) =>
            {
                bytes.Text(asked.To);
                bytes.Unsigned(asked.Points);
            },
            (bytes, entry) => bytes.List(entry.Lots, PartCodec.WriteLot, entry.Today),
            bytes =>
            {
                var (to, points) = (bytes.Text()!, bytes.Unsigned());
                var frame = EntryFrame.Read(bytes);
                return frame.On(new TransferSent(to, points, bytes.List(PartCodec.ReadLot, frame.Today)));
            }
        ),
        new EntryKind<ReceivePoints, TransferReceived>(
            13,
            (bytes, asked) =>
            {
                bytes.Text(asked.From);
                bytes.Write(asked.Back);
            },
            (bytes, entry) =>
            {
                bytes.List(entry.Lots, PartCodec.WriteLot, entry.Today);
                bytes.Unsigned(entry.DebtPaid);
                bytes.Unsigned(entry.ExpiredAtOnce);
            },
            bytes =>
            {
                var (from, back) = (bytes.Text()!, bytes.ReadBoolean());
                var frame = EntryFrame.Read(bytes);
                var lots = bytes.List(PartCodec.ReadLot, frame.Today);
                return frame.On(new TransferReceived(from, lots, bytes.Unsigned(), bytes.Unsigned(), back));
            }
        ),
        new EntryKind<BookReferral, ReferralBooked>(
            14,
            (bytes, asked) =>
            {
                bytes.Text(asked.Referee);
                bytes.Signed(asked.Points);
            },
            (bytes, entry) =>
            {
                bytes.List(entry.Lots, PartCodec.WriteLot, entry.Today);
                bytes.Signed(entry.Debt);
                bytes.Unsigned(entry.WrittenOffUncollectable);
            },
            bytes =>
            {
                var (referee, points) = (bytes.Text()!, bytes.Signed());
                var frame = EntryFrame.Read(bytes);
                var lots = bytes.List(PartCodec.ReadLot, frame.Today);
                return frame.On(new ReferralBooked(referee, points, lots, bytes.Signed(), bytes.Unsigned()));
            }
        ),
        new EntryKind<MergeInto, MergedAway>(
            15,
            (bytes, asked) => bytes.Text(asked.Into),
            Nothing,
            bytes =>
            {
                var into = bytes.Text()!;
                return EntryFrame.Read(bytes).On(new MergedAway(into));
            }
        ),
        new EntryKind<TakeIn, MergedIn>(
            16,
            (bytes, asked) => bytes.Text(asked.From),
            (bytes, entry) => PartCodec.WriteState(bytes, entry.Handed),
            bytes => ReadHanded(bytes, (from, handed) => new MergedIn(from, handed))
        ),
        new EntryKind<UndoMerge, SplitOff>(
            17,
            (bytes, asked) => bytes.Text(asked.From),
            (bytes, entry) => PartCodec.WriteState(bytes, entry.Handed),
            bytes => ReadHanded(bytes, (from, handed) => new SplitOff(from, handed))
        ),
        new EntryKind<ComeBack, CameBack>(
            18,
            (bytes, asked) => bytes.Text(asked.From),
            (bytes, entry) => PartCodec.WriteState(bytes, entry.Handed),
            bytes => ReadHanded(bytes, (of, handed) => new CameBack(of, handed))
        ),
        // With the store of the purchase, and what its return changed for idle points.
        new EntryKind<ReturnPurchase, Returned>(
            19,
            (bytes, asked) => ReturnCodec.WriteContentSecond(bytes, asked.Return),
            ReturnCodec.WriteDecisionSecond,
            ReturnCodec.ReadSecond,
            ReturnCodec.FitsSecond
        ),
        // With amounts below 0.
        new EntryKind<RecordPurchase, Purchased>(
            PurchasedSecondNumber,
            (bytes, asked) => PurchaseCodec.WriteContentSecond(bytes, asked.Purchase),
            PurchaseCodec.WriteDecision,
            PurchaseCodec.ReadSecond,
            PurchaseCodec.FitsSecond
        ),
        // With the tax of lines, and what the receipt leaves to be carried.
        new EntryKind<RecordPurchase, Purchased>(
            PurchasedThirdNumber,
            (bytes, asked) => PurchaseCodec.WriteContentThird(bytes, asked.Purchase),
            PurchaseCodec.WriteDecision,
            PurchaseCodec.ReadThird
        ),
        // With what is carried.
        new EntryKind<ReturnPurchase, Returned>(
            22,
            (bytes, asked) => ReturnCodec.WriteContentSecond(bytes, asked.Return),
            ReturnCodec.WriteDecisionThird,
            ReturnCodec.ReadThird
        ),
        .. HoldCodec.Kinds,
    ];

    /// <summary>The layouts of each command's entry, the oldest first.</summary>
    private static readonly FrozenDictionary<Type, EntryKind[]> ByCommand = All.GroupBy(kind => kind.Command)
        .ToFrozenDictionary(kinds => kinds.Key, kinds => kinds.ToArray());
    private static readonly FrozenDictionary<byte, EntryKind> ByNumber = All.ToFrozenDictionary(kind => kind.Number);

    /// <summary>The first layout that can hold an entry.</summary>
    public static EntryKind Of(MemberCommand command, Entry entry)
    {
        foreach (var kind in Layouts(command))
        {
            if (kind.Fits(entry))
            {
                return kind;
            }
        }

        throw new InvalidOperationException($"No layout holds an entry of type {entry.GetType().Name}.");
    }

    /// <summary>The latest layout.</summary>
    public static EntryKind Of(MemberCommand command) => Layouts(command)[^1];

    private static EntryKind[] Layouts(MemberCommand command) =>
        ByCommand.GetValueOrDefault(command.GetType())
        ?? throw new InvalidOperationException($"No layout for what a command of type {command.GetType().Name} leads to.");

    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static EntryKind Of(byte number) =>
        ByNumber.GetValueOrDefault(number) ?? throw new InvalidDataException($"An entry of kind {number} was written by a newer version.");

    private static void Nothing<T>(BytesOut bytes, T what) { }

    private static void WriteEnrolled(BytesOut bytes, Enrolled entry)
    {
        bytes.Instant(entry.JoinedAt);
        bytes.Write((byte)(If(entry.Opening is not null, Has.Lot) | If(entry.Referrer is not null, Has.Referrer)));
        if (entry.Opening is { } opening)
        {
            PartCodec.WriteLot(bytes, opening, entry.Today);
        }

        if (entry.Referrer is { } referrer)
        {
            bytes.Text(referrer);
        }
    }

    private static Enrolled ReadEnrolled(BytesIn bytes)
    {
        var fingerprint = bytes.ReadBytes(FingerprintBytes);
        var frame = EntryFrame.Read(bytes);
        var joinedAt = bytes.Instant();
        var has = (Has)bytes.ReadByte();
        Lot? opening = has.HasFlag(Has.Lot) ? PartCodec.ReadLot(bytes, frame.Today) : null;
        return frame.On(new Enrolled(joinedAt, opening, [.. fingerprint], has.HasFlag(Has.Referrer) ? bytes.Text() : null));
    }

    private static void WriteRedemption(BytesOut bytes, Redeem command)
    {
        var asked = command.Redemption;
        bytes.Text(asked.Reward);
        bytes.Unsigned(asked.Points is { } points ? points + 1 : 0);
        bytes.Write(asked.Capture);
        bytes.Unsigned(asked.Seconds);
        bytes.Text(asked.Store);
    }

    private static void WriteRedeemed(BytesOut bytes, Redeemed entry)
    {
        bytes.Unsigned(entry.Number);
        bytes.List(entry.Lots, PartCodec.WriteLot, entry.Today);
        bytes.Write((byte)If(entry.ExpiresAt is not null, Has.ExpiresAt));
        if (entry.ExpiresAt is { } expiresAt)
        {
            bytes.Instant(expiresAt);
        }

        bytes.Optional(entry.Voucher, PartCodec.WriteVoucher, entry.Today);
        bytes.Text(entry.Unit);
    }

    private static Redeemed ReadRedeemed(BytesIn bytes)
    {
        var reward = bytes.Text();
        var points = bytes.Unsigned();
        var asked = new Redemption(reward, points > 0 ? points - 1 : null, bytes.ReadBoolean(), (int)bytes.Unsigned(), bytes.Text());
        var frame = EntryFrame.Read(bytes);
        var number = (int)bytes.Unsigned();
        var lots = bytes.List(PartCodec.ReadLot, frame.Today);
        DateTimeOffset? expiresAt = ((Has)bytes.ReadByte()).HasFlag(Has.ExpiresAt) ? bytes.Instant() : null;
        var voucher = bytes.Optional(PartCodec.ReadVoucher, frame.Today);
        return frame.On(new Redeemed(asked, number, lots, expiresAt, voucher, bytes.Text()));
    }

    private static void WriteSettled(BytesOut bytes, Settled entry)
    {
        var has =
            If(!entry.Stamps.IsEmpty, Has.Stamps)
            | If(!entry.Vouchers.IsEmpty, Has.Vouchers)
            | If(entry.Standing is not null, Has.Standing)
            | If(entry.TierBefore is not null, Has.TierBefore);
        bytes.Write((byte)has);
        if (!entry.Stamps.IsEmpty)
        {
            bytes.List(entry.Stamps, PartCodec.WriteStamps);
        }

        if (!entry.Vouchers.IsEmpty)
        {
            bytes.List(entry.Vouchers, PartCodec.WriteVoucher, entry.Today);
        }

        if (entry.Standing is { } standing)
        {
            PartCodec.WriteStanding(bytes, standing, entry.Today, null);
        }

        if (entry.TierBefore is { } before)
        {
            bytes.Text(before);
        }
    }

    private static Settled ReadSettled(BytesIn bytes)
    {
        var frame = EntryFrame.Read(bytes);
        var has = (Has)bytes.ReadByte();
        return frame.On(
            new Settled
            {
                Stamps = has.HasFlag(Has.Stamps) ? bytes.List(PartCodec.ReadStamps) : [],
                Vouchers = has.HasFlag(Has.Vouchers) ? bytes.List(PartCodec.ReadVoucher, frame.Today) : [],
                Standing = has.HasFlag(Has.Standing) ? PartCodec.ReadStanding(bytes, frame.Today, null) : null,
                TierBefore = has.HasFlag(Has.TierBefore) ? bytes.Text() : null,
            }
        );
    }

    /// <summary>The other member's id and the state handed over.</summary>
    private static T ReadHanded<T>(BytesIn bytes, Func<string, MemberState, T> entry)
        where T : Entry
    {
        var other = bytes.Text()!;
        var frame = EntryFrame.Read(bytes);
        return frame.On(entry(other, PartCodec.ReadState(bytes)));
    }

    private static Has If(bool there, Has flag) => there ? flag : Has.None;
}
