using System.Collections.Immutable;
using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>Reads a programme document by <see cref="ProgrammeFields"/> and lists every fault.</summary>
public static class ProgrammeReader
{
    /// <returns>The programme without faults; or faults and a programme that must not be used.</returns>
    public static (Programme Programme, ImmutableArray<Fault> Faults) Read(JsonElement document)
    {
        var faults = new List<Fault>();
        var programme = ProgrammeFields.Document.Read(new ObjectReader(document, faults));
        return (programme, [.. faults]);
    }
}
