using System.Text;
using System.Text.Json;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Line numbers of the values in a JSON text.</summary>
internal static class JsonPlaces
{
    /// <summary>Line and byte in the line of the first syntax error, both from 1; null if the text is valid JSON.</summary>
    public static (long Line, long Column)? Wrong(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return null;
        }
        catch (JsonException fault)
        {
            return ((fault.LineNumber ?? 0) + 1, (fault.BytePositionInLine ?? 0) + 1);
        }
    }

    /// <summary>The line of a path; for a missing value the line of its nearest existing parent.</summary>
    public static int LineOf(IReadOnlyDictionary<string, int> lines, string path)
    {
        while (true)
        {
            if (lines.TryGetValue(path, out var line))
            {
                return line;
            }

            if (path.LastIndexOfAny(['.', '[']) is not (> 0 and var end))
            {
                return lines["$"];
            }

            path = path[..end];
        }
    }

    /// <summary>Lines, from 1, by paths such as <c>earning.rules[0].code</c>; <c>$</c> is the document.</summary>
    /// <param name="text">Valid JSON.</param>
    public static IReadOnlyDictionary<string, int> Lines(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var (at, line) = (0L, 1);
        reader.Read();
        Value(ref reader, "");
        return lines;

        void Note(string path, long start)
        {
            for (; at < start; at++)
            {
                if (bytes[at] == '\n')
                {
                    line++;
                }
            }

            lines.TryAdd(path.Length == 0 ? "$" : path, line);
        }

        void Value(ref Utf8JsonReader reader, string path)
        {
            Note(path, reader.TokenStartIndex);
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    // An invalid name is reported as a fault of the object.
                    var name = path.Length == 0 ? Name(ref reader) : $"{path}.{Name(ref reader)}";
                    Note(name, reader.TokenStartIndex);
                    reader.Read();
                    Value(ref reader, name);
                }
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Value(ref reader, $"{path}[{i}]");
                }
            }
        }

        static string Name(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return "";
            }
        }
    }
}
