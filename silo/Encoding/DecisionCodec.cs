using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> that says what came of it, besides what entries of all kinds have.</summary>
internal static class DecisionCodec
{
    /// <summary>What few entries of a kind have.</summary>
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

    public static void Write(BytesOut bytes, Entry entry)
    {
        var today = entry.Today;
        switch (entry)
        {
            case Enrolled enrolled:
                bytes.Instant(enrolled.JoinedAt);
                bytes.Write((byte)(If(enrolled.Opening is not null, Has.Lot) | If(enrolled.Referrer is not null, Has.Referrer)));
                if (enrolled.Opening is { } opening)
                {
                    PartCodec.WriteLot(bytes, opening, today);
                }

                if (enrolled.Referrer is { } referrer)
                {
                    bytes.Text(referrer);
                }

                break;
            case Purchased purchased:
                PurchaseCodec.WriteDecision(bytes, purchased, today);
                break;
            case Returned returned:
                ReturnCodec.WriteDecision(bytes, returned, today);
                break;
            case Adjusted adjusted:
                bytes.List(adjusted.Lots, PartCodec.WriteLot, today);
                bytes.Unsigned(adjusted.DebtPaid);
                break;
            case Settled settled:
                Write(bytes, settled);
                break;
            case Redeemed redeemed:
                bytes.Unsigned(redeemed.Number);
                bytes.List(redeemed.Lots, PartCodec.WriteLot, today);
                bytes.Write((byte)If(redeemed.ExpiresAt is not null, Has.ExpiresAt));
                if (redeemed.ExpiresAt is { } expiresAt)
                {
                    bytes.Instant(expiresAt);
                }

                bytes.Optional(redeemed.Voucher, PartCodec.WriteVoucher, today);
                bytes.Text(redeemed.Unit);
                break;
            case Captured captured:
                bytes.Optional(captured.Reservation, PartCodec.WriteReservation, today);
                bytes.Optional(captured.Voucher, PartCodec.WriteVoucher, today);
                break;
            case Released released:
                bytes.Optional(released.Reservation, PartCodec.WriteReservation, today);
                bytes.Unsigned(released.ExpiredAtOnce);
                break;
            case VoucherUsed used:
                bytes.Unsigned(used.Voucher);
                bytes.Text(used.Reward);
                break;
            case TransferSent sent:
                bytes.List(sent.Lots, PartCodec.WriteLot, today);
                break;
            case TransferReceived received:
                bytes.List(received.Lots, PartCodec.WriteLot, today);
                bytes.Unsigned(received.DebtPaid);
                bytes.Unsigned(received.ExpiredAtOnce);
                break;
            case ReferralBooked booked:
                bytes.List(booked.Lots, PartCodec.WriteLot, today);
                bytes.Signed(booked.Debt);
                bytes.Unsigned(booked.WrittenOffExpired);
                break;
            case MergedIn { Handed: var handed }:
                PartCodec.WriteState(bytes, handed);
                break;
            case SplitOff { Handed: var handed }:
                PartCodec.WriteState(bytes, handed);
                break;
            case CameBack { Handed: var handed }:
                PartCodec.WriteState(bytes, handed);
                break;
            case MergedAway or ProfileChanged or Erased:
                break;
        }
    }

    /// <param name="asked">An entry with its content.</param>
    /// <returns>The entry with its content and what came of it. Not of a purchase, see <see cref="PurchaseCodec.ReadDecision"/>.</returns>
    public static Entry Read(BytesIn bytes, Entry asked, DateOnly today) =>
        asked switch
        {
            Returned returned => ReturnCodec.ReadDecision(bytes, returned, today),
            Enrolled enrolled => Read(bytes, enrolled, today),
            Adjusted adjusted => adjusted with { Lots = bytes.List(PartCodec.ReadLot, today), DebtPaid = bytes.Unsigned() },
            Settled settled => Read(bytes, settled, today),
            Redeemed redeemed => redeemed with
            {
                Number = (int)bytes.Unsigned(),
                Lots = bytes.List(PartCodec.ReadLot, today),
                ExpiresAt = ((Has)bytes.ReadByte()).HasFlag(Has.ExpiresAt) ? bytes.Instant() : null,
                Voucher = bytes.Optional(PartCodec.ReadVoucher, today),
                Unit = bytes.Text(),
            },
            Captured captured => captured with
            {
                Reservation = bytes.Optional(PartCodec.ReadReservation, today),
                Voucher = bytes.Optional(PartCodec.ReadVoucher, today),
            },
            Released released => released with
            {
                Reservation = bytes.Optional(PartCodec.ReadReservation, today),
                ExpiredAtOnce = bytes.Unsigned(),
            },
            VoucherUsed used => used with { Voucher = (int)bytes.Unsigned(), Reward = bytes.Text()! },
            TransferSent sent => sent with { Lots = bytes.List(PartCodec.ReadLot, today) },
            TransferReceived received => received with
            {
                Lots = bytes.List(PartCodec.ReadLot, today),
                DebtPaid = bytes.Unsigned(),
                ExpiredAtOnce = bytes.Unsigned(),
            },
            ReferralBooked booked => booked with
            {
                Lots = bytes.List(PartCodec.ReadLot, today),
                Debt = bytes.Signed(),
                WrittenOffExpired = bytes.Unsigned(),
            },
            MergedIn merged => merged with { Handed = PartCodec.ReadState(bytes) },
            SplitOff split => split with { Handed = PartCodec.ReadState(bytes) },
            CameBack back => back with { Handed = PartCodec.ReadState(bytes) },
            _ => asked,
        };

    private static Enrolled Read(BytesIn bytes, Enrolled asked, DateOnly today)
    {
        var joinedAt = bytes.Instant();
        var has = (Has)bytes.ReadByte();
        return asked with
        {
            JoinedAt = joinedAt,
            Opening = has.HasFlag(Has.Lot) ? PartCodec.ReadLot(bytes, today) : null,
            Referrer = has.HasFlag(Has.Referrer) ? bytes.Text() : null,
        };
    }

    private static void Write(BytesOut bytes, Settled settled)
    {
        var today = settled.Today;
        bytes.Write(
            (byte)(
                If(!settled.Stamps.IsEmpty, Has.Stamps)
                | If(!settled.Vouchers.IsEmpty, Has.Vouchers)
                | If(settled.Standing is not null, Has.Standing)
                | If(settled.TierBefore is not null, Has.TierBefore)
            )
        );
        if (!settled.Stamps.IsEmpty)
        {
            bytes.List(settled.Stamps, PartCodec.WriteStamps);
        }

        if (!settled.Vouchers.IsEmpty)
        {
            bytes.List(settled.Vouchers, PartCodec.WriteVoucher, today);
        }

        if (settled.Standing is { } standing)
        {
            PartCodec.WriteStanding(bytes, standing, today, null);
        }

        if (settled.TierBefore is { } before)
        {
            bytes.Text(before);
        }
    }

    private static Settled Read(BytesIn bytes, Settled asked, DateOnly today)
    {
        var has = (Has)bytes.ReadByte();
        return asked with
        {
            Stamps = has.HasFlag(Has.Stamps) ? bytes.List(PartCodec.ReadStamps) : [],
            Vouchers = has.HasFlag(Has.Vouchers) ? bytes.List(PartCodec.ReadVoucher, today) : [],
            Standing = has.HasFlag(Has.Standing) ? PartCodec.ReadStanding(bytes, today, null) : null,
            TierBefore = has.HasFlag(Has.TierBefore) ? bytes.Text() : null,
        };
    }

    private static Has If(bool there, Has flag) => there ? flag : Has.None;
}
