namespace LoyaltyClub.Journal;

/// <summary>What is in the database already of a group that was refused.</summary>
/// <param name="Tail">This writer's last commit, or null.</param>
internal sealed record PostgresKnown(
    (long Number, byte[] Hash)? Tail,
    Dictionary<Guid, JournalEntry> Operations,
    HashSet<(string, int)> Versions,
    Dictionary<string, string> Claims
)
{
    /// <summary>Why an append is refused, in the order of the contract, or null.</summary>
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
