using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Running;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Commands;

/// <summary>
/// Imports members or purchases from a CSV file, through the same grains as the API. Exit codes: 0 everything is written, 3 rows were
/// refused, 2 the file or its mapping is invalid (nothing is written), 1 the store is away, 130 stopped.
/// </summary>
internal static class Import
{
    private const string Usage = "LoyaltyClub import members|purchases FILE [--mapping MAPPING.json] [--refused REFUSED.csv]";

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error, !Console.IsErrorRedirected);

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, bool terminal)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
        ClubHost.LessLog(
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
        );
        try
        {
            var (order, settings) = Order(args);
            builder.Configuration.AddCommandLine(settings);
            return await Run(order, builder, output, errors, terminal);
        }
        catch (ImportFault fault)
        {
            await errors.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <param name="counted">As <see cref="ImportRun.Go"/> has it.</param>
    /// <param name="stop">As Ctrl-C.</param>
    /// <exception cref="ImportFault">The file or its mapping is invalid.</exception>
    public static async Task<int> Run(
        ImportOrder order,
        HostApplicationBuilder builder,
        TextWriter output,
        TextWriter errors,
        bool terminal,
        Action<Tally>? counted = null,
        CancellationToken stop = default
    )
    {
        using var run = new ImportRun(order, new(errors, terminal), new ExceptionRefusals(), stop);
        try
        {
            await using var club = await CommandClub.Open(builder);
            // The host's lifetime listens for Ctrl-C and SIGTERM.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, club.Stopping);
            using var service = club.Service is { } address ? new ApiTarget(address) : null;
            await run.Go(service ?? (IImportTarget)new GrainTarget(club.Get<IGrainFactory>(), club.Get<IDirectory>()), counted, end.Token);
            await output.WriteLineAsync(run.Tally.Summary(run.Took));
            if (run.Tally.RefusedRows > 0)
            {
                await output.WriteLineAsync($"{run.Tally.RefusedRows} refused rows are in {order.RefusedFile}");
            }

            if (run.Tally.Refused.ContainsKey(RefusalCode.AtOutOfRange))
            {
                await output.WriteLineAsync(
                    "Purchases older than the programme's latePurchaseDays are refused; set it to null for a migration."
                );
            }

            if (run.StoreFault is { } fault)
            {
                await errors.WriteLineAsync($"The store is away: {fault} Run the same command again: written rows are recognised.");
            }
            else if (end.IsCancellationRequested)
            {
                await errors.WriteLineAsync("Stopped. Run the same command again: written rows are recognised.");
            }

            return run.StoreFault is not null ? 1
                : end.IsCancellationRequested ? 130
                : run.Tally.RefusedRows > 0 ? 3
                : 0;
        }
        catch (Exception fault)
            when (fault is StoreUnavailableException or StoreTooNewException or StoreInUseException or ArgumentException)
        {
            await errors.WriteLineAsync($"The store cannot be opened: {fault.Message}");
            return 1;
        }
    }

    private static (ImportOrder Order, string[] Settings) Order(string[] args)
    {
        if (args is not [var what and ("members" or "purchases"), var file, .. var rest] || file.StartsWith("--", StringComparison.Ordinal))
        {
            throw new ImportFault(Usage);
        }

        string? mapping = null,
            refused = null;
        var settings = new List<string>();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] is "--mapping" or "--refused" && i + 1 < rest.Length)
            {
                _ = rest[i] == "--mapping" ? mapping = rest[++i] : refused = rest[++i];
            }
            else if (rest[i].StartsWith("--Club", StringComparison.OrdinalIgnoreCase))
            {
                settings.Add(rest[i]);
            }
            else
            {
                throw new ImportFault($"'{rest[i]}' is not understood.{Environment.NewLine}{Usage}");
            }
        }

        return (
            new(what == "members" ? ImportKind.Members : ImportKind.Purchases, file, mapping, refused ?? file + ".refused.csv"),
            [.. settings]
        );
    }
}
