using System.Text.Unicode;
using LoyaltyClub.Portal.Card;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Till;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;

namespace LoyaltyClub.Portal;

/// <summary>The club's pages: three rooms (member, till, desk) on the same grains as the API.</summary>
public static class ClubPortal
{
    /// <summary>The first parts of the pages' addresses; everything else is the API's.</summary>
    public static readonly IReadOnlyList<string> Rooms =
    [
        "/join",
        "/sign-in",
        "/card",
        "/statement",
        "/rewards",
        "/offers",
        "/profile",
        "/till",
        "/desk",
        "/language",
        "/assets",
        "/sw.js",
        "/manifest.webmanifest",
    ];

    /// <summary>
    /// Where the host shows Orleans' dashboard, if the operator wants it. Its files come with styles in their elements and a font.
    /// </summary>
    public const string ClusterPage = "/desk/cluster";

    public static IServiceCollection AddClubPortal(this IServiceCollection services)
    {
        services.AddSingleton<Files>();
        services.AddSingleton<ErrorPages>();
        services.AddScoped<Reader>();
        services.AddScoped<Visitor>();
        services.AddScoped<StaffVisitor>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<MemberSearch>();
        services.AddSingleton<TillDesk>();
        services.AddSingleton<Limits>();
        services.AddSingleton<PostRoom>();
        services.AddHostedService(provider => provider.GetRequiredService<PostRoom>());
        services.AddSingleton<Codes>();
        PasskeyStore.Register(services);
        services.AddScoped(provider => new Words(
            Languages.Of(provider.GetRequiredService<Reader>().Http),
            provider.GetRequiredService<ICurrencies>()
        ));
        // Words as they are, not as entities.
        services.Configure<WebEncoderOptions>(encoders => encoders.TextEncoderSettings = new(UnicodeRanges.All));
        // Pages want it; ours put nothing under its keys, so none have to be kept.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services
            .AddRazorPages(pages =>
            {
                // Door.Guard keeps strangers' forms out without a token, and so without keys that all processes must share.
                pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
                pages.Conventions.AddFolderApplicationModelConvention("/Desk", page => page.Filters.Add(new DeskGuard()));
                pages.Conventions.ConfigureFilter(new HandledOnly());
                pages.Conventions.ConfigureFilter(new ReadableForm());
            })
            .AddApplicationPart(typeof(ClubPortal).Assembly);
        return services;
    }

    /// <param name="desk">What else the host has to show, at addresses of the desk; it asks itself who looks (<see
    /// cref="StaffVisitor"/>).</param>
    public static void UseClubPortal(this WebApplication app, Action<IEndpointRouteBuilder> desk)
    {
        // Razor pages bring ASP.NET's authentication and authorization along, which nothing here uses, and the host would put both
        // in front of every request, the API's too; so it is told that they are there.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.MapWhen(
            http => IsOurs(http.Request.Path),
            portal =>
            {
                // A proxy on the same machine says who asks, and whether over https.
                portal.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
                portal.Use(
                    (HttpContext http, RequestDelegate next) =>
                    {
                        http.RequestServices.GetRequiredService<Reader>().Http = http;
                        return next(http);
                    }
                );
                portal.Use(app.Services.GetRequiredService<ErrorPages>().Guard);
                portal.Use(PageSecurity.Guard);
                portal.Use(Sessions.Recognise);
                portal.Use(StaffSessions.Recognise);
                portal.UseRouting();
                portal.UseEndpoints(pages =>
                {
                    pages.MapGet("/assets/{**file}", (HttpContext http, Files files) => files.Serve(http));
                    pages.MapPost("/language", (Delegate)ChooseLanguage);
                    pages.MapCard();
                    pages.MapTill();
                    pages.MapRazorPages();
                    desk(pages);
                });
            }
        );
    }

    private static bool IsOurs(PathString path)
    {
        // Asked of every request, the API's too: a loop takes no memory.
        for (var i = 0; i < Rooms.Count; i++)
        {
            if (path.StartsWithSegments(Rooms[i], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return path == "/";
    }

    /// <summary>Remembers the reader's language and goes back to where they were.</summary>
    private static async Task<IResult> ChooseLanguage(HttpContext http)
    {
        var form = await Form.Read(http.Request);
        if (form["language"] is { } language && Languages.All.Contains(language))
        {
            Languages.Remember(http, language);
        }
        // Pages send their address as a browser writes it: encoded.
        return Results.LocalRedirect(
            form["back"] is ['/', ..] back && back.All(character => character is > ' ' and < '\u007F') && IsOurs(new(back.Split('?')[0]))
                ? back
                : "/"
        );
    }
}

/// <summary>
/// Who reads the page. Not an <see cref="IHttpContextAccessor"/>, for which the API's requests would pay with every await.
/// </summary>
internal sealed class Reader
{
    public HttpContext Http { get; set; } = null!;
}
