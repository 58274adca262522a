using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Writes a programme by <see cref="ProgrammeFields"/> as a document with every field, defaults included, for forms and for comparing
/// versions. <see cref="ProgrammeReader"/> reads the same programme back.
/// </summary>
public static class ProgrammeWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Programme programme) => ProgrammeFields.Document.Write(programme).ToJsonString(Indented);
}
