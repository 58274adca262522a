namespace LoyaltyClub.Bench;

/// <summary>What to measure, and where the script beside this has put things.</summary>
internal sealed record Options
{
    public string Service { get; init; } = "";
    public string Work { get; init; } = "";
    public string PgBench { get; init; } = "";
    public int PostgresPort { get; init; }
    public int Postmaster { get; init; }

    public int Rounds { get; init; } = 3;
    public double Seconds { get; init; } = 5;
    public int Members { get; init; } = 1_000;
    public int BatchLines { get; init; } = 50_000;
    public int Starts { get; init; } = 5;
    public int LongMembers { get; init; } = 20;
    public int LongEntries { get; init; } = 5_000;
    public bool OnSqlite { get; init; }

    /// <summary>Seconds of profiling instead of the measurement, or 0.</summary>
    public int Profile { get; init; }

    public TimeSpan Round => TimeSpan.FromSeconds(Seconds);

    public static Options Of(string[] args)
    {
        var options = new Options();
        // First what changes several, then what is said one by one.
        if (args.Contains("--quick")) options = options with { Rounds = 1, Seconds = 2, Members = 200, BatchLines = 10_000, Starts = 2, LongEntries = 500 };
        if (args.Contains("--long")) options = options with { LongMembers = 3, LongEntries = 100_000 };
        for (var i = 0; i < args.Length; i++)
            options = args[i] switch
            {
                "--quick" or "--long" => options,
                "--service" => options with { Service = args[++i] },
                "--work" => options with { Work = args[++i] },
                "--pgbench" => options with { PgBench = args[++i] },
                "--port" => options with { PostgresPort = Number(args, ++i) },
                "--postmaster" => options with { Postmaster = Number(args, ++i) },
                "--rounds" => options with { Rounds = Number(args, ++i) },
                "--seconds" => options with { Seconds = Number(args, ++i) },
                "--members" => options with { Members = Number(args, ++i) },
                "--store" => options with { OnSqlite = args[++i] == "sqlite" },
                "--profile" => options with { Profile = Number(args, ++i) },
                _ => throw new ArgumentException($"{args[i]}? See deploy/bench/README.md"),
            };
        return options;
    }

    private static int Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], out var number) && number > 0 ? number : throw new ArgumentException($"{args[at - 1]} takes a number above 0");
}
