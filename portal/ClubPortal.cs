using System.Text.Unicode;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Member;
using LoyaltyClub.Portal.Till;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;

namespace LoyaltyClub.Portal;

/// <summary>The club's pages: three rooms (member, till, desk) on the same grains as the API.</summary>
public static class ClubPortal
{
    /// <summary>First path segments of the pages; every other address belongs to the API.</summary>
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

    /// <summary>Path of Orleans' dashboard, if the operator turns it on. Its files use inline styles and a font.</summary>
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
        services.AddSingleton<ProgrammeParts>();
        services.AddSingleton<IRuleSentences, RuleSentences>();
        services.AddSingleton<Limits>();
        services.AddSingleton<Enrolments>();
        services.AddSingleton<Codes>();
        services.AddSingleton<ClaimedReceipts>();
        PasskeyStore.Register(services);
        services.AddScoped(provider =>
        {
            var (http, names) = (provider.GetRequiredService<Reader>().Http, provider.GetRequiredService<IClubNames>());
            var offered = Languages.For(http, names.Languages);
            return new Words(
                Languages.Of(http, offered),
                provider.GetRequiredService<ICurrencies>(),
                provider.GetRequiredService<IStores>(),
                names,
                offered
            );
        });
        // Write text as UTF-8, not as entities.
        services.Configure<WebEncoderOptions>(encoders => encoders.TextEncoderSettings = new(UnicodeRanges.All));
        // Required by Razor pages; nothing is encrypted with its keys, so they need not be stored.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services
            .AddRazorPages(pages =>
            {
                // PageSecurity checks the origin of forms. Antiforgery tokens would need keys that all processes share.
                pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
                pages.Conventions.AddFolderApplicationModelConvention("/Desk", page => page.Filters.Add(new DeskGuard()));
                pages.Conventions.ConfigureFilter(new HandledOnly());
                pages.Conventions.ConfigureFilter(new ReadableForm());
            })
            .WithRazorPagesAtContentRoot()
            .AddApplicationPart(typeof(ClubPortal).Assembly);
        return services;
    }

    /// <param name="desk">
    /// Maps the host's own pages under the desk's addresses; they check the signed-in staff themselves (<see cref="StaffVisitor"/>).
    /// </param>
    public static void UseClubPortal(this WebApplication app, Action<IEndpointRouteBuilder> desk)
    {
        // Razor pages register ASP.NET's authentication and authorization, which nothing here uses, and the host would run both for every
        // request, the API's too. Marking them as added prevents that.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.MapWhen(
            http => IsOurs(http.Request.Path),
            portal =>
            {
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
        // Runs for every request, the API's too: a loop allocates nothing.
        for (var i = 0; i < Rooms.Count; i++)
        {
            if (path.StartsWithSegments(Rooms[i], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return path == "/";
    }

    /// <summary>Stores the reader's language and redirects to the page shown before.</summary>
    private static async Task<IResult> ChooseLanguage(HttpContext http)
    {
        var form = await Form.Read(http.Request);
        if (form["language"] is { } language && Languages.All.Contains(language))
        {
            Languages.Remember(http, language);
        }
        // Pages send their address as browsers write it: percent-encoded.
        return Results.LocalRedirect(
            form["back"] is ['/', ..] back && back.All(character => character is > ' ' and < '\u007F') && IsOurs(new(back.Split('?')[0]))
                ? back
                : "/"
        );
    }
}

/// <summary>Reader of the page. An <see cref="IHttpContextAccessor"/> would cost the API's requests time at every await.</summary>
internal sealed class Reader
{
    public HttpContext Http { get; set; } = null!;
}
