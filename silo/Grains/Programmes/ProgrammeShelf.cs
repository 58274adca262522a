using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains.Programmes;

/// <summary>All versions of the programme, in memory.</summary>
public sealed class ProgrammeShelf(IJournal journal) : SharedStream(journal, "programme")
{
    private volatile ProgrammeBook book = ProgrammeBook.Empty;
    private volatile string[] documents = ["{}"];

    public ProgrammeBook Book => book;

    internal ProgrammeView View(ProgrammeVersion version) => new(version.Number, version.From, documents[version.Number]);

    internal static byte[] Encode(DateTimeOffset from, string document) =>
        JsonSerializer.SerializeToUtf8Bytes(new Written(from, document), JsonSerializerOptions.Web);

    protected override void Apply(int version, byte[] data)
    {
        var written = JsonSerializer.Deserialize<Written>(data, JsonSerializerOptions.Web)!;
        using var document = JsonDocument.Parse(written.Document);
        // Found without fault when it was put. A stricter later release still reads it: what a rule gave under it must not change.
        var (programme, _) = ProgrammeReader.Read(document.RootElement);
        documents = [.. documents, written.Document];
        book = book.With(written.From, programme);
    }

    internal sealed record Written(DateTimeOffset From, string Document);
}
