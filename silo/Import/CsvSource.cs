using System.IO.Compression;
using System.Text;
using CsvHelper;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <param name="Line">The line of the file on which the row begins, from 1.</param>
/// <param name="Malformed">The fault in quotes or number of cells; null for a well-formed row.</param>
internal sealed record FileRow(long Line, string[] Cells, string? Malformed = null);

/// <summary>A CSV file, plain or gzip, streamed in bounded memory. Each instance reads once.</summary>
internal sealed class CsvSource : IDisposable
{
    /// <summary>Bounds a row, so that an unclosed quote cannot take in the rest of the file.</summary>
    private const int MostRowBytes = 1 << 20;

    private readonly FileStream file;
    private readonly CsvReader reader;
    private readonly HashSet<long> brokenQuotes = [];
    private readonly int cells;
    private readonly bool refusedBefore;

    /// <param name="delimiter">Null to detect from the first lines.</param>
    /// <exception cref="ImportFault">The file is unreadable or without a header.</exception>
    public CsvSource(string path, char? delimiter)
    {
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportFault($"{path} cannot be read: {fault.Message}");
        }
        reader = CsvReader.Create(
            Text(file, path),
            new CsvReaderOptions
            {
                Separator = delimiter,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = MostRowBytes,
                // A quote inside an unquoted cell (12" pan) is an ordinary character; text after a closing quote is a fault.
                OnMalformedRecord = record => _ = record.Reason != CsvMalformedReason.StrayQuote && brokenQuotes.Add(record.RecordNumber),
            }
        );
        Try(() =>
        {
            reader.ReadHeader();
            return true;
        });
        Header = [.. reader.Headers];
        if (Header.Length == 0)
        {
            throw new ImportFault($"{path} is empty: its first line must name its columns.");
        }

        cells = Header.Length;
        // A corrected file of refused rows: the last two columns are the code and reason of the earlier refusal.
        refusedBefore = Header.AsSpan().EndsWith(RefusedFile.Ours);
        if (refusedBefore)
        {
            Header = Header[..^2];
        }
    }

    public char Delimiter => reader.Separator;
    public string[] Header { get; }

    /// <summary>Fraction read, 0 to 1, by bytes of the file on disk (compressed for gzip).</summary>
    public double Share => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    public IEnumerable<FileRow> Rows()
    {
        while (Try(reader.Read))
        {
            var row = reader.Current.ToArray();
            // Rows that were emptied in a spreadsheet.
            if (row.All(cell => cell.Length == 0))
            {
                continue;
            }

            // Record numbers include the header, row numbers do not.
            var fault =
                brokenQuotes.Remove(reader.RowNumber + 1) ? "the quotes do not fit together"
                : row.Length != cells ? $"the row has {row.Length} cells, the header has {cells}"
                : null;
            yield return new(reader.LineNumber, refusedBefore && fault is null ? [.. row[..^2].Select(Formulas.Unguarded)] : row, fault);
        }
    }

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException)
        {
            throw new ImportFault($"The file is not UTF-8 after line {Line}: save it as UTF-8.");
        }
        catch (CsvFormatException fault)
        {
            throw new ImportFault($"The file cannot be read after line {Line}, perhaps because a quote is not closed: {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            throw new ImportFault($"The file is truncated after line {Line}: {fault.Message}");
        }
    }

    private long Line => reader.RowNumber == 0 ? 1 : reader.LineNumber;

    private static StreamReader Text(Stream file, string path) =>
        new(
            path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file,
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 16
        );

    public void Dispose() => reader.Dispose();
}
