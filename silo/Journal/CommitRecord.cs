using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Journal;

/// <summary>
/// One row of <c>commits</c>: the entries of one transaction. A writer (one per process start) numbers its commits from 1; each
/// is linked to the commit before it, the first to the latest commit of another writer.
/// </summary>
/// <param name="Entries">The (stream, version) pairs written, see <see cref="Pack"/>.</param>
/// <param name="Hash">SHA-256(the hash of the commit before ‖ <paramref name="Entries"/> ‖ the entries' hashes, in the same order).</param>
/// <param name="PriorWriter">On a writer's first commit, the writer of the commit that it is linked to; otherwise null.</param>
internal sealed record CommitRecord(
    Guid Writer,
    long Number,
    Guid? PriorWriter,
    long? PriorNumber,
    byte[] Hash,
    DateTimeOffset? DecidedAt,
    byte[] Entries
)
{
    /// <param name="rows">The entries, ordered by stream (ordinal): neighbours share a prefix, which is stored once.</param>
    public static CommitRecord After(CommitTail tail, IReadOnlyList<PendingAppend> rows)
    {
        var entries = Pack(rows);
        DateTimeOffset? decided = null;
        var hashes = new byte[rows.Count][];
        for (var i = 0; i < rows.Count; i++)
        {
            hashes[i] = rows[i].Hash;
            if (rows[i].Append.DecidedAt is { } at && (decided is null || at > decided))
            {
                decided = at;
            }
        }
        var follows = tail.Number == 0 ? tail.Prior : null;
        return new CommitRecord(
            tail.Writer,
            tail.Number + 1,
            follows?.Writer,
            follows?.Number,
            Link(tail.Hash, entries, hashes),
            decided,
            entries
        );
    }

    public static byte[] Link(byte[] previous, byte[] entries, IReadOnlyList<byte[]> hashes)
    {
        var size = previous.Length + entries.Length + hashes.Count * JournalHash.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        previous.CopyTo(buffer, 0);
        entries.CopyTo(buffer, previous.Length);
        var at = previous.Length + entries.Length;
        foreach (var hash in hashes)
        {
            hash.CopyTo(buffer, at);
            at += JournalHash.Size;
        }
        var link = SHA256.HashData(buffer.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(buffer);
        return link;
    }

    /// <summary>
    /// For each entry: the number of bytes of the stream's name shared with the entry before, the number of new bytes, the new bytes, and
    /// the version as a varint.
    /// </summary>
    private static byte[] Pack(IReadOnlyList<PendingAppend> rows)
    {
        var most = 0;
        foreach (var row in rows)
        {
            most += row.Append.Stream.Length + 7;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(most, 1));
        var at = 0;
        var before = "";
        foreach (var row in rows)
        {
            var stream = row.Append.Stream;
            var shared = stream.AsSpan().CommonPrefixLength(before);
            buffer[at++] = (byte)shared;
            buffer[at++] = (byte)(stream.Length - shared);
            at += Encoding.ASCII.GetBytes(stream.AsSpan(shared), buffer.AsSpan(at));
            var rest = (uint)row.Append.Version;
            for (; rest >= 0x80; rest >>= 7)
            {
                buffer[at++] = (byte)(rest | 0x80);
            }

            buffer[at++] = (byte)rest;
            before = stream;
        }
        var packed = buffer.AsSpan(0, at).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return packed;
    }

    /// <exception cref="InvalidDataException">The bytes are not in the format of <see cref="Pack"/>.</exception>
    public static List<(string Stream, int Version)> Unpack(byte[] entries)
    {
        var list = new List<(string, int)>();
        var before = "";
        try
        {
            for (var at = 0; at < entries.Length;)
            {
                int shared = entries[at++],
                    added = entries[at++];
                var stream = string.Concat(before.AsSpan(0, shared), Encoding.ASCII.GetString(entries, at, added));
                at += added;
                uint version = 0;
                for (var shift = 0; ; shift += 7)
                {
                    version |= (entries[at] & 0x7Fu) << shift;
                    if (entries[at++] < 0x80)
                    {
                        break;
                    }
                }
                list.Add((stream, (int)version));
                before = stream;
            }
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The list of a commit cannot be read.", e);
        }
        return list;
    }
}

/// <summary>The end of a writer's chain of commits.</summary>
/// <param name="Number">The last commit's number; 0 before the first.</param>
/// <param name="Hash">The last commit's hash; before the first commit the hash of <paramref name="Prior"/>, or empty.</param>
/// <param name="Prior">The commit that the writer's first commit is linked to.</param>
internal sealed record CommitTail(Guid Writer, long Number, byte[] Hash, (Guid Writer, long Number)? Prior);
