using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> that says what the caller asked for, and with it of which kind an entry is.</summary>
internal static class ContentCodec
{
    public const byte PurchasedKind = 2;

    private const byte EnrolledKind = 1,
        AdjustedKind = 3,
        SettledKind = 4,
        ProfileChangedKind = 5,
        ErasedKind = 6,
        ReturnedKind = 7,
        RedeemedKind = 8,
        CapturedKind = 9,
        ReleasedKind = 10,
        VoucherUsedKind = 11,
        TransferSentKind = 12,
        TransferReceivedKind = 13,
        ReferralBookedKind = 14,
        MergedAwayKind = 15,
        MergedInKind = 16,
        SplitOffKind = 17,
        CameBackKind = 18;

    public static byte KindOf(Entry entry) =>
        entry switch
        {
            Enrolled => EnrolledKind,
            Purchased => PurchasedKind,
            Returned => ReturnedKind,
            Adjusted => AdjustedKind,
            Settled => SettledKind,
            Redeemed => RedeemedKind,
            Captured => CapturedKind,
            Released => ReleasedKind,
            VoucherUsed => VoucherUsedKind,
            TransferSent => TransferSentKind,
            TransferReceived => TransferReceivedKind,
            ReferralBooked => ReferralBookedKind,
            MergedAway => MergedAwayKind,
            MergedIn => MergedInKind,
            SplitOff => SplitOffKind,
            CameBack => CameBackKind,
            ProfileChanged => ProfileChangedKind,
            Erased => ErasedKind,
            _ => throw new InvalidOperationException($"No layout for an entry of type {entry.GetType().Name}."),
        };

    public static void Write(BytesOut bytes, Entry entry)
    {
        switch (entry)
        {
            case Enrolled enrolled:
                bytes.Write(enrolled.Fingerprint.AsSpan());
                break;
            case Purchased purchased:
                PurchaseCodec.WriteContent(bytes, purchased.Purchase);
                break;
            case Returned returned:
                ReturnCodec.WriteContent(bytes, returned.Return);
                break;
            case Adjusted adjusted:
                bytes.Signed(adjusted.Points);
                bytes.Text(adjusted.Reason);
                break;
            case Redeemed { Asked: var asked }:
                bytes.Text(asked.Reward);
                bytes.Unsigned(asked.Points is { } points ? points + 1 : 0);
                bytes.Write(asked.Capture);
                bytes.Unsigned(asked.Seconds);
                bytes.Text(asked.Store);
                break;
            case Captured { Number: var number }:
                bytes.Unsigned(number);
                break;
            case Released { Number: var number }:
                bytes.Unsigned(number);
                break;
            case VoucherUsed used:
                bytes.Text(used.Code);
                bytes.Text(used.Store);
                bytes.Text(used.Receipt);
                break;
            case TransferSent sent:
                bytes.Text(sent.To);
                bytes.Unsigned(sent.Points);
                break;
            case TransferReceived received:
                bytes.Text(received.From);
                bytes.Write(received.Back);
                break;
            case ReferralBooked booked:
                bytes.Text(booked.Referee);
                bytes.Signed(booked.Points);
                break;
            case MergedAway { Into: var other }:
                bytes.Text(other);
                break;
            case MergedIn { From: var other }:
                bytes.Text(other);
                break;
            case SplitOff { From: var other }:
                bytes.Text(other);
                break;
            case CameBack { Of: var other }:
                bytes.Text(other);
                break;
            case ProfileChanged changed:
                bytes.List(changed.Fields, (item, field) => item.Text(field));
                bytes.Write(changed.Fingerprint.AsSpan());
                break;
            case Settled or Erased:
                break;
        }
    }

    /// <summary>
    /// An entry with nothing but its content. Of a purchase there is only the content, see <see cref="PurchaseCodec.ReadContent"/>.
    /// </summary>
    public static Entry Read(byte kind, BytesIn bytes) =>
        kind switch
        {
            EnrolledKind => new Enrolled(default, null, [.. bytes.ReadBytes(32)]) { Recorded = default, Today = default },
            ReturnedKind => Returned.Asked(ReturnCodec.ReadContent(bytes)),
            AdjustedKind => new Adjusted(bytes.Signed(), bytes.Text()!, []) { Recorded = default, Today = default },
            SettledKind => new Settled { Recorded = default, Today = default },
            RedeemedKind => new Redeemed(
                new(
                    bytes.Text(),
                    bytes.Unsigned() is > 0 and var more ? more - 1 : null,
                    bytes.ReadBoolean(),
                    (int)bytes.Unsigned(),
                    bytes.Text()
                ),
                0,
                [],
                null,
                null,
                null
            )
            {
                Recorded = default,
                Today = default,
            },
            CapturedKind => new Captured((int)bytes.Unsigned(), null, null) { Recorded = default, Today = default },
            ReleasedKind => new Released((int)bytes.Unsigned(), null, 0) { Recorded = default, Today = default },
            VoucherUsedKind => new VoucherUsed(bytes.Text()!, bytes.Text()!, bytes.Text(), 0, "") { Recorded = default, Today = default },
            TransferSentKind => new TransferSent(bytes.Text()!, bytes.Unsigned(), []) { Recorded = default, Today = default },
            TransferReceivedKind => new TransferReceived(bytes.Text()!, [], 0, 0, bytes.ReadBoolean())
            {
                Recorded = default,
                Today = default,
            },
            ReferralBookedKind => new ReferralBooked(bytes.Text()!, bytes.Signed(), [], 0, 0) { Recorded = default, Today = default },
            MergedAwayKind => new MergedAway(bytes.Text()!) { Recorded = default, Today = default },
            MergedInKind => new MergedIn(bytes.Text()!, MemberState.None) { Recorded = default, Today = default },
            SplitOffKind => new SplitOff(bytes.Text()!, MemberState.None) { Recorded = default, Today = default },
            CameBackKind => new CameBack(bytes.Text()!, MemberState.None) { Recorded = default, Today = default },
            ProfileChangedKind => new ProfileChanged(bytes.List(item => item.Text()!), [.. bytes.ReadBytes(32)])
            {
                Recorded = default,
                Today = default,
            },
            ErasedKind => new Erased { Recorded = default, Today = default },
            _ => throw new InvalidDataException($"An entry of kind {kind} was written by a newer version."),
        };
}
