using System.Security.Authentication;
using LoyaltyClub.Api;
using LoyaltyClub.Background;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Engine;
using LoyaltyClub.Host.Running;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Readings;
using LoyaltyClub.Templates.Cards;

namespace LoyaltyClub.Host;

/// <summary>Composition of the service: settings, store, engine, grains, API, portal.</summary>
public static class ClubHost
{
    /// <summary>
    /// Builds the whole service. The store is open and migrated when this returns, and is closed with the application.
    /// </summary>
    /// <param name="change">Lets a test replace services, such as the machine's clock.</param>
    public static async Task<WebApplication> Build(string[] args, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        LessLog(builder.Logging);
        // Scopes are not logged. Kestrel would open one for each connection, and every await of every request would carry it.
        builder.Services.Configure<LoggerFilterOptions>(log => log.CaptureScopes = false);
        // It would create an activity for each request, for log lines that are not written.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        var wanted = Settings.Of(builder.Configuration);
        FirstKey.Check(wanted.AdminKey);
        var (https, proxies) = (Https.Of(wanted, TimeProvider.System), Proxies.Of(wanted.Proxies));
        var settings = await AddClub(builder.Services, builder.Configuration);
        builder.Services.AddHostedService<FirstKey>();
        if (settings.Demo)
        {
            builder.Services.AddHostedService<Demo>();
        }

        builder.WebHost.UseUrls(settings.Urls!);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddHsts(hsts => (hsts.MaxAge, hsts.IncludeSubDomains) = (TimeSpan.FromDays(365), settings.HstsSubdomains));
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = ClubApi.MostBodyBytes;
            server.Limits.MaxConcurrentConnections = 10_000;
            if (https is not null)
            {
                server.ConfigureHttpsDefaults(tls =>
                {
                    // Not the system's choice, which may be older.
                    tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    tls.ServerCertificate = https.Current.TargetCertificate;
                    tls.OnAuthenticate = (_, connection) => connection.ServerCertificateContext = https.Current;
                });
            }
        });
        Telemetry.Add(builder.Services, builder.Configuration);
        builder.Services.AddClubApi();
        builder.Services.AddSingleton(new AdjustmentLimit(settings.MostAdjusted));
        builder.Services.AddSingleton(provider => new KeyLimits(settings.MostRequests, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddClubPortal();
        builder.Services.AddSingleton<IService, Service>();
        builder.Services.AddSingleton<ICardPictures, CardPictures>();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        if (https is not null)
        {
            https.Log = app.Logger;
        }

        // Only where there are such headers: looking for them costs 60 bytes a request.
        app.UseWhen(Proxies.Forwarded, forwarded => forwarded.UseForwardedHeaders(proxies));
        app.UseHsts();
        app.UseClubPortal(pages =>
        {
            if (settings.Dashboard)
            {
                Dashboard.Map(pages);
            }
        });
        app.UseClubApi();
        Telemetry.Map(app);
        LocalDoor.Open(app);
        return app;
    }

    /// <summary>
    /// Log filters. Without them a start prints 200 lines that hide the first admin key, and a crash of another silo 7,000 lines.
    /// </summary>
    internal static void LessLog(ILoggingBuilder log) =>
        log.AddFilter("Microsoft", LogLevel.Warning)
            // It warns that its keys are not persisted; the service protects nothing with them.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
            // It reports the machine's uptime as a delay.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            // The caller gets the exception of a call.
            .AddFilter("Orleans.Grain", LogLevel.Error)
            .AddFilter("Polly", LogLevel.None);

    /// <summary>The grains and their dependencies, without the API: for the service and for the commands.</summary>
    public static async Task<Settings> AddClub(IServiceCollection services, IConfiguration configuration)
    {
        var settings = Settings.Of(configuration);
        var owner = StoreOwner.PathOf(settings.Store) is { } path ? StoreOwner.Take(path) ?? throw new StoreInUseException() : null;
        Store store;
        try
        {
            store = await Store.Open(settings.Store);
        }
        catch
        {
            owner?.Dispose();
            throw;
        }
        if (owner is not null)
        {
            services.AddSingleton(_ => owner); // by a factory, so that the container disposes of it
        }

        services.AddEngine(settings, store, Telemetry.IsTraced(configuration));
        // By factories, so that the container closes the store last, and then releases the ownership.
        services.AddSingleton(provider => (provider.GetService<StoreOwner>(), store).store);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Journal);
        services.AddSingleton(store.Sql);
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IExceptionRefusals, ExceptionRefusals>();
        Mail.Add(services, settings);
        services.AddClubGrains(new ClubOptions(settings.Sandbox)).AddBackgroundWork().AddReadings();
        services.AddSingleton<SecurityLog>().AddSingleton<ISecurityLog>(provider => provider.GetRequiredService<SecurityLog>());
        services.AddHostedService<BackgroundKeeper>();
        return settings;
    }
}
