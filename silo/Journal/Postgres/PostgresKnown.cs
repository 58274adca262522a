namespace LoyaltyClub.Journal;

/// <summary>The keys of a refused group that are in the database.</summary>
/// <param name="Tail">This writer's last commit, or null.</param>
internal sealed record PostgresKnown(
    (long Number, byte[] Hash)? Tail,
    Dictionary<Guid, JournalEntry> Operations,
    HashSet<(string, int)> Versions,
    Dictionary<string, string> Claims
)
{
    /// <summary>The refusal of an append, in the contract's order of precedence, or null.</summary>
    public AppendResult? RefusalOf(Append append)
    {
        if (append.Operation is { } operation && Operations.TryGetValue(operation, out var by))
        {
            return new AppendResult.OperationTaken(by);
        }

        if (Versions.Contains((append.Stream, append.Version)))
        {
            return new AppendResult.VersionTaken();
        }

        foreach (var claim in append.Claim)
        {
            if (Claims.TryGetValue(claim, out var holder) && holder != append.Stream)
            {
                return new AppendResult.ClaimTaken(claim, holder);
            }
        }
        return null;
    }
}
