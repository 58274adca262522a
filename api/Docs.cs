using Microsoft.AspNetCore.Builder;

namespace LoyaltyClub.Api;

/// <summary>The page <c>/docs</c> to try the API: Swagger UI from its package, without content from other hosts.</summary>
internal static class Docs
{
    public static void UseDocs(this WebApplication app)
    {
        app.Use(
            (HttpContext http, RequestDelegate next) =>
            {
                // Its script writes styles into the page; scripts are allowed from this host only.
                if (http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal))
                {
                    http.Response.Headers.ContentSecurityPolicy =
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; "
                        + "base-uri 'none'; form-action 'self'";
                }

                return next(http);
            }
        );
        // Selected by the first letter, so that other requests skip the middleware, which checks the rest of the path itself.
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
