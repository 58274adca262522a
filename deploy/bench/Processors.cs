using System.Globalization;

namespace LoyaltyClub.Bench;

/// <summary>Processor seconds used so far by each party, from /proc.</summary>
internal sealed record Processors(double Service, double Postgres, double Generator, double Machine)
{
    private const double TicksPerSecond = 100;

    public static Processors Now(ServiceProcess service, Options options)
    {
        var postgres =
            Of(options.Postmaster, andEndedChildren: true)
            + Directory
                .GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
                .Where(id => id > 0 && Parent(id) == options.Postmaster)
                .Sum(id => Of(id));
        return new(Of(service.Id), postgres, Of(Environment.ProcessId, andEndedChildren: true), Whole());
    }

    public static Processors operator -(Processors after, Processors before) =>
        new(
            after.Service - before.Service,
            after.Postgres - before.Postgres,
            after.Generator - before.Generator,
            after.Machine - before.Machine
        );

    public static Processors operator +(Processors one, Processors other) =>
        new(one.Service + other.Service, one.Postgres + other.Postgres, one.Generator + other.Generator, one.Machine + other.Machine);

    /// <summary>All other programs of the machine, which lower the figures.</summary>
    public double Others => Math.Max(0, Machine - Service - Postgres - Generator);

    /// <summary>Shares of the whole machine's time.</summary>
    public string Shares(double seconds)
    {
        var all = seconds * Environment.ProcessorCount;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"service {Service / all:P0}, PostgreSQL {Postgres / all:P0}, load generator {Generator / all:P0}, others {Others / all:P0}, idle {Math.Max(0, 1 - Machine / all):P0}"
        );
    }

    private static double Of(int id, bool andEndedChildren = false) =>
        Fields(id) is { } fields
            ? (Number(fields[11]) + Number(fields[12]) + (andEndedChildren ? Number(fields[13]) + Number(fields[14]) : 0)) / TicksPerSecond
            : 0;

    private static int Parent(int id) => Fields(id) is { } fields ? (int)Number(fields[1]) : 0;

    /// <summary>/proc/ID/stat from its third field on; the second, a name, may contain any character.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // ended meanwhile
        }
    }

    private static double Whole()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Number).ToArray();
        return (ticks.Take(8).Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
