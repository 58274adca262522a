using System.Runtime.InteropServices;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>What some entries change: the rows of their members, and what was bought. A stream's entries are to come in order.</summary>
/// <param name="rows">The rows of the entries' members as they are stored.</param>
internal sealed class RowChanges(IJournal journal, ProgrammeHistory book, IReadOnlyDictionary<string, MemberRow> rows)
{
    private const int Page = 1_000;
    private readonly Dictionary<string, MemberRow> changed = new(StringComparer.Ordinal);
    private readonly Dictionary<BoughtKey, Bought> bought = [];
    private readonly HashSet<string> persons = new(StringComparer.Ordinal),
        tiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Version, MemberState State)> folded = new(StringComparer.Ordinal);

    /// <summary>The rows after the entries.</summary>
    public IReadOnlyCollection<MemberRow> Rows => changed.Values;

    public IReadOnlyDictionary<BoughtKey, Bought> Bought => bought;

    /// <summary>Members who have no row yet.</summary>
    public IEnumerable<string> Created => changed.Keys.Where(member => !rows.ContainsKey(member));

    /// <summary>The persons of members whose document may have changed, as they are now; there after <see cref="Complete"/>.</summary>
    public IReadOnlyDictionary<string, Person> Persons { get; private set; } = new Dictionary<string, Person>();

    /// <summary>Members who were merged or came back, so that what they bought has another owner.</summary>
    public HashSet<string> Moved { get; } = new(StringComparer.Ordinal);

    /// <summary>Members whose sums are to be added up anew.</summary>
    public HashSet<string> Recounted { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds an entry; one that the row includes already is skipped.</summary>
    public async Task Add(JournalEntry stored)
    {
        var member = stored.Stream;
        var row = changed.GetValueOrDefault(member) ?? rows.GetValueOrDefault(member) ?? new(member);
        if (stored.Version <= row.Version)
        {
            return;
        }

        var entry = EntryCodec.Decode(stored.Data);
        row = row with { Version = stored.Version, Active = entry.After.Active, Pending = entry.After.Pending };
        switch (entry)
        {
            case Enrolled enrolled:
                var programme = book.InForceAt(enrolled.JoinedAt).Programme;
                row = row with { Joined = Days.Of(enrolled.JoinedAt, programme.TimeZone).DayNumber, Tier = programme.Tiers.Levels[0].Code };
                persons.Add(member);
                break;
            case Purchased purchased:
                row = row with { Tier = purchased.Tier };
                row = row.With(purchased.Day.DayNumber, Readings.Bought.Thousandths(purchased.Purchase.Total));
                Count(member, purchased, purchased.Purchase, 1);
                break;
            case Returned returned:
                row = row with { Tier = returned.Tier };
                await Add(stored, returned);
                break;
            case Settled { Standing: { } standing }:
                row = row with { Tier = standing.Code };
                break;
            case ProfileChanged:
                persons.Add(member);
                break;
            case Erased:
                row = row with { Status = RowStatus.Erased, Tier = "" };
                persons.Add(member);
                break;
            case MergedAway away:
                row = row with { Status = RowStatus.Merged, MergedInto = away.Into, Tier = "" };
                Moved.Add(member);
                Recounted.UnionWith([member, away.Into]);
                persons.Add(member);
                break;
            case CameBack back:
                row = row with { Status = RowStatus.Member, MergedInto = null };
                Moved.Add(member);
                Recounted.UnionWith([member, back.Of]);
                persons.Add(member);
                tiers.Add(member);
                break;
            case MergedIn or SplitOff:
                persons.Add(member);
                tiers.Add(member);
                break;
        }
        changed[member] = row;
    }

    /// <summary>Adds what no entry says: the persons from their documents, and the tiers after merges from their grains.</summary>
    public async Task Complete(IGrainFactory grains, CancellationToken cancel)
    {
        var documents = await journal.Documents(persons, cancel);
        Persons = persons.ToDictionary(member => member, member => Person.Read(documents.GetValueOrDefault(member)));
        foreach (var (member, person) in Persons)
        {
            changed[member] = changed[member].With(person);
        }

        foreach (var member in tiers)
        {
            if (await grains.ActiveMember(member) is { } view && view.Id == member)
            {
                changed[member] = changed[member] with { Tier = view.Tier.Code };
            }
        }
    }

    private async Task Add(JournalEntry stored, Returned entry)
    {
        var key = entry.Return;
        var sold = await PurchaseLookup.Find(journal, key.PurchaseStore, key.PurchaseNumber.Text)
            ?? throw new InvalidOperationException($"Entry {stored.Version} of {stored.Stream} returns a purchase that is not there.");
        var purchased = (Purchased)EntryCodec.Decode(sold.Data);
        var programme = book.Version(purchased.Version).Programme;
        var before = (await Before(stored)).Returned.GetValueOrDefault(purchased.Purchase.Key, []);
        Count(sold.Stream, purchased, Returns.Remaining(purchased.Purchase, before, programme), -1);
        Count(sold.Stream, purchased, Returns.Remaining(purchased.Purchase, entry.SoFar, programme), 1);
        if (entry.Whole)
        {
            Count(new(sold.Stream, purchased.Day.DayNumber, purchased.Purchase.Store, ""), new(-1, 0));
        }

        Recounted.UnionWith([stored.Stream, sold.Stream]);
    }

    /// <summary>The member's state before an entry; several returns of a member read its stream once.</summary>
    private async Task<MemberState> Before(JournalEntry stored)
    {
        var (version, state) = folded.GetValueOrDefault(stored.Stream, (0, MemberState.None));
        for (; version < stored.Version - 1; version += Page)
        {
            foreach (var entry in await journal.Read(stored.Stream, version + 1, Math.Min(Page, stored.Version - 1 - version)))
            {
                state = state.After(EntryCodec.Decode(entry.Data));
            }
        }

        folded[stored.Stream] = (stored.Version - 1, state);
        return state;
    }

    private void Count(string member, Purchased entry, Purchase purchase, int sign)
    {
        foreach (var (category, (receipts, spend)) in Readings.Bought.Of(purchase))
        {
            Count(new(member, entry.Day.DayNumber, purchase.Store, category), new(sign * receipts, sign * spend));
        }
    }

    private void Count(BoughtKey key, Bought change)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(bought, key, out _);
        sum += change;
    }
}
