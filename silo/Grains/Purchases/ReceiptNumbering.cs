using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Which receipt a store's number means: the one place at which a number gets its period, by the store's setting
/// <c>receiptNumbers</c> and the day of the sale in the time zone of the programme in force then.
/// </summary>
/// <remarks>
/// A receipt keeps the period under which it was recorded. After a change of the setting, what was recorded under another one is therefore
/// looked for as well: it is the same receipt if both were sold in one period of the present setting.
/// </remarks>
internal sealed class ReceiptNumbering(IJournal journal, Stores stores, ProgrammeCache programmes, ClubClock clock)
{
    /// <summary>How far back the latest receipt of a number is looked for: as late as receipts may come by default.</summary>
    private const int MostDaysBack = 400,
        MostYearsBack = 10;

    /// <summary>True if a number of the store has always meant one receipt, which needs no look-up.</summary>
    public bool NeverBeganAgain(string store) => stores.NumbersOf(store) is null;

    public string Setting(string store) => stores.NumbersOf(store)?.Now ?? ReceiptNumbers.Forever;

    /// <summary>The day that decides the period of a number.</summary>
    public DateOnly Day(DateTimeOffset at) => programmes.Book.DayOf(at);

    /// <summary>The number of a day by the present setting, whatever was recorded before.</summary>
    public ReceiptNumber Now(string store, string number, DateOnly day) => new(number, Period(Setting(store), day));

    /// <summary>The purchase with this number that was sold on a day, recorded or not.</summary>
    public ValueTask<ReceiptNumber> Purchase(string store, string number, DateOnly day) =>
        Find(store, number, day, one => SoldOn(store, one.Text, day));

    /// <summary>The receipt without a card with this number that was sold on a day, recorded or not.</summary>
    public ValueTask<ReceiptNumber> WithoutCard(string store, string number, DateOnly day) =>
        Find(
            store,
            number,
            day,
            async one =>
                await journal.Find(OperationIds.WithoutCard(store, one.Text)) is { } told ? Day(SalesWithoutCard.Read(told.Data).At) : null
        );

    /// <summary>The number of a return's own slip.</summary>
    public ValueTask<ReceiptNumber> Slip(ReturnRequest request)
    {
        var store = request.Store!;
        return Find(
            store,
            request.ReturnReceipt!,
            Day(request.At!.Value),
            async one =>
                await journal.Find(OperationIds.Return(store, one.Text)) is { } holder && ReturnSlips.At(holder) is { } at ? Day(at) : null
        );
    }

    /// <summary>True if two returns of one store and number are on the same slip.</summary>
    public bool IsOneSlip(ReturnRequest one, ReturnRequest other) =>
        Now(one.Store!, one.ReturnReceipt!, Day(one.At!.Value)) == Now(other.Store!, other.ReturnReceipt!, Day(other.At!.Value));

    /// <param name="before">When the goods of the slip with this number came back, if that is known.</param>
    public Refused SlipConflict(ReturnRequest request, DateTimeOffset? before) =>
        Conflict(request.Store!, request.ReturnReceipt!, before is { } at ? Day(at) : null);

    /// <param name="on">The day of the receipt with this number.</param>
    public Refused Conflict(string store, string receipt, DateOnly? on) =>
        Refusals.ReceiptConflict(store, receipt, Setting(store), on);

    /// <summary>
    /// The purchase that a return means: that of its <c>purchaseDay</c>, or of the day on which the goods came back. Sent again, it means
    /// the same purchase, whatever the setting is now.
    /// </summary>
    public async ValueTask<ReceiptNumber> Bought(ReturnRequest request)
    {
        var (store, number, at) = (request.BoughtIn!, request.Receipt!, request.At!.Value);
        if (NeverBeganAgain(store))
        {
            return new(number, null);
        }

        if (request.PurchaseDay is { } day)
        {
            return await Purchase(store, number, day);
        }

        return
            await journal.Find(OperationIds.Return(request.Store!, (await Slip(request)).Text)) is { } holder
            && Bought(holder) is { } before
            && (before.Store, before.Number.Shown, before.At) == (store, number, at)
            ? before.Number
            : await Purchase(store, number, Day(at));
    }

    /// <summary>What a slip's entry was for.</summary>
    private (string? Store, ReceiptNumber Number, DateTimeOffset? At)? Bought(JournalEntry holder) =>
        EarlyReturnsGrain.Kept(holder) is { } early ? (early.BoughtIn, Awaited(holder.Stream, early), early.At)
        : ReturnSlips.Applied(holder) is { } applied ? (applied.PurchaseStore, applied.PurchaseNumber, applied.At)
        : null;

    /// <summary>The latest purchase with this number that the store has recorded; the number by itself if there is none.</summary>
    public async ValueTask<ReceiptNumber> Latest(string store, string number)
    {
        var latest = (Number: new ReceiptNumber(number, null), At: DateTimeOffset.MinValue);
        foreach (var setting in stores.NumbersOf(store)?.Ever ?? [])
        {
            foreach (var period in Backwards(setting, Day(clock.Now)))
            {
                var one = new ReceiptNumber(number, period);
                if (await Recorded(store, one.Text) is { } purchased)
                {
                    latest = purchased.Purchase.At > latest.At ? (one, purchased.Purchase.At) : latest;
                    break;
                }
            }
        }

        return latest.Number;
    }

    /// <summary>
    /// The purchase for which returns wait in a stream, which has only the hash of its number. The days beside: a programme that is put
    /// before the first purchase may move the day.
    /// </summary>
    public ReceiptNumber Awaited(string earlyReturns, ReturnRequest one)
    {
        var day = one.PurchaseDay ?? Day(one.At!.Value);
        return new[] { day, day.AddDays(-1), day.AddDays(1) }
            .SelectMany(on => ReceiptNumbers.All.Select(setting => new ReceiptNumber(one.Receipt!, Period(setting, on))))
            .First(number => EarlyReturnsGrain.Stream(one.BoughtIn!, number.Text) == earlyReturns);
    }

    private async ValueTask<ReceiptNumber> Find(string store, string number, DateOnly day, Func<ReceiptNumber, Task<DateOnly?>> taken)
    {
        if (stores.NumbersOf(store) is not var (now, ever))
        {
            return new(number, null);
        }

        var period = Period(now, day);
        foreach (var setting in ever.Where(setting => setting != now))
        {
            var before = new ReceiptNumber(number, Period(setting, day));
            if (await taken(before) is { } on && Period(now, on) == period)
            {
                return before;
            }
        }

        return new(number, period);
    }

    /// <summary>
    /// The day of the purchase that a number means. Returns that wait under it were told before their purchase: they are for one that was
    /// sold on their day or earlier.
    /// </summary>
    private async Task<DateOnly?> SoldOn(string store, string number, DateOnly day)
    {
        if (await journal.Find(OperationIds.Purchase(store, number)) is null)
        {
            return null;
        }

        if (await Recorded(store, number) is { } purchased)
        {
            return purchased.Day;
        }

        var waiting = await journal.Read(EarlyReturnsGrain.Stream(store, number), 2, 1);
        return waiting is [var entry] && EarlyReturnsGrain.Kept(entry) is { } kept && day <= (kept.PurchaseDay ?? Day(kept.At!.Value))
            ? day
            : null;
    }

    private async Task<Purchased?> Recorded(string store, string number) =>
        await PurchaseLookup.Find(journal, store, number) is { } entry ? EntryCodec.Decode(entry.Data) as Purchased : null;

    private static string? Period(string setting, DateOnly day) =>
        setting switch
        {
            ReceiptNumbers.Daily => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ReceiptNumbers.Yearly => day.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => null,
        };

    /// <summary>The periods of a setting, the latest first. The first is tomorrow's: a till's clock may be ahead.</summary>
    private static IEnumerable<string?> Backwards(string setting, DateOnly today) =>
        setting switch
        {
            ReceiptNumbers.Daily => Enumerable.Range(-1, MostDaysBack + 2).Select(days => Period(setting, today.AddDays(-days))),
            ReceiptNumbers.Yearly => Enumerable.Range(-1, MostYearsBack + 2).Select(years => Period(setting, today.AddYears(-years))),
            _ => [null],
        };
}
