using LoyaltyClub.Import;

namespace LoyaltyClub.Host.Running;

/// <summary>
/// The club as a command gets at it, never around whoever has it: as a process of the cluster on PostgreSQL; on SQLite through the
/// service that runs, or, if none does, as the one who has the store.
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

    /// <summary>The service that has the store; null if this process is one of the club itself.</summary>
    public ServiceAddress? Service { get; }

    /// <summary>When this process is told to stop.</summary>
    public CancellationToken Stopping =>
        host?.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping ?? interrupted.Token;

    /// <exception cref="StoreInUseException">Another process has the store, and it is no service that could be asked.</exception>
    public static async Task<CommandClub> Open(HostApplicationBuilder builder)
    {
        var settings = Settings.Of(builder.Configuration);
        if (StoreOwner.PathOf(settings.Store) is { } path && StoreOwner.Service(path) is { } service)
        {
            var asking = new CommandClub(settings, service, null);
            Console.CancelKeyPress += asking.Interrupt;
            return asking;
        }
        // The port is the service's: who takes it is taken for the service's successor, and ends it.
        builder.Configuration["Club:SiloPort"] = null;
        await ClubHost.AddClub(builder.Services, builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new(settings, null, host);
    }

    /// <summary>A service of this process.</summary>
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
