using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The outbox rows of an entry, written in its transaction: messages to other grains, wake-ups, notices to the member.
/// </summary>
internal static class OutboxRows
{
    public const string GrainMessages = "errand",
        Wakes = "wake",
        Notices = "notice";

    public static IReadOnlyList<OutboxRow> Of(
        string member,
        MemberState before,
        Decision decision,
        GrainMessage? message,
        Func<Entry, AuditLine>? audit
    )
    {
        var entry = decision.Entry!;
        List<OutboxRow>? rows = null;
        if (message is not null)
        {
            GrainMessage(message);
        }

        foreach (var reservation in entry.TimedOut)
        {
            Free(reservation.Reward, reservation.Unit);
        }

        switch (entry)
        {
            case Released { Reservation: { } released }:
                Free(released.Reward, released.Unit);
                break;
            case Purchased { Referral: { } bonus }:
                GrainMessage(
                    new(GrainMessageKind.Referral, before.Referral!.Referrer, member)
                    {
                        Points = bonus.Referrer,
                        Lots = Encoded([new(bonus.Terms, bonus.Referrer)]),
                    }
                );
                break;
            case Returned returned:
                foreach (var voucher in returned.Revoked)
                {
                    Free(voucher.Reward, voucher.Unit);
                }

                if (returned.Referral is { } less)
                {
                    GrainMessage(
                        new(GrainMessageKind.Referral, before.Referral!.Referrer, member)
                        {
                            Points = -less.Referrer,
                            Lots = Encoded([new(less.Terms, less.Referrer)]),
                        }
                    );
                }

                break;
            case TransferSent sent:
                GrainMessage(new(GrainMessageKind.Transfer, sent.To, member) { Points = sent.Points, Lots = Encoded(sent.Lots) });
                break;
            case MergedAway merged:
                GrainMessage(new(GrainMessageKind.Merge, merged.Into, member) { State = StateCodec.Encode(before.AfterDue(entry)) });
                break;
            case SplitOff split:
                GrainMessage(new(GrainMessageKind.Split, split.From, member) { State = StateCodec.Encode(split.Handed) });
                break;
            case Erased:
                foreach (var merge in before.Merges)
                {
                    GrainMessage(new(GrainMessageKind.Erase, merge.From, member));
                }

                break;
            case Redeemed { ExpiresAt: { } expiresAt }:
                Add(new(Wakes, expiresAt, [0]));
                break;
            case MergedIn merged:
                Wake(merged.Handed);
                break;
            case CameBack back:
                Wake(back.Handed);
                break;
        }
        foreach (var notice in decision.Notices)
        {
            Add(new(Notices, entry.Recorded, Bytes(Views.Notice(notice))));
        }

        if (audit is not null)
        {
            Add(AuditOutbox.Row(audit(entry))[0]);
        }

        return (IReadOnlyList<OutboxRow>?)rows ?? [];

        // Gives back a unit of stock without a holder.
        void Free(string? reward, string? unit)
        {
            if (unit is not null)
            {
                GrainMessage(new(GrainMessageKind.Stock, reward!, member) { Unit = unit });
            }
        }

        void Wake(MemberState handed)
        {
            foreach (var reservation in handed.Reservations)
            {
                Add(new(Wakes, reservation.ExpiresAt, [0]));
            }
        }

        void GrainMessage(GrainMessage message) => Add(new(GrainMessages, entry.Recorded, message.Write()));

        void Add(OutboxRow row) => (rows ??= []).Add(row);
    }

    /// <summary>True if a row needs immediate delivery.</summary>
    public static bool AtOnce(IReadOnlyList<OutboxRow> rows) =>
        rows.Count > 0 && rows.Any(row => row.Topic is GrainMessages or AuditOutbox.Topic);

    internal static byte[] Bytes(NoticeView notice) => JsonSerializer.SerializeToUtf8Bytes(notice, OutboxJson.Default.NoticeView);

    internal static NoticeView ReadNotice(byte[] data) => JsonSerializer.Deserialize(data, OutboxJson.Default.NoticeView)!;

    public static ImmutableArray<Lot> Lots(byte[] lots)
    {
        var bytes = new BytesIn(lots);
        return bytes.List(PartCodec.ReadLot, Epoch);
    }

    private static byte[] Encoded(ImmutableArray<Lot> lots) =>
        BytesOut.Make(lots, static (bytes, lots) => bytes.List(lots, PartCodec.WriteLot, Epoch));

    private static readonly DateOnly Epoch = new(2000, 1, 1);
}

internal enum GrainMessageKind
{
    Stock,
    Referral,
    Transfer,
    TransferBack,
    Merge,
    Split,
    Erase,
    EarlyReturns,
}

/// <summary>
/// Work for another grain, done once: the receiver writes it under an operation id derived from the message's place in the outbox.
/// </summary>
/// <param name="To">A member's id; for stock, a reward's code.</param>
internal sealed record GrainMessage(GrainMessageKind Kind, string To, string From)
{
    public long Points { get; init; }
    public byte[]? Lots { get; init; }
    public byte[]? State { get; init; }
    public string? Unit { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, OutboxJson.Default.GrainMessage);

    public static GrainMessage Read(byte[] data) => JsonSerializer.Deserialize(data, OutboxJson.Default.GrainMessage)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(GrainMessage))]
[JsonSerializable(typeof(NoticeView))]
internal sealed partial class OutboxJson : JsonSerializerContext;
