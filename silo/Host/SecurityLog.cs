using System.Diagnostics.Metrics;
using System.Text.Json;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Host;

/// <summary>
/// The security log, a category of the ordinary log, and its counter. Of the same event by the same caller from one network the first
/// <see cref="MostInFull"/> of a minute are lines, and the rest is one line with their number; so a stranger cannot fill the disk.
/// </summary>
internal sealed class SecurityLog : ISecurityLog, IDisposable
{
    public const string Category = "LoyaltyClub.Security",
        Metric = "loyaltyclub.security.events",
        Elsewhere = "elsewhere";
    public const int MostInFull = 10;

    /// <summary>Lines of one event in a minute, from wherever they come.</summary>
    public const int MostOfEvent = 600;

    /// <summary>Callers and networks that are counted apart in a minute; what comes from more is summed up as elsewhere.</summary>
    public const int MostPlaces = 1_000;
    private const int LongestText = 120;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyDictionary<SecurityEvent, Line> Lines = Enum.GetValues<SecurityEvent>()
        .ToDictionary(what => what, what => new Line(what));

    private readonly ILogger log;
    private readonly TimeProvider machine;
    private readonly Counter<long> events;
    private readonly Lock turn = new();
    private readonly Dictionary<(SecurityEvent What, string From, string Who), (int Seen, int Written)> minute = [];
    private readonly Dictionary<SecurityEvent, int> written = [];
    private DateTimeOffset begun;

    public SecurityLog(ILoggerFactory logs, IMeterFactory meters, TimeProvider machine)
    {
        (log, this.machine) = (logs.CreateLogger(Category), machine);
        events = meters.Create(Telemetry.MeterName).CreateCounter<long>(Metric, null, "Events of the security log");
        foreach (var line in Lines.Values)
        {
            events.Add(0, new KeyValuePair<string, object?>("event", line.Name)); // so that the first one is a rise
        }
    }

    /// <summary>The name of an event in log and metrics.</summary>
    public static string NameOf(SecurityEvent what) => JsonNamingPolicy.SnakeCaseLower.ConvertName(what.ToString());

    /// <summary>Warnings are what somebody tried and did not get.</summary>
    public static LogLevel LevelOf(SecurityEvent what) =>
        what is SecurityEvent.SignInFailed || (int)what / 100 is 11 or 12 ? LogLevel.Warning : LogLevel.Information;

    public void Write(SecurityNote note)
    {
        var line = Lines[note.What];
        events.Add(1, new KeyValuePair<string, object?>("event", line.Name));
        var (from, who) = (Plain(note.From), Plain(note.Who));
        lock (turn)
        {
            SumUp();
            var place = (note.What, from, who);
            if (!minute.TryGetValue(place, out var count) && minute.Count >= MostPlaces)
            {
                place = (note.What, Elsewhere, "-");
                count = minute.GetValueOrDefault(place);
            }

            var ofEvent = written.GetValueOrDefault(note.What);
            if (count.Written == MostInFull || ofEvent == MostOfEvent)
            {
                minute[place] = (count.Seen + 1, count.Written);
                return;
            }

            (minute[place], written[note.What]) = ((count.Seen + 1, count.Written + 1), ofEvent + 1);
        }

        line.Write(log, line.Name, Plain(note.How), who, Plain(note.About), from, null);
    }

    /// <summary>Writes the numbers of what was left out, once the minute is over.</summary>
    public void SumUp(bool atOnce = false)
    {
        lock (turn)
        {
            var now = machine.GetUtcNow();
            if (minute.Count > 0 && (atOnce || now - begun >= Minute))
            {
                foreach (var ((what, from, who), (seen, lines)) in minute)
                {
                    if (seen > lines)
                    {
                        Lines[what].More(log, Lines[what].Name, seen - lines, who, from, null);
                    }
                }

                minute.Clear();
                written.Clear();
            }

            if (minute.Count == 0)
            {
                begun = now;
            }
        }
    }

    public void Dispose() => SumUp(atOnce: true);

    /// <summary>No control characters and nothing long, so that no text begins a line of its own.</summary>
    private static string Plain(string? text) =>
        string.IsNullOrEmpty(text)
            ? "-"
            : string.Concat(text.Take(LongestText).Select(character => character is >= ' ' and <= '~' ? character : '?'));

    /// <summary>The two messages of an event.</summary>
    private sealed class Line
    {
        public Line(SecurityEvent what)
        {
            Name = NameOf(what);
            var (level, id) = (LevelOf(what), new EventId((int)what, Name));
            Write = LoggerMessage.Define<string, string, string, string, string>(
                level,
                id,
                "{Event} ({How}) by {Who} about {About} from {From}"
            );
            More = LoggerMessage.Define<string, long, string, string>(level, id, "{Event}: {Count} more by {Who} from {From} in a minute");
        }

        public string Name { get; }
        public Action<ILogger, string, string, string, string, string, Exception?> Write { get; }
        public Action<ILogger, string, long, string, string, Exception?> More { get; }
    }
}
