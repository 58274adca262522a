using CsvHelper;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>
/// The file of refused rows, unchanged except for two more columns, code and reason. A corrected file is imported by the same command.
/// Created only if rows are refused.
/// </summary>
internal sealed class RefusedFile : IDisposable
{
    public static readonly string[] Ours = ["code", "reason"];

    private readonly string path;
    private readonly int columns;
    private readonly CsvWriter writer;
    private bool written;

    /// <exception cref="ImportFault">The file cannot be written.</exception>
    public RefusedFile(string path, string source, char delimiter, string[] header)
    {
        (this.path, columns) = (path, header.Length);
        if (Path.GetFullPath(path) == Path.GetFullPath(source))
        {
            throw new ImportFault($"{path} cannot take the refused rows: it is the file to import.");
        }

        try
        {
            // The library's own formula guard stays off: it would quote -5 as well.
            writer = CsvWriter.Create(
                File.Create(path),
                new CsvWriterOptions
                {
                    Separator = delimiter,
                    ValidateFieldCount = false,
                    NewLine = "\n",
                }
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportFault($"{path} cannot be written: {fault.Message} --refused names another place for the refused rows.");
        }
        Write([.. header, .. Ours]);
    }

    public void Add(FileRow row, Refused refusal)
    {
        written = true;
        // Short rows are padded, so that code and reason are in their columns.
        Write([.. row.Cells, .. Enumerable.Repeat("", Math.Max(0, columns - row.Cells.Length)), refusal.Code, refusal.Detail]);
    }

    private void Write(string[] cells) => writer.WriteRecord([.. cells.Select(Formulas.Guarded)]);

    public void Dispose()
    {
        writer.Dispose();
        if (!written)
        {
            File.Delete(path);
        }
    }
}
