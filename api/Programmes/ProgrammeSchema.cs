using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace LoyaltyClub.Api.Programmes;

/// <summary>The programme's document in the contract, from the table by which it is read.</summary>
internal static class ProgrammeSchema
{
    private const string Name = "Programme",
        Whatever = nameof(System.Text.Json.JsonElement);

    private const string Says =
        "How the club works. A field that is absent or null has its default; one that is not listed here is refused, as is whatever is "
        + "wrong between fields, with every fault and its path.";

    /// <summary>Puts it in the place of the JSON that requests and answers carry.</summary>
    public static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var schemas = document.Components!.Schemas!;
        var programme = Object("", context.ApplicationServices.GetRequiredService<IProgrammeFields>().All);
        programme.Description = Says;
        schemas[Name] = programme;
        schemas.Remove(Whatever);
        foreach (var type in new[] { nameof(ProgrammePut), nameof(ProgrammeShown) })
        {
            schemas[type].Properties!["programme"] = new OpenApiSchemaReference(Name, document);
        }

        return Task.CompletedTask;
    }

    /// <param name="prefix">Before the names of its fields.</param>
    private static OpenApiSchema Object(string prefix, IReadOnlyList<ProgrammeFieldView> table)
    {
        var fields = table
            .Where(field => field.Path.StartsWith(prefix, StringComparison.Ordinal) && !field.Path[prefix.Length..].Contains('.'))
            .ToArray();
        return new()
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = false,
            Required = fields.Where(field => field.Required).Select(field => field.Path[prefix.Length..]).ToHashSet(),
            Properties = fields.ToDictionary(field => field.Path[prefix.Length..], field => (IOpenApiSchema)Field(field, table)),
        };
    }

    private static OpenApiSchema Field(ProgrammeFieldView field, IReadOnlyList<ProgrammeFieldView> table)
    {
        var schema = field.Kind switch
        {
            ProgrammeFieldKind.Section or ProgrammeFieldKind.Optional => Object(field.Path + ".", table),
            ProgrammeFieldKind.List => List(Object(field.Path + "[].", table), field.MostItems),
            ProgrammeFieldKind.Number => Number(field, 0),
            ProgrammeFieldKind.Limit => Number(field, JsonSchemaType.Null),
            ProgrammeFieldKind.Flag => new() { Type = JsonSchemaType.Boolean },
            ProgrammeFieldKind.Texts => List(new() { Type = JsonSchemaType.String }, field.MostItems),
            ProgrammeFieldKind.Weekdays => List(Choice(field), null),
            ProgrammeFieldKind.Languages => List(Choice(field), field.Choices.Count),
            ProgrammeFieldKind.LocalizedText => new() { OneOf = [Text(null, field.MostItems), ByLanguage(field)] },
            ProgrammeFieldKind.Choice when field.Most is not null => new() { OneOf = [Choice(field), UpTo(field)] },
            ProgrammeFieldKind.Choice => Choice(field),
            ProgrammeFieldKind.Code => Text("^[a-z0-9-]+$", field.MostItems),
            ProgrammeFieldKind.Currency => Text("^[A-Z]{3}$", null),
            ProgrammeFieldKind.Country => Text("^[A-Z]{2}$", null),
            ProgrammeFieldKind.Time => Text(@"^\d{2}:\d{2}$", null),
            ProgrammeFieldKind.MonthAndDay => Text(@"^\d{2}-\d{2}$", null),
            _ => Text(null, field.MostItems),
        };
        schema.Default = field.Default is { } value ? JsonNode.Parse(value) : null;
        schema.Description = string.Join(' ', Sentences(field));
        return schema;
    }

    private static IEnumerable<string> Sentences(ProgrammeFieldView field)
    {
        yield return field.Says;
        if (field.Of is { } list)
        {
            yield return field.Kind == ProgrammeFieldKind.Texts ? $"Codes of `{list}`." : $"A code of `{list}`.";
        }

        if (field.OnlyWith is { } other)
        {
            yield return $"Only with `{other}` {string.Join(" or ", field.OnlyWithValues)}.";
        }

        if (field.Most is not null && field.Decimals is not 0)
        {
            yield return field.Decimals is { } decimals ? $"Up to {decimals} decimals." : "Up to as many decimals as the currency has.";
        }
    }

    private static OpenApiSchema Number(ProgrammeFieldView field, JsonSchemaType or) =>
        new()
        {
            Type = (field.Decimals == 0 ? JsonSchemaType.Integer : JsonSchemaType.Number) | or,
            Minimum = field.Least?.ToString(CultureInfo.InvariantCulture),
            ExclusiveMinimum = field.Least is null ? "0" : null,
            Maximum = field.Most?.ToString(CultureInfo.InvariantCulture),
        };

    private static OpenApiSchema Text(string? pattern, int? most) =>
        new()
        {
            Type = JsonSchemaType.String,
            Pattern = pattern,
            MinLength = most is null ? null : 1,
            MaxLength = most,
        };

    private static OpenApiSchema Choice(ProgrammeFieldView field) =>
        new() { Type = JsonSchemaType.String, Enum = [.. field.Choices.Select(choice => JsonValue.Create(choice))] };

    /// <summary>A text for each of some languages.</summary>
    private static OpenApiSchema ByLanguage(ProgrammeFieldView field) =>
        new()
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = false,
            MinProperties = 1,
            Properties = field.Choices.ToDictionary(language => language, _ => (IOpenApiSchema)Text(null, field.MostItems)),
        };

    private static OpenApiSchema UpTo(ProgrammeFieldView field) =>
        new()
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = false,
            Required = new HashSet<string> { "upToPoints" },
            Properties = new Dictionary<string, IOpenApiSchema> { ["upToPoints"] = Number(field, 0) },
        };

    private static OpenApiSchema List(OpenApiSchema items, int? most) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = items,
            MaxItems = most,
        };
}
