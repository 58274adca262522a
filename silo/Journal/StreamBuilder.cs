namespace LoyaltyClub.Journal;

/// <summary>Assembles a stream from the rows of a store, and refuses an inconsistent stream.</summary>
internal sealed class StreamBuilder(string stream)
{
    private readonly List<JournalEntry> entries = [];
    private int version;
    private byte[] hash = [];

    public byte[]? Document { get; set; }
    public DateOnly? Due { get; set; }
    public (int Version, byte[] State)? Snapshot { get; set; }

    /// <summary>Adds the next entry; of the entry at the snapshot's version only the hash is used.</summary>
    /// <exception cref="InvalidDataException">An entry is missing.</exception>
    public void Add(JournalEntry entry)
    {
        var expected = version > 0 ? version + 1 : Snapshot?.Version ?? 1;
        if (entry.Version != expected)
        {
            throw Missing(expected);
        }

        (version, hash) = (entry.Version, entry.Hash);
        if (entry.Version != Snapshot?.Version)
        {
            entries.Add(entry);
        }
    }

    /// <exception cref="InvalidDataException">The snapshot's entry is missing.</exception>
    public StoredStream Build()
    {
        if (Snapshot is { } snapshot && version < snapshot.Version)
        {
            throw Missing(snapshot.Version);
        }

        return new StoredStream(Document, Due, Snapshot, entries, version, hash);
    }

    private InvalidDataException Missing(int version) => new($"Entry {version} of {stream} is missing: run verify.");
}
