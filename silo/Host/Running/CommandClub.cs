using LoyaltyClub.Import;

namespace LoyaltyClub.Host.Running;

/// <summary>
/// A command's access to the club, always through the store's owner: on PostgreSQL as a silo of the cluster; on SQLite through the
/// running service or, if none runs, as the owner of the store.
/// </summary>
internal sealed class CommandClub : IAsyncDisposable
{
    private readonly IHost? host;
    private readonly CancellationTokenSource interrupted = new();

    private CommandClub(Settings settings, ServiceAddress? service, IHost? host)
    {
        Settings = settings;
        Service = service;
        this.host = host;
    }

    public Settings Settings { get; }

    /// <summary>The service that owns the store; null if this process is a silo itself.</summary>
    public ServiceAddress? Service { get; }

    /// <summary>Cancelled when this process is told to stop.</summary>
    public CancellationToken Stopping =>
        host?.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping ?? interrupted.Token;

    /// <summary>A host whose log goes to the errors, so that a command's output is its answer alone.</summary>
    /// <param name="settings">From the command line; they win over those of the environment.</param>
    public static HostApplicationBuilder Quiet(string[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(settings);
        ClubHost.LessLog(
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
        );
        return builder;
    }

    /// <exception cref="StoreInUseException">Another process owns the store and offers no service.</exception>
    public static async Task<CommandClub> Open(HostApplicationBuilder builder)
    {
        var settings = Settings.Of(builder.Configuration);
        if (StoreOwner.PathOf(settings.Store) is { } path && StoreOwner.Service(path) is { } service)
        {
            var asking = new CommandClub(settings, service, null);
            Console.CancelKeyPress += asking.Interrupt;
            return asking;
        }
        // The setting is the service's port: a command at that port would count as the service's successor and end it.
        builder.Configuration["Club:SiloPort"] = null;
        await ClubHost.AddClub(builder.Services, builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new(settings, null, host);
    }

    /// <summary>A registered service of this process.</summary>
    public T Get<T>()
        where T : notnull => host!.Services.GetRequiredService<T>();

    private void Interrupt(object? sender, ConsoleCancelEventArgs pressed)
    {
        pressed.Cancel = true;
        interrupted.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Console.CancelKeyPress -= Interrupt;
        interrupted.Dispose();
        if (host is null)
        {
            return;
        }

        await host.StopAsync();
        host.Dispose();
    }
}
