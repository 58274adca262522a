using LoyaltyClub.Api.Keys;
using LoyaltyClub.Api.Members;
using LoyaltyClub.Api.Notices;
using LoyaltyClub.Api.Programmes;
using LoyaltyClub.Api.Purchases;
using LoyaltyClub.Api.Rewards;
using LoyaltyClub.Api.Running;
using LoyaltyClub.Api.Segments;
using LoyaltyClub.Api.Stores;
using LoyaltyClub.Api.Watch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api;

/// <summary>The HTTP API: all routes of the contract, and the middleware of every route.</summary>
public static class ClubApi
{
    /// <summary>The longest body, except for a batch.</summary>
    public const int MostBodyBytes = Body.Limit;

    public static IServiceCollection AddClubApi(this IServiceCollection services)
    {
        services.AddOpenApi("v1", OpenApi.Describe);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        return services;
    }

    public static void UseClubApi(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<IKeyRing>();
        var limits = app.Services.GetRequiredService<KeyLimits>();
        var refusals = app.Services.GetRequiredService<IExceptionRefusals>();
        app.Use((HttpContext http, RequestDelegate next) => Faults.Guard(http, next, refusals));
        app.UseDocs();
        app.UseRouting();
        app.Use((HttpContext http, RequestDelegate next) => AccessRules.Enforce(http, next, keys, limits));
        app.MapMembers();
        app.MapPurchases();
        app.MapRewards();
        app.MapNotices();
        app.MapProgramme();
        app.MapStores();
        app.MapSegments();
        app.MapKeys();
        app.MapWatch();
        app.MapRunning();
        app.MapOpenApi("/openapi/{documentName}.json").ForAnyone();
    }
}
