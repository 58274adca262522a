using System.Buffers.Binary;

namespace LoyaltyClub.Import;

/// <summary>
/// Reads the whole file before the first write: finds unreadable files early, and split receipts, with rows further apart than the
/// window. A part of a split receipt must never be imported as the whole.
/// </summary>
internal static class Survey
{
    private const int MostSplit = 1_000_000;

    /// <returns>The keys of the split receipts.</returns>
    /// <exception cref="ImportFault">The file is unreadable before its end, or has more than a million split receipts.</exception>
    public static HashSet<UInt128> Of(CsvSource source, ReceiptKeys keys, int receiptWindow, ProgressLine progress, CancellationToken stop)
    {
        var window = new ReceiptWindow<object?>(receiptWindow);
        using var closed = new ClosedReceipts();
        var number = 0L;
        foreach (var row in source.Rows())
        {
            if (stop.IsCancellationRequested)
            {
                return [];
            }

            progress.Checking(++number, source.Share);
            while (window.Close(number, out var key, out _))
            {
                closed.Add(key);
            }

            if (keys.Of(row) is { } receipt && !window.Find(receipt, out _))
            {
                window.Open(receipt, number, null);
            }
        }
        while (window.Close(long.MaxValue, out var key, out _))
        {
            closed.Add(key);
        }

        var split = new HashSet<UInt128>();
        foreach (var key in closed.Repeated())
        {
            if (split.Add(key) && split.Count > MostSplit)
            {
                throw new ImportFault(
                    $"More than {MostSplit} receipts have rows that lie more than {receiptWindow} rows apart. Sort the file by time or receipt, or raise receiptWindow."
                );
            }
        }

        return split;
    }

    /// <exception cref="ImportFault">The file is unreadable before its end.</exception>
    public static HashSet<UInt128> Readable(CsvSource source, ProgressLine progress, CancellationToken stop)
    {
        var number = 0L;
        foreach (var _ in source.Rows())
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            progress.Checking(++number, source.Share);
        }
        return [];
    }

    /// <summary>
    /// The keys of all receipts of a file, partitioned on disk by key: memory holds one partition at a time, 16 bytes per receipt.
    /// </summary>
    private sealed class ClosedReceipts : IDisposable
    {
        private const int Parts = 64;
        private readonly FileStream?[] parts = new FileStream?[Parts];

        public void Add(UInt128 key)
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
            var part = bytes[0] % Parts;
            (
                parts[part] ??= new(
                    Path.GetTempFileName(),
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1 << 14,
                    FileOptions.DeleteOnClose
                )
            ).Write(bytes);
        }

        public IEnumerable<UInt128> Repeated()
        {
            foreach (var part in parts)
            {
                if (part is null)
                {
                    continue;
                }

                part.Position = 0;
                var keys = new UInt128[part.Length / 16];
                var bytes = new byte[16];
                for (var i = 0; i < keys.Length; i++)
                {
                    part.ReadExactly(bytes);
                    keys[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes);
                }
                Array.Sort(keys);
                for (var i = 1; i < keys.Length; i++)
                {
                    if (keys[i] == keys[i - 1])
                    {
                        yield return keys[i];
                    }
                }
            }
        }

        public void Dispose()
        {
            foreach (var part in parts)
            {
                part?.Dispose();
            }
        }
    }
}
