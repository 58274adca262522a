using System.Text;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Journal;

/// <summary>A writer that remembers where its stream stands, as a grain does.</summary>
internal sealed class Pen(IJournal journal, string stream)
{
    public int Version { get; private set; }
    public byte[] Hash { get; private set; } = [];

    public Append Next(string data, Guid? operation = null) =>
        new(stream, Version + 1, Hash, Encoding.UTF8.GetBytes(data)) { Operation = operation };

    /// <summary>Appends and steps on if it was written.</summary>
    public async Task<AppendResult> Write(Append append)
    {
        var result = await journal.Append(append);
        if (result is AppendResult.Written written)
        {
            (Version, Hash) = (append.Version, written.Hash);
        }

        return result;
    }

    /// <summary>Appends, and fails the test if it was not written.</summary>
    public async Task<Append> Write(string data, Guid? operation = null)
    {
        var append = Next(data, operation);
        (await Write(append)).ShouldBeOfType<AppendResult.Written>();
        return append;
    }

    public async Task WriteMany(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Write("entry " + (Version + 1), Guid.NewGuid());
        }
    }

    /// <summary>Reads where the stream stands now.</summary>
    public async Task Reopen()
    {
        var opened = await journal.Open(stream);
        (Version, Hash) = (opened.Version, opened.Hash);
    }
}

internal static class Verifying
{
    public static async Task<List<Break>> Breaks(this IJournal journal)
    {
        var breaks = new List<Break>();
        await foreach (var found in journal.Verify())
        {
            breaks.Add(found);
        }

        return breaks;
    }
}
