using System.Globalization;
using System.Text;

namespace LoyaltyClub.Import;

/// <summary>What was read and what became of it.</summary>
internal sealed class Tally(string items)
{
    private readonly SortedDictionary<string, long> refusedByCode = new(StringComparer.Ordinal);

    /// <summary>Receipts or members, in the plural.</summary>
    public string Items { get; } = items;

    public long Rows { get; set; }
    public long New { get; private set; }
    public long AlreadyThere { get; private set; }
    public long RefusedRows { get; private set; }

    /// <summary>Rows passed over because the file had the member before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Rows passed over because they name nobody.</summary>
    public long WithoutMember { get; set; }

    /// <summary>Points that new receipts, or opening balances of new members, gave.</summary>
    public long Points { get; private set; }

    /// <summary>Amounts that were rounded to the currency, in what is new or there already.</summary>
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
            // Rows of a split receipt come one by one; they are counted as rows.
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
