using System.Collections;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>
/// A file of recorded bytes, each with what they say: in the order of names and without what is as it begins, so that a later release, with
/// more fields in another order, says the same.
/// </summary>
internal static class GoldenText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new Bytes(), new Days(), new Fractions() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Told } },
    };

    public static byte[][] Written(string file, bool isText) =>
        [
            .. JsonNode
                .Parse(file)!
                .AsArray()
                .Select(sample => (string)sample!["written"]!)
                .Select(written => isText ? System.Text.Encoding.UTF8.GetBytes(written) : Convert.FromHexString(written)),
        ];

    public static string Of(GoldenKind kind, IEnumerable<byte[]> written) =>
        JsonSerializer.Serialize(
            written.Select(bytes => new
            {
                written = kind.IsText ? System.Text.Encoding.UTF8.GetString(bytes) : Convert.ToHexStringLower(bytes),
                reads = Reads(kind, bytes),
            }),
            Options
        ) + "\n";

    private static object Reads(GoldenKind kind, byte[] bytes)
    {
        var read = kind.Read(bytes);
        read.GetType().ShouldBe(kind.Type);
        return read;
    }

    private static void Told(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Name.StartsWith("<>", StringComparison.Ordinal))
        {
            return;
        }
        // What is computed from the rest is no part of what was written.
        var told = type
            .Properties.Where(property => property.Set is not null)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .ToArray();
        type.Properties.Clear();
        foreach (var property in told)
        {
            var nothing = property.PropertyType is { IsValueType: true, IsEnum: false } value ? Activator.CreateInstance(value) : null;
            property.Order = 0; // by name also where the record says another order
            property.ShouldSerialize = (_, value) => !Equals(value, nothing) && value is not ICollection { Count: 0 };
            type.Properties.Add(property);
        }
    }

    private sealed class Bytes : JsonConverter<ImmutableArray<byte>>
    {
        public override ImmutableArray<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ImmutableArray<byte> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Convert.ToHexStringLower(value.AsSpan()));
    }

    /// <summary>Such as 1/3.</summary>
    internal sealed class Fractions : JsonConverter<Fraction>
    {
        public override Fraction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Fraction value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Over}/{value.Under}");
    }

    /// <summary>The days, in however many blocks they lie.</summary>
    private sealed class Days : JsonConverter<QualifyingDays>
    {
        public override QualifyingDays Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, QualifyingDays value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.All, options);
    }
}
