using System.Buffers;

namespace LoyaltyClub.Journal;

/// <summary>The bounds of an append. Checked before it is queued, because one bad row would fail its whole group.</summary>
internal static class AppendRules
{
    private const int LongestName = 64,
        LongestData = 1 << 20,
        LongestClaim = 512,
        LongestTopic = 32,
        LongestMessage = 64 << 10,
        MostMessages = 256;
    private static readonly string HashRule = $"An entry's previous hash has {JournalHash.Size} bytes, the first entry's none.";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_:");

    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    public static void Check(Append append)
    {
        Require(IsName(append.Stream, LongestName), "A stream's name has 1 to 64 characters of a-z 0-9 . - _ :");
        Require(append.Version >= 1, "A stream's entries are numbered from 1.");
        Require(append.PreviousHash.Length == (append.Version == 1 ? 0 : JournalHash.Size), HashRule);
        Require(append.Data.Length is >= 1 and <= LongestData, "An entry has 1 byte to 1 MiB.");
        foreach (var claim in append.Claim)
        {
            CheckClaim(claim);
        }

        foreach (var claim in append.Release)
        {
            CheckClaim(claim);
        }

        Require(append.Outbox.Count <= MostMessages, "An entry has at most 256 outbox rows.");
        foreach (var row in append.Outbox)
        {
            CheckRow(row);
        }
        // An append with the same claim twice would wait for itself.
        if (append.Claim.Count + append.Release.Count > 1)
        {
            Require(
                append.Claim.Concat(append.Release).Distinct().Count() == append.Claim.Count + append.Release.Count,
                "An append names a claim once."
            );
        }
    }

    private static bool IsName(string name, int longest) =>
        name.Length >= 1 && name.Length <= longest && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private static void CheckRow(OutboxRow row)
    {
        Require(IsName(row.Topic, LongestTopic), "A topic has 1 to 32 characters of a-z 0-9 . - _ :");
        Require(row.Data.Length is >= 1 and <= LongestMessage, "An outbox row has 1 byte to 64 KiB.");
    }

    private static void CheckClaim(string claim) =>
        Require(claim.Length is >= 1 and <= LongestClaim && !claim.Contains('\0'), "A claim has 1 to 512 characters and no zero.");

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(rule);
        }
    }
}
