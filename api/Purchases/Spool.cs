namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// Buffer between a writer that must not block and a reader that may be slow: memory up to a limit, then a temporary file. Without it, a
/// client that sends its whole file before it reads the first answer would deadlock with the service.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int InMemory = 1 << 20,
        Piece = 1 << 16;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim filled = new(0, 1);
    private readonly MemoryStream memory = new();
    private FileStream? file;
    private long fileRead,
        fileWritten;
    private bool complete;

    /// <summary>Appends. While the file holds unread bytes all new bytes go there, because those in memory are older.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (fileRead == fileWritten && memory.Length + bytes.Length <= InMemory)
            {
                memory.Write(bytes);
            }
            else
            {
                file ??= new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
                RandomAccess.Write(file.SafeFileHandle, bytes, fileWritten);
                fileWritten += bytes.Length;
            }
            Wake();
        }
    }

    public void Complete()
    {
        lock (gate)
        {
            complete = true;
            Wake();
        }
    }

    /// <summary>The oldest unread bytes; none at the end. For a single reader.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> Read(CancellationToken cancel)
    {
        while (true)
        {
            lock (gate)
            {
                if (memory.Length > 0)
                {
                    var oldest = memory.ToArray();
                    memory.SetLength(0);
                    return oldest;
                }
                if (fileRead < fileWritten)
                {
                    var piece = new byte[Math.Min(Piece, fileWritten - fileRead)];
                    fileRead += RandomAccess.Read(file!.SafeFileHandle, piece, fileRead);
                    if (fileRead == fileWritten)
                    {
                        fileRead = fileWritten = 0;
                    }

                    return piece;
                }
                if (complete)
                {
                    return default;
                }
            }
            await filled.WaitAsync(cancel);
        }
    }

    private void Wake()
    {
        if (filled.CurrentCount == 0)
        {
            filled.Release();
        }
    }

    public void Dispose()
    {
        memory.Dispose();
        file?.Dispose();
        filled.Dispose();
    }
}
