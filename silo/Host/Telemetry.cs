using System.Diagnostics;
using System.Diagnostics.Metrics;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Engine;
using LoyaltyClub.Journal;
using LoyaltyClub.Readings;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LoyaltyClub.Host;

/// <summary>
/// Metrics for Prometheus at <c>/metrics</c>, and metrics and traces by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Traces only
/// then, because they cost 0.5 KB for each call to a grain.
/// </summary>
internal static class Telemetry
{
    public const string MeterName = "LoyaltyClub";

    /// <summary>The instruments of Orleans' forty that show its health.</summary>
    private static readonly HashSet<string> OfOrleans =
    [
        "orleans-catalog-activations",
        "orleans-catalog-activation-created",
        "orleans-catalog-activation-destroyed",
        "orleans-app-requests-latency",
        "orleans-app-requests-timedout",
        "orleans-messaging-rejected",
        "orleans-messaging-expired",
        "orleans-messaging-pings-reply-missed",
        "orleans-scheduler-long-running-turns",
        "orleans-membership-active-silos",
    ];

    /// <summary>
    /// The most series of an instrument, whose memory is taken at the start. Requests have one for each route and status and keep
    /// OpenTelemetry's own limit; all else has at most one for each type of grain.
    /// </summary>
    private const int MostSeries = 200;

    public static bool IsTraced(IConfiguration configuration) => configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var traced = IsTraced(configuration);
        services.AddSingleton<ClubMeter>();
        services.ConfigureOpenTelemetryMeterProvider(
            (provider, metrics) => metrics.AddView(Own(provider.GetRequiredService<IMeterFactory>()))
        );
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("loyaltyclub"))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting")
                    .AddInstrumentation(provider => provider.GetRequiredService<ClubMeter>())
                    .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                if (traced)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (traced)
        {
            telemetry.WithTracing(traces =>
                traces
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddSource("Microsoft.Orleans.Application", "Npgsql")
                    .AddOtlpExporter()
            );
        }
    }

    /// <summary>
    /// Drops the instruments that are not published, and those of other hosts in the same process: OpenTelemetry finds meters by name
    /// alone, and a meter's scope is the factory of its host.
    /// </summary>
    private static Func<Instrument, MetricStreamConfiguration?> Own(IMeterFactory factory) =>
        instrument =>
            instrument.Meter.Scope != factory
            || instrument.Meter.Name == "Microsoft.Orleans" && !OfOrleans.Contains(instrument.Name)
            || instrument is { Meter.Name: "Microsoft.AspNetCore.Hosting", Name: not "http.server.request.duration" }
                ? MetricStreamConfiguration.Drop
            : instrument.Name == "http.server.request.duration" ? null
            : new MetricStreamConfiguration { CardinalityLimit = MostSeries };

    public static void Map(WebApplication app) =>
        app.MapPrometheusScrapingEndpoint("/metrics")
            .WithMetadata(new Access(Role.None, Anyone: true), new HttpMethodMetadata([HttpMethods.Get]))
            .ExcludeFromDescription();
}

/// <summary>
/// The club's own counters. Prometheus shows their names with underscores for dots, and appends the unit and <c>total</c>.
/// </summary>
internal sealed class ClubMeter
{
    private readonly Meter meter;

    public ClubMeter(IMeterFactory meters, IJournal journal, ActiveMembers members, CallsInAll calls, RowsLag rows)
    {
        meter = meters.Create(Telemetry.MeterName);
        Gauge("loyaltyclub.members.active", () => members.Count, null, "Members in memory");
        Gauge("loyaltyclub.grain_calls.waiting", () => calls.Waiting, null, "Calls to grains that wait for their answer");
        Counter("loyaltyclub.grain_calls.refused", () => calls.Refused, null, "Calls refused because too many waited");
        Counter("loyaltyclub.journal.entries", () => journal.Statistics.Entries, null, "Entries written to the journal");
        Counter("loyaltyclub.journal.groups", () => journal.Statistics.Groups, null, "Transactions that wrote them");
        Gauge("loyaltyclub.journal.waiting", () => journal.Statistics.Waiting, null, "Entries that wait to be written");
        Gauge("loyaltyclub.member_rows.lag", () => rows.Seconds, "s", "How long the rows of members have been behind the journal");
        Gauge("process.resident_memory", () => Of(process => process.WorkingSet64), "By", "Memory of the process");
        Counter("process.cpu", () => Of(process => process.TotalProcessorTime.TotalSeconds), "s", "Processor time");
        Gauge(
            "process.start_time",
            () => Of(process => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds()),
            "s",
            "Start of the process, Unix time"
        );
        Gauge("dotnet.gc.heap", () => GC.GetTotalMemory(false), "By", "Managed memory");
    }

    private void Gauge<T>(string name, Func<T> value, string? unit, string help)
        where T : struct => meter.CreateObservableGauge(name, value, unit, help);

    private void Counter<T>(string name, Func<T> value, string? unit, string help)
        where T : struct => meter.CreateObservableCounter(name, value, unit, help);

    private static T Of<T>(Func<Process, T> value)
    {
        using var process = Process.GetCurrentProcess();
        return value(process);
    }
}
