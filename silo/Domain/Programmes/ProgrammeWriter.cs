using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Writes a programme, by <see cref="ProgrammeFields"/>, as the document that says every field, those with their default too: for
/// forms, for comparing two versions. <see cref="ProgrammeReader"/> reads the same programme from it.
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
