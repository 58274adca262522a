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

/// <summary>Puts the club together: settings, store, engine, grains, API.</summary>
public static class ClubHost
{
    /// <summary>
    /// The whole service, ready to run. The store is open and migrated when this returns, and closed with the application.
    /// </summary>
    /// <param name="change">For a test that wants a machine's clock of its own.</param>
    public static async Task<WebApplication> Build(string[] args, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        LessLog(builder.Logging);
        // Nobody reads scopes. Kestrel would open one a connection, and every wait of every request would carry it along.
        builder.Services.Configure<LoggerFilterOptions>(log => log.CaptureScopes = false);
        // It would make an activity for each request, for log lines that nobody asked for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        var settings = await AddClub(builder.Services, builder.Configuration);
        builder.Services.AddHostedService<FirstKey>();
        if (settings.Demo)
        {
            builder.Services.AddHostedService<Demo>();
        }

        builder.WebHost.UseUrls(settings.Urls!);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = ClubApi.MostBodyBytes;
            server.Limits.MaxConcurrentConnections = 10_000;
        });
        Telemetry.Add(builder.Services, builder.Configuration);
        builder.Services.AddClubApi();
        builder.Services.AddSingleton(new DeskOptions(settings.MostAdjusted));
        builder.Services.AddClubPortal();
        builder.Services.AddSingleton<IService, Service>();
        builder.Services.AddSingleton<ICardPictures, CardPictures>();
        change?.Invoke(builder.Services);
        var app = builder.Build();
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
    /// Without this a start prints 200 lines, among which the first admin key is lost, and a crash of another silo 7,000.
    /// </summary>
    internal static void LessLog(ILoggingBuilder log) =>
        log.AddFilter("Microsoft", LogLevel.Warning)
            // That its keys are not kept: nothing here is protected with them.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
            // It takes the machine's time since its start for a delay.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            // What a call throws, its caller is told.
            .AddFilter("Orleans.Grain", LogLevel.Error)
            .AddFilter("Polly", LogLevel.None);

    /// <summary>The grains and what they need, without the API: for the service and for the commands.</summary>
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
            services.AddSingleton(_ => owner); // by a factory, so that the container lets go of it
        }

        services.AddEngine(settings, store, Telemetry.IsTraced(configuration));
        // By factories, so that the container closes it when all others have ended, and then lets go of it.
        services.AddSingleton(provider => (provider.GetService<StoreOwner>(), store).store);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Journal);
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IExceptionRefusals, ExceptionRefusals>();
        Mail.Add(services, settings);
        services.AddClubGrains(new ClubOptions(settings.Sandbox)).AddBackgroundWork().AddReadings();
        services.AddHostedService<BackgroundKeeper>();
        return settings;
    }
}
