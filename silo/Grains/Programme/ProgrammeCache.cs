using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>The replicated stream of all programme versions.</summary>
public sealed class ProgrammeCache(IJournal journal, Announcer announcer) : ReplicatedStream(journal, "programme", announcer)
{
    private volatile ProgrammeHistory book = ProgrammeHistory.Empty;
    private volatile Written[] written = [new(DateTimeOffset.MinValue, "{}")];

    public ProgrammeHistory Book => book;

    internal ProgrammeView View(ProgrammeVersion version) =>
        new(version.Number, version.From, written[version.Number].Document, written[version.Number].By);

    internal static byte[] Encode(DateTimeOffset from, string document, string? by) =>
        JsonSerializer.SerializeToUtf8Bytes(new Written(from, document, by), JsonSerializerOptions.Web);

    internal static Written Decode(byte[] data) => JsonSerializer.Deserialize<Written>(data, JsonSerializerOptions.Web)!;

    internal static (Programme Programme, ImmutableArray<Fault> Faults) Read(string document)
    {
        using var read = JsonDocument.Parse(document);
        return ProgrammeReader.Read(read.RootElement);
    }

    internal static Refused Invalid(ImmutableArray<Fault> faults) =>
        new(
            RefusalCode.ProgrammeInvalid,
            $"The programme has {faults.Length} fault{(faults.Length == 1 ? "" : "s")}; nothing was changed.",
            [],
            Views(faults)
        );

    internal static FaultView[] Views(ImmutableArray<Fault> faults) =>
        [
            .. faults.Select(fault => new FaultView(
                fault.Path,
                fault.Message,
                JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()),
                [.. fault.Values]
            )),
        ];

    /// <summary>The history with a document that comes into force at an instant, or a refusal. A null document adds nothing.</summary>
    internal (ProgrammeHistory Book, Refused? Refusal) Trial(string? document, DateTimeOffset at)
    {
        if (document is null)
        {
            return (Book, null);
        }

        var (programme, faults) = Read(document);
        return (Domain.Members.Trial.Book(Book, programme, at), faults.IsEmpty ? null : Invalid(faults));
    }

    protected override void Apply(int version, byte[] data)
    {
        var entry = Decode(data);
        // The document passed validation when it was put. A later release with stricter validation must still read it, because earlier
        // decisions under it stay.
        var (programme, _) = Read(entry.Document);
        written = [.. written, entry];
        book = book.With(entry.From, programme);
    }

    /// <param name="By">The author, in the audit's notation.</param>
    internal sealed record Written(
        DateTimeOffset From,
        string Document,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By = null
    );
}
