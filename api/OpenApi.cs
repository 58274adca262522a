using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LoyaltyClub.Api;

/// <summary>The contract as OpenAPI 3.1.</summary>
internal static class OpenApi
{
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder route)
        where TBody : notnull => route.Accepts<TBody>("application/json", CurlForm);

    /// <summary>The default content type of <c>curl -d</c>. Read as JSON too; the contract does not mention it.</summary>
    public const string CurlForm = "application/x-www-form-urlencoded";

    /// <summary>The first status is the success; the others are problems.</summary>
    public static RouteHandlerBuilder Gives<TBody>(this RouteHandlerBuilder route, int good, params ReadOnlySpan<int> problems)
    {
        route.Produces<TBody>(good, "application/json");
        foreach (var status in problems)
        {
            route.ProducesProblem(status);
        }

        return route;
    }

    /// <summary>Documents query parameters; all are optional texts.</summary>
    public static RouteHandlerBuilder Asks(this RouteHandlerBuilder route, params string[] query) => route.WithMetadata(new Query(query));

    private sealed record Query(string[] Names);

    public static void Describe(OpenApiOptions options)
    {
        // Routes of the pages are not part of the contract.
        options.ShouldInclude = route =>
            route.RelativePath is { } path
            && (path.StartsWith("v1/", StringComparison.Ordinal) || path.StartsWith("health/", StringComparison.Ordinal));
        options
            .AddSchemaTransformer(Details)
            .AddOperationTransformer(Queries)
            .AddDocumentTransformer(Whole)
            .AddDocumentTransformer(Programmes.ProgrammeSchema.Describe)
            .AddDocumentTransformer(Shapes.Describe);
    }

    private static Task Queries(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var query in context.Description.ActionDescriptor.EndpointMetadata.OfType<Query>())
        {
            foreach (var name in query.Names)
            {
                (operation.Parameters ??= []).Add(
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Query,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The schema's generator takes parameters for required and properties not; a person's details are properties only because records
    /// share them.
    /// </summary>
    private static Task Details(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonTypeInfo.Type.IsSubclassOf(typeof(PersonDetails)) && schema.Properties is { } properties)
        {
            schema.Required = properties
                .Keys.Where(name => PersonDetails.Names.Contains(name) || schema.Required?.Contains(name) == true)
                .ToHashSet();
        }

        return Task.CompletedTask;
    }

    private static Task Whole(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new()
        {
            Title = "LoyaltyClub",
            Version = "v1",
            Description =
                "Points, tiers and rewards of a club's members. Money is a JSON number in the programme's currency, points are whole numbers, "
                + "instants are ISO 8601 with an offset. Every write names an operation id or receipt of the caller's; the same again gets the first answer again.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key with the role till, marketing or admin.",
        };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            operation.RequestBody?.Content?.Remove(CurlForm);
        }

        document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
        return Task.CompletedTask;
    }
}
