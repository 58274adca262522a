using Microsoft.AspNetCore.Builder;

namespace LoyaltyClub.Api;

/// <summary>The page to try the API at, <c>/docs</c>: Swagger UI from its package, nothing from elsewhere.</summary>
internal static class Docs
{
    public static void UseDocs(this WebApplication app)
    {
        app.Use(
            (HttpContext http, RequestDelegate next) =>
            {
                // Its script writes styles into the page; scripts come from here only.
                if (http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal))
                {
                    http.Response.Headers.ContentSecurityPolicy =
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
                }

                return next(http);
            }
        );
        // By the first letter, so that it is no step on the way of all other requests; it looks closer itself.
        app.UseWhen(
            http => http.Request.Path.Value is ['/', 'd' or 'D', ..],
            docs =>
                docs.UseSwaggerUI(page =>
                {
                    page.RoutePrefix = "docs";
                    page.DocumentTitle = "LoyaltyClub API";
                    page.SwaggerEndpoint("/openapi/v1.json", "v1");
                    page.EnableTryItOutByDefault();
                    page.DefaultModelsExpandDepth(0);
                })
        );
    }
}
