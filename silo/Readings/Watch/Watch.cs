using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>
/// Follows the journal and tells the rules what happened. It sits in no purchase: what it finds is found some seconds after the fact.
/// </summary>
internal sealed class Watch(IJournal journal, ProgrammeCache programmes, ClubClock clock, TimeProvider machine)
    : JournalFollower<WatchSum, WatchState>(journal, machine, "watch", WatchState.None)
{
    /// <summary>Joins whose place is read in one round.</summary>
    private const int MostPlaces = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>Who is enrolled longer after joining was brought along by an import.</summary>
    private static readonly TimeSpan JoinsAtOnce = TimeSpan.FromMinutes(15);

    private readonly TimeProvider machine = machine;
    private readonly IJournal journal = journal;
    private DateTimeOffset looked;

    /// <summary>Includes the time zone, which decides the days.</summary>
    protected override string Format => "1 " + Zone.Id;

    private TimeZoneInfo Zone => programmes.Book.InForceAt(clock.Now).Programme.TimeZone;

    /// <summary>Everything that was found, newest first.</summary>
    public async Task<FindingView[]> Read(CancellationToken cancel)
    {
        await AuditOutbox.Carry(journal, cancel); // decisions count at once
        await CatchUp(cancel);
        await Places(cancel);
        return await Look(
            sum =>
            {
                sum.Look();
                sum.Forget(clock.Now, machine.GetUtcNow());
                return sum.Findings.ToArray();
            },
            cancel
        );
    }

    public async Task Round(CancellationToken cancel)
    {
        await CatchUp(cancel);
        if (machine.GetUtcNow() - looked >= LookEvery)
        {
            looked = machine.GetUtcNow();
            await Places(cancel);
            await Look(
                sum =>
                {
                    sum.Look();
                    return true;
                },
                cancel
            );
        }
    }

    protected override bool Follows(string stream) =>
        MemberIds.IsValid(stream)
        || stream == AuditOutbox.Stream
        || stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal);

    /// <summary>From scratch, but for what was found before: facts are no more as old as findings.</summary>
    protected override WatchSum Begin() => WatchSum.Read(Saved, Zone, withFacts: false);

    protected override WatchSum Resume(WatchState state) => WatchSum.Read(state, Zone, withFacts: true);

    protected override void Add(WatchSum reading, JournalEntry entry)
    {
        if (entry.Stream == AuditOutbox.Stream)
        {
            Add(reading, AuditOutbox.Read(entry.Data));
        }
        else if (entry.Stream.StartsWith(SalesWithoutCard.Prefix, StringComparison.Ordinal))
        {
            if (SalesWithoutCard.Read(entry.Data).Claim is { } claim)
            {
                Keep(reading, new(WatchFactKind.Claimed, claim.At, claim.Member, claim.Store, null, claim.Receipt));
            }
        }
        else if (EntryCodec.IsSale(entry.Data))
        {
            if (!reading.TakesSales)
            {
                return;
            }

            var sale = EntryCodec.SaleOf(entry.Data);
            var sold = new WatchFact(WatchFactKind.Sold, sale.At, entry.Stream, sale.Store, sale.Till, sale.Receipt);
            Keep(reading, sold);
            if (sale.Spends)
            {
                Keep(reading, sold with { Kind = WatchFactKind.Spent });
            }
        }
        else if (Of(entry.Stream, EntryCodec.Decode(entry.Data)) is { } fact)
        {
            Keep(reading, fact);
        }
    }

    protected override WatchState Keep(WatchSum reading, string format, IReadOnlyDictionary<Guid, long> position)
    {
        reading.Look();
        reading.Forget(clock.Now, machine.GetUtcNow());
        return reading.Write(format, position);
    }

    private void Add(WatchSum reading, AuditLine line)
    {
        switch (line.What)
        {
            case "adjusted":
                var points = Number(line.After) - Number(line.Before);
                Keep(reading, new(WatchFactKind.Adjusted, line.At, line.About, Points: points, By: line.By));
                break;
            case "spendingHeld" or "spendingReleased" when line.After is { } finding:
                reading.Decided(finding, line.About, new(line.What == "spendingHeld", line.By, line.At, line.Note));
                break;
        }

        static long Number(string? text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private void Keep(WatchSum reading, WatchFact fact)
    {
        var now = fact.Kind == WatchFactKind.Adjusted ? machine.GetUtcNow() : clock.Now;
        if (fact.At >= now.AddDays(-WatchSum.FactDays))
        {
            reading.Add(fact);
        }
    }

    /// <summary>The fact of a member's entry; null for one that no rule asks about.</summary>
    internal static WatchFact? Of(string member, Entry entry)
    {
        return entry switch
        {
            Enrolled { Opening: null } joined when joined.Recorded - joined.JoinedAt < JoinsAtOnce => Plain(WatchFactKind.Joined),
            Adjusted { Points: > 0 } given => Plain(WatchFactKind.Given) with { Points = given.Points },
            Returned back when back.Points - back.WrittenOffExpired - back.Taken.Sum() is > 0 and var left => new(
                WatchFactKind.LeftDebt,
                back.Recorded,
                member,
                back.Return.Store,
                null,
                back.Return.Receipt,
                left
            ),
            Redeemed redeemed => Plain(WatchFactKind.Spent) with { Points = redeemed.Points, Store = Named(redeemed.Asked.Store) },
            VoucherUsed used => new(WatchFactKind.Spent, used.Recorded, member, used.Store, null, used.Receipt),
            TransferSent sent => Plain(WatchFactKind.Spent) with { Points = sent.Points },
            ProfileChanged changed when changed.Fields.Contains("cardCode") || changed.Fields.Contains("email") => Plain(
                WatchFactKind.Changed
            ),
            _ => null,
        };

        WatchFact Plain(WatchFactKind kind) => new(kind, entry.Recorded, member);

        // A member's own choice names the store as empty.
        static string? Named(string? store) => store is { Length: > 0 } ? store : null;
    }

    /// <summary>Reads where new members have joined, which stands in the person's document and is erased with it.</summary>
    private async Task Places(CancellationToken cancel)
    {
        foreach (var joined in await Look(sum => sum.Unplaced.Take(MostPlaces).ToArray(), cancel))
        {
            var place = Person.Read((await journal.Open(joined.Member, cancel)).Document).JoinedFrom;
            await Look(
                sum =>
                {
                    sum.Placed(joined, place);
                    return true;
                },
                cancel
            );
        }
    }
}
