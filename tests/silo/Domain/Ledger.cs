using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain;

/// <summary>A member without a grain: decides, folds, and keeps what was written. Programmes are JSON with ' for ".</summary>
public sealed partial class Ledger
{
    private static readonly ImmutableArray<byte> Fingerprint = [.. Enumerable.Repeat((byte)7, 32)];
    private int receipts;

    public ProgrammeHistory Book { get; private set; } = ProgrammeHistory.Empty;
    public DateTimeOffset Now { get; private set; }
    public MemberState State { get; private set; } = MemberState.None;
    public List<Entry> Entries { get; } = [];

    /// <summary>What the member was told with the last decision.</summary>
    public ImmutableArray<Notice> Notices { get; private set; } = [];
    public DateOnly? Birthday { get; init; }

    /// <summary>Tells members apart, so that the codes of their vouchers are.</summary>
    public ulong Seed { get; init; }

    /// <summary>Units of stock that the next decisions may give out.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Granted { get; set; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public Moment Moment
    {
        get
        {
            var (first, drawn) = ((Seed << 32) + (ulong)State.VouchersIssued, 0UL);
            return new(Now, Book)
            {
                Draw = () => Mixed(first + ++drawn * 0x9E3779B97F4A7C15),
                Granted = Granted,
                Person = new(Birthday),
            };
        }
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014), as the codes in the golden journals were made.</summary>
    private static ulong Mixed(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    public DateOnly Today => Moment.Today(State);
    public Balance Balance => Balance.At(Now, Today, State);
    public TierStanding Standing => TierTrack.On(Today, State, Book);

    /// <summary>The code of the tier that is held now.</summary>
    public string Tier => TierTrack.Level(Standing, Today, State, Moment.Programme).Code;

    /// <summary>Active and pending points.</summary>
    public (long Active, long Pending) Points => (Balance.Active, Balance.Pending);

    /// <summary>A member who joined long ago, under one programme.</summary>
    public static Ledger Of(
        string programme = "{}",
        string now = "2026-03-02T10:00:00Z",
        string joined = "2000-01-01T00:00:00Z",
        DateOnly? birthday = null,
        ulong seed = 0
    ) =>
        new Ledger { Birthday = birthday, Seed = seed }
            .With(programme)
            .At(now)
            .Enrol(joined);

    public static Programme Programme(string json)
    {
        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        var (programme, faults) = ProgrammeReader.Read(document.RootElement);
        faults.ShouldBeEmpty(json);
        return programme;
    }

    public static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static decimal Money(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A version of the programme in force from an instant; null is from the beginning.</summary>
    public Ledger With(string programme, string? from = null)
    {
        Book = Book.With(from is null ? DateTimeOffset.MinValue : Instant(from), Programme(programme));
        return this;
    }

    public Ledger At(string now) => At(Instant(now));

    public Ledger At(DateTime now) => At(new DateTimeOffset(now, TimeSpan.Zero));

    public Ledger At(DateTimeOffset now)
    {
        Now = now;
        return this;
    }

    public Ledger Enrol(string joined, long points = 0, string? expires = null, string? referrer = null)
    {
        Written(
            Decider.Decide(
                State,
                new Enrol(Instant(joined), points == 0 ? null : new(points, expires is null ? null : Day(expires)), Fingerprint, referrer),
                Moment
            )
        );
        return this;
    }

    /// <summary>With points that do not end.</summary>
    public Ledger Enrolled(long points)
    {
        Adjust(points);
        return this;
    }

    public static ReceiptLine Line(
        string amount,
        string? category = null,
        string? brand = null,
        string sku = "sku",
        string quantity = "1",
        string tax = "0"
    ) => new(1, sku, null, category, brand, Money(quantity), Money(amount), Money(tax));

    /// <summary>A receipt of one line; <paramref name="at"/> null is now.</summary>
    public Purchased Buy(string amount, string? at = null, string store = "s1") => Buy(at, store, Line(amount));

    public Purchased Buy(string? at, string store, params ReceiptLine[] lines) => (Purchased)Written(TryBuy(at, store, null, lines))!;

    public Purchased Buy(params ReceiptLine[] lines) => Buy(null, "s1", lines);

    public Decision TryBuy(string? at, string store, string? currency, params ReceiptLine[] lines) =>
        Decider.Decide(State, new RecordPurchase(Receipt(at is null ? Now : Instant(at), store, lines), currency), Moment);

    public Purchase Receipt(DateTimeOffset at, string store, params ReceiptLine[] lines) =>
        new(store, null, $"r{++receipts}", at, [.. lines.Select((line, index) => line with { Number = index + 1 })]);

    public Purchased Buy(Purchase purchase) => (Purchased)Written(Decider.Decide(State, new RecordPurchase(purchase, null), Moment))!;

    public Adjusted Adjust(long points) => (Adjusted)Written(TryAdjust(points))!;

    public Decision TryAdjust(long points) => Decider.Decide(State, new Adjust(points, "by hand"), Moment);

    /// <summary>The close for this member; null if nothing fell due.</summary>
    public Settled? Settle(DateOnly? through = null) => (Settled?)Written(Decider.Decide(State, new Settle(through ?? Today), Moment));

    /// <summary>Nobody yet, in the same club at the same time.</summary>
    public Ledger Beside(ulong seed) =>
        new()
        {
            Seed = seed,
            Book = Book,
            Now = Now,
        };

    /// <summary>The same member from here on, so that two futures can be compared.</summary>
    public Ledger Fork()
    {
        var fork = new Ledger
        {
            Birthday = Birthday,
            Seed = Seed,
            Book = Book,
            Now = Now,
            State = State,
            Granted = Granted,
            receipts = receipts,
            returns = returns,
        };
        fork.Entries.AddRange(Entries);
        return fork;
    }

    public Entry? Written(Decision decision)
    {
        decision.Refusal.ShouldBeNull();
        Notices = decision.Notices;
        if (decision.Entry is not { } entry)
        {
            return null;
        }

        State = State.After(entry);
        Entries.Add(entry);
        return entry;
    }
}
