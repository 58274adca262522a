using System.Globalization;
using System.Text;

namespace LoyaltyClub.Import;

/// <summary>Counts of an import: rows read and their results.</summary>
internal sealed class Tally(string items)
{
    private readonly SortedDictionary<string, long> refusedByCode = new(StringComparer.Ordinal);

    /// <summary>The kind of item in the plural: receipts or members.</summary>
    public string Items { get; } = items;

    public long Rows { get; set; }
    public long New { get; private set; }
    public long AlreadyThere { get; private set; }
    public long RefusedRows { get; private set; }

    /// <summary>Rows skipped because an earlier row of the file has the same member.</summary>
    public long Duplicates { get; set; }

    /// <summary>Rows skipped because they name no member.</summary>
    public long WithoutMember { get; set; }

    /// <summary>Points of new receipts, or opening balances of new members.</summary>
    public long Points { get; private set; }

    /// <summary>Amounts rounded to the currency's decimals, in new and repeated receipts.</summary>
    public long Roundings { get; private set; }

    public long NotTried { get; private set; }

    /// <summary>Receipts or members refused, by code.</summary>
    public IReadOnlyDictionary<string, long> Refused => refusedByCode;

    public long Done => New + AlreadyThere + refusedByCode.Values.Sum();

    public void Count(Item item, RowResult fate)
    {
        if (!fate.Done)
        {
            NotTried++;
        }
        else if (fate.Refusal is { } refusal)
        {
            // Each row of a split receipt is an item of its own.
            refusedByCode[refusal.Code] = refusedByCode.GetValueOrDefault(refusal.Code) + 1;
            RefusedRows += item.Rows.Count;
        }
        else
        {
            (New, AlreadyThere, Points) = fate.Again ? (New, AlreadyThere + 1, Points) : (New + 1, AlreadyThere, Points + fate.Points);
            Roundings += item is Receipt receipt ? receipt.Roundings : 0;
        }
    }

    public string Summary(TimeSpan took)
    {
        var text = new StringBuilder();
        Line("rows", Rows);
        Line($"{Items} new", New);
        Line($"{Items} already there", AlreadyThere);
        if (Duplicates > 0)
        {
            Line("rows of members the file had before", Duplicates);
        }

        if (WithoutMember > 0)
        {
            Line("rows without a member, left out", WithoutMember);
        }

        Line("refused", refusedByCode.Values.Sum());
        foreach (var (code, count) in refusedByCode)
        {
            Line("  " + code, count);
        }

        if (NotTried > 0)
        {
            Line("given up, the store is away", NotTried);
        }

        Line("points given", Points);
        if (Items == "receipts")
        {
            Line("amounts rounded to the currency", Roundings);
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"{took.TotalSeconds:0.0} s, {Done / Math.Max(took.TotalSeconds, 0.001):0} {Items}/s"
            )
            .ToString();

        void Line(string what, long count) => text.Append(CultureInfo.InvariantCulture, $"{what,-36}{count,12}").AppendLine();
    }
}
