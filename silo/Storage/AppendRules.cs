using System.Buffers;

namespace LoyaltyClub.Storage;

/// <summary>What an append must look like. Checked before it is queued, because one bad row would fail its whole group.</summary>
internal static class AppendRules
{
    private const int LongestName = 64, LongestData = 1 << 20, LongestClaim = 512;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_:");

    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    public static void Check(Append append)
    {
        Require(append.Stream.Length is >= 1 and <= LongestName && !append.Stream.AsSpan().ContainsAnyExcept(NameCharacters),
            "A stream's name has 1 to 64 characters of a-z 0-9 . - _ :");
        Require(append.Version >= 1, "A stream's entries are numbered from 1.");
        Require(append.PreviousHash.Length == (append.Version == 1 ? 0 : JournalHash.Size),
            $"An entry's previous hash has {JournalHash.Size} bytes, the first entry's none.");
        Require(append.Data.Length is >= 1 and <= LongestData, "An entry has 1 byte to 1 MiB.");
        foreach (var claim in append.Claim) CheckClaim(claim);
        foreach (var claim in append.Release) CheckClaim(claim);
        // Twice in one append would make it wait for itself.
        if (append.Claim.Count + append.Release.Count > 1)
            Require(append.Claim.Concat(append.Release).Distinct().Count() == append.Claim.Count + append.Release.Count,
                "An append names a claim once.");
    }

    private static void CheckClaim(string claim) =>
        Require(claim.Length is >= 1 and <= LongestClaim && !claim.Contains('\0'), "A claim has 1 to 512 characters and no zero.");

    private static void Require(bool holds, string rule)
    {
        if (!holds) throw new ArgumentException(rule);
    }
}
