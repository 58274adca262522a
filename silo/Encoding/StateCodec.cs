using System.Collections.Immutable;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// A member's state as bytes, for snapshots and for entries that hand over a state. A snapshot is a cache: with an unknown layout the
/// journal replays from the start.
/// </summary>
/// <remarks>
/// Entries stay readable, and so does every layout of a state since the first release: a new layout is added beside the old ones.
/// </remarks>
internal static class StateCodec
{
    /// <summary>The first layout, the one of a member who carries a fraction of a point, and the one of a member on hold.</summary>
    private const byte Layout = 3,
        SecondLayout = 4,
        ThirdLayout = 5;
    private const long OtherTerms = 1;
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    public static byte[] Encode(MemberState member) =>
        BytesOut.Make(
            member,
            static (bytes, member) =>
            {
                var today = member.SettledThrough;
                bytes.Write(
                    !member.Holds.IsEmpty ? ThirdLayout
                    : member.Carried is null ? Layout
                    : SecondLayout
                );
                bytes.Write((byte)member.Status);
                bytes.Instant(member.JoinedAt);
                bytes.Day(today, Epoch);
                WriteLots(bytes, member.Lots, today);
                bytes.Signed(member.Debt);
                bytes.Signed(member.Lifetime.Earned);
                bytes.Signed(member.Lifetime.Redeemed);
                bytes.Signed(member.Lifetime.Expired);
                bytes.Signed(member.Lifetime.Reversed);
                bytes.Signed(member.Purchases);
                bytes.DayOrNull(member.LastPurchase, today);
                WriteQualifying(bytes, member.Qualifying);
                WriteUses(bytes, member.RuleUses);
                bytes.Optional(member.Tier, (item, tier) => PartCodec.WriteStanding(item, tier, today, null));
                bytes.List(
                    member.Stamps,
                    (item, stamps) =>
                    {
                        item.Text(stamps.Card);
                        item.SignedDecimal(stamps.Count);
                        item.Signed(stamps.Completed);
                    }
                );
                WriteVouchers(bytes, member.Vouchers, today);
                bytes.Unsigned(member.VouchersIssued);
                bytes.List(member.Reservations, (item, reservation) => PartCodec.WriteReservation(item, reservation, today));
                bytes.Unsigned(member.Redemptions);
                bytes.Unsigned(member.Returned.Count);
                foreach (var (receipt, lines) in member.Returned)
                {
                    bytes.Text(receipt);
                    bytes.List(lines, PartCodec.WriteQuantity);
                }
                bytes.Optional(
                    member.Referral,
                    (item, referral) =>
                    {
                        item.Text(referral.Referrer);
                        item.Optional(referral.Given, (part, given) => PartCodec.WriteBonus(part, given, today, null));
                    }
                );
                bytes.Text(member.MergedInto);
                bytes.List(
                    member.Merges,
                    (item, merge) =>
                    {
                        item.Text(merge.From);
                        item.Day(merge.On, today);
                        item.Unsigned(merge.Redemptions);
                    }
                );
                if (!member.Holds.IsEmpty)
                {
                    bytes.List(member.Holds, (item, finding) => item.Text(finding));
                    bytes.Optional(member.Carried, PartCodec.WriteFraction);
                }
                else if (member.Carried is { } carried)
                {
                    PartCodec.WriteFraction(bytes, carried);
                }
            }
        );

    /// <summary>The state, or null for an unknown layout.</summary>
    public static MemberState? Decode(byte[] state)
    {
        var bytes = new BytesIn(state);
        var layout = bytes.ReadByte();
        if (layout is not (Layout or SecondLayout or ThirdLayout))
        {
            return null;
        }

        var status = (MemberStatus)bytes.ReadByte();
        var joinedAt = bytes.Instant();
        var today = bytes.Day(Epoch);
        return new()
        {
            Status = status,
            JoinedAt = joinedAt,
            SettledThrough = today,
            Lots = ReadLots(bytes, today),
            Debt = bytes.Signed(),
            Lifetime = new Lifetime(bytes.Signed(), bytes.Signed(), bytes.Signed(), bytes.Signed()),
            Purchases = (int)bytes.Signed(),
            LastPurchase = bytes.DayOrNull(today),
            Qualifying = ReadQualifying(bytes),
            RuleUses = ReadUses(bytes),
            Tier = bytes.Optional(item => PartCodec.ReadStanding(item, today, null)),
            Stamps = bytes.List(item => new StampCount(item.Text()!, item.SignedDecimal(), (int)item.Signed())),
            Vouchers = ReadVouchers(bytes, today),
            VouchersIssued = (int)bytes.Unsigned(),
            Reservations = bytes.List(item => PartCodec.ReadReservation(item, today)),
            Redemptions = (int)bytes.Unsigned(),
            Returned = MemberState.None.Returned.AddRange(
                bytes.List(item => KeyValuePair.Create(item.Text()!, item.List(PartCodec.ReadQuantity)))
            ),
            Referral = bytes.Optional(item => new ReferralStanding(
                item.Text()!,
                item.Optional(part => PartCodec.ReadBonus(part, today, null))
            )),
            MergedInto = bytes.Text(),
            Merges = bytes.List(item => new Merge(item.Text()!, item.Day(today), (int)item.Unsigned())),
            Holds = layout == ThirdLayout ? bytes.List(item => item.Text()!) : [],
            Carried = layout switch
            {
                SecondLayout => PartCodec.ReadFraction(bytes),
                ThirdLayout => bytes.Optional(PartCodec.ReadFraction),
                _ => null,
            },
        };
    }

    /// <summary>
    /// A lot is written as days since the previous lot, points, and its terms only if they differ from the previous lot's terms shifted by
    /// those days.
    /// </summary>
    private static void WriteLots(BytesOut bytes, AppendList<Lot> lots, DateOnly today)
    {
        var before = new LotTerms(today, today, null, 0);
        bytes.Unsigned(lots.Count);
        foreach (var (terms, points) in lots)
        {
            var same = On(before, terms.EarnedOn) == terms;
            bytes.Signed(((long)terms.EarnedOn.DayNumber - before.EarnedOn.DayNumber << 1) | (same ? 0L : OtherTerms));
            if (!same)
            {
                bytes.Day(terms.ActiveOn, terms.EarnedOn);
                PartCodec.WriteEnd(bytes, terms);
            }
            bytes.Unsigned(points);
            before = terms;
        }
    }

    private static AppendList<Lot> ReadLots(BytesIn bytes, DateOnly today)
    {
        var before = new LotTerms(today, today, null, 0);
        return AppendList.Read<Lot>(
            bytes.Count(),
            () =>
            {
                var head = bytes.Signed();
                var earned = before.EarnedOn.AddDays((int)(head >> 1));
                before = (head & OtherTerms) == 0 ? On(before, earned)!.Value : PartCodec.ReadEnd(bytes, earned, bytes.Day(earned));
                return new(before, bytes.Unsigned());
            }
        );
    }

    /// <summary>The same terms shifted to another day; null outside the calendar.</summary>
    private static LotTerms? On(LotTerms terms, DateOnly earned)
    {
        var days = earned.DayNumber - terms.EarnedOn.DayNumber;
        return Shift(terms.ActiveOn) is not { } active ? null
            : terms.LastDay is not { } last ? new(earned, active, null, terms.IdleMonths)
            : Shift(last) is { } end ? new(earned, active, end, terms.IdleMonths)
            : null;

        DateOnly? Shift(DateOnly day) =>
            day.DayNumber + days is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(number) : null;
    }

    /// <summary>Each rule's code once; a use is the code's index and the days since the previous use.</summary>
    private static void WriteUses(BytesOut bytes, AppendList<RuleUse> uses)
    {
        ImmutableArray<string> rules = [.. uses.Select(use => use.Rule).Distinct()];
        bytes.List(rules, (item, rule) => item.Text(rule));
        var before = Epoch;
        bytes.Unsigned(uses.Count);
        foreach (var use in uses)
        {
            bytes.Unsigned(rules.IndexOf(use.Rule));
            bytes.Day(use.Day, before);
            before = use.Day;
        }
    }

    private static AppendList<RuleUse> ReadUses(BytesIn bytes)
    {
        var rules = bytes.List(item => item.Text()!);
        var (before, latest, inOrder) = (Epoch, DateOnly.MinValue, true);
        var uses = AppendList.Read<RuleUse>(
            bytes.Count(),
            () =>
            {
                var (rule, day) = (rules[(int)bytes.Unsigned()], bytes.Day(before));
                inOrder &= day >= latest;
                return new(rule, before = latest = day);
            }
        );
        // Older states have the order of arrival.
        return inOrder ? uses : [.. uses.OrderBy(use => use.Day)];
    }

    /// <summary>Each reward's and card's code once; vouchers refer to their indexes.</summary>
    private static void WriteVouchers(BytesOut bytes, ImmutableArray<Voucher> vouchers, DateOnly today)
    {
        ImmutableArray<string> names =
        [
            .. vouchers.SelectMany(voucher => new[] { voucher.Reward, voucher.Card }).OfType<string>().Distinct(),
        ];
        bytes.List(names, (item, name) => item.Text(name));
        bytes.List(
            vouchers,
            (item, voucher) =>
            {
                item.Unsigned(voucher.Number);
                item.Text(voucher.Code);
                item.Unsigned(names.IndexOf(voucher.Reward));
                item.Unsigned(voucher.Card is null ? 0 : names.IndexOf(voucher.Card) + 1);
                item.Day(voucher.Expires, today);
                item.Text(voucher.Unit);
                item.DayOrNull(voucher.UsedOn, today);
                item.Text(voucher.UsedWith);
            }
        );
    }

    private static ImmutableArray<Voucher> ReadVouchers(BytesIn bytes, DateOnly today)
    {
        var names = bytes.List(item => item.Text()!);
        return bytes.List(item => new Voucher(
            (int)item.Unsigned(),
            item.Text()!,
            names[(int)item.Unsigned()],
            item.Unsigned() is > 0 and var card ? names[(int)card - 1] : null,
            item.Day(today),
            item.Text()
        )
        {
            UsedOn = item.DayOrNull(today),
            UsedWith = item.Text(),
        });
    }

    private static void WriteQualifying(BytesOut bytes, QualifyingDays days)
    {
        var before = Epoch;
        bytes.List(
            days.Older,
            (item, block) =>
            {
                StoredDays.Write(item, block, before);
                before = block.Last;
            }
        );
        bytes.Unsigned(days.Recent.Count);
        StoredDays.Write(bytes, days.Recent, before);
    }

    private static QualifyingDays ReadQualifying(BytesIn bytes)
    {
        var before = Epoch;
        var older = bytes.List(item =>
        {
            var block = StoredDays.Read(item, before);
            before = block.Last;
            return block;
        });
        return QualifyingDays.Of(older, StoredDays.Read(bytes, bytes.Count(), before));
    }
}
