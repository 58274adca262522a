using LoyaltyClub.Api;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>Groups the rows of a file into receipts, ordered by first row.</summary>
internal sealed class ReceiptRows(
    Columns columns,
    Mapping mapping,
    Values values,
    HashSet<UInt128> split,
    Currencies currencies,
    Tally tally
)
{
    /// <summary>
    /// Longest time between a receipt's first row and its other rows; a longer time means that the store has reused the receipt number.
    /// </summary>
    private static readonly TimeSpan LongestReceipt = TimeSpan.FromHours(1);

    private readonly ReceiptKeys keys = new(columns, mapping, values);
    private readonly bool hasLine = columns.Has("line");

    public IEnumerable<Receipt> Of(IEnumerable<FileRow> rows)
    {
        var window = new ReceiptWindow<Gathering>(mapping.ReceiptWindow);
        var number = 0L;
        foreach (var row in rows)
        {
            tally.Rows = ++number;
            while (window.Close(number, out _, out var closed))
            {
                yield return Finish(closed);
            }

            if (keys.Of(row) is not { } key)
            {
                yield return Refuse(
                    row,
                    row.Malformed is not null
                        ? Malformed(row)
                        : Problems.Missing(columns.Of("store", row.Cells) is null ? "store" : "receipt")
                );
            }
            else if (split.Contains(key))
            {
                yield return Refuse(
                    row,
                    new(
                        "receipt_split",
                        $"Rows of this receipt lie more than {mapping.ReceiptWindow} rows apart; none of them was taken. Bring them in a file of their own, or raise receiptWindow."
                    )
                );
            }
            else if (!mapping.SkipWithoutMember || columns.Of(columns.By, row.Cells) is not null)
            {
                if (!window.Find(key, out var receipt))
                {
                    window.Open(key, number, receipt = new());
                }

                Take(row, receipt);
            }
            else
            {
                tally.WithoutMember++;
            }
        }
        while (window.Close(long.MaxValue, out _, out var closed))
        {
            yield return Finish(closed);
        }
    }

    private void Take(FileRow row, Gathering receipt)
    {
        receipt.Rows.Add(row);
        if (receipt.Fault is null && Read(row, receipt) is { } fault)
        {
            // The whole receipt is refused; the line number names the row to correct.
            receipt.Fault = fault with { Detail = $"Line {row.Line} of the file: {fault.Detail}" };
        }
    }

    private Refused? Read(FileRow row, Gathering receipt)
    {
        if (row.Malformed is not null)
        {
            return Malformed(row);
        }

        Refused? fault = null;
        var cells = row.Cells;
        var at = values.Instant("at", columns.Of("at", cells), ref fault);
        var (whose, till) = (columns.Of(columns.By, cells), columns.Of("till", cells));
        if (receipt.Lines.Count == 0)
        {
            (receipt.Store, receipt.Receipt, receipt.At, receipt.RowOwner, receipt.Till) = (
                columns.Of("store", cells)!,
                columns.Of("receipt", cells)!,
                at,
                whose,
                till
            );
        }
        else if (fault is null && (whose != receipt.RowOwner || till != receipt.Till || (at - receipt.At)?.Duration() > LongestReceipt))
        {
            return new(
                "receipt_differs",
                $"The row names another {(whose != receipt.RowOwner ? "member" : till != receipt.Till ? "till" : "time")} than the first of its receipt."
            );
        }

        var amount = Rounded(values.Number("amount", columns.Of("amount", cells), ref fault), at, receipt);
        var tax = Rounded(values.Number("tax", columns.Of("tax", cells), ref fault), at, receipt);
        var line = hasLine ? values.Whole("line", columns.Of("line", cells), ref fault) : receipt.Lines.Count + 1;
        if (line is < 0 or > int.MaxValue)
        {
            fault ??= Problems.Invalid("line", "must be from 0 to 1000000");
        }

        receipt.Lines.Add(
            PurchaseLine.From(
                (int?)line,
                field => columns.Of(field, cells),
                values.Number("quantity", columns.Of("quantity", cells), ref fault),
                amount,
                tax
            )
        );
        return fault;
    }

    private decimal? Rounded(decimal? amount, DateTimeOffset? at, Gathering receipt)
    {
        if (amount is not { } exact || at is not { } instant)
        {
            return amount;
        }

        var rounded = decimal.Round(exact, currencies.DecimalsAt(instant), MidpointRounding.AwayFromZero);
        receipt.Roundings += rounded == exact ? 0 : 1;
        return rounded;
    }

    /// <summary>Validates the request as the API does; the member is looked up later.</summary>
    private static Receipt Finish(Gathering gathered)
    {
        if (gathered.Fault is { } fault)
        {
            return new(gathered.Rows, fault, null, null, 0);
        }

        if (gathered.RowOwner is null)
        {
            return new(gathered.Rows, Problems.Missing("member"), null, null, 0);
        }

        var purchase = new PurchaseRequest(
            gathered.Store,
            gathered.Till,
            gathered.Receipt,
            gathered.At,
            NobodyYet,
            null,
            [.. gathered.Lines],
            null,
            null,
            null
        );
        return new(gathered.Rows, Check.Purchase(purchase), gathered.RowOwner, purchase, gathered.Roundings);
    }

    private const string NobodyYet = "-";

    private static Receipt Refuse(FileRow row, Refused refusal) => new([row], refusal, null, null, 0);

    private static Refused Malformed(FileRow row) => new("csv_malformed", $"The row is malformed: {row.Malformed}.");

    private sealed class Gathering
    {
        public readonly List<FileRow> Rows = [];
        public readonly List<PurchaseLine> Lines = [];
        public string? Store,
            Receipt,
            Till,
            RowOwner;
        public DateTimeOffset? At;
        public int Roundings;
        public Refused? Fault;
    }
}
