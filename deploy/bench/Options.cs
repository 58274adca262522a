namespace LoyaltyClub.Bench;

/// <summary>The parts of the benchmark.</summary>
[Flags]
internal enum Parts
{
    None = 0,

    /// <summary>Purchases, reads, memory, disk, starts, against P.</summary>
    Service = 1,

    /// <summary>The full programme with 50 rules against one rule.</summary>
    Full = 2,

    /// <summary>Members with long histories.</summary>
    Openings = 4,

    /// <summary>The nightly close.</summary>
    Close = 8,

    /// <summary>The member list and segments of a large club.</summary>
    Lists = 16,
}

/// <summary>The options of a run, and the paths given by the script.</summary>
internal sealed record Options
{
    public string Service { get; init; } = "";

    /// <summary>The commit whose build is measured beside this one, and that build; null for none.</summary>
    public string? Against { get; init; }
    public string Other { get; init; } = "";

    public string Work { get; init; } = "";
    public string PgBench { get; init; } = "";
    public int PostgresPort { get; init; }
    public int Postmaster { get; init; }

    public int Rounds { get; init; } = 3;
    public double Seconds { get; init; } = 5;

    /// <summary>Seconds of load on each service before its first figure.</summary>
    public double WarmUp { get; init; } = 30;

    public int Members { get; init; } = 1_000;
    public int BatchLines { get; init; } = 50_000;
    public int Starts { get; init; } = 5;
    public int LongMembers { get; init; } = 20;
    public int LongEntries { get; init; } = 5_000;

    /// <summary>Members of each of the two compared clubs, and the earlier purchases of each member.</summary>
    public int FullMembers { get; init; } = 10_000;
    public int FullHistory { get; init; } = 20;

    public int NightMembers { get; init; } = 1_000_000;
    public int ListMembers { get; init; } = 1_000_000;
    public bool OnSqlite { get; init; }
    public Parts Parts { get; init; } = Parts.Service | Parts.Full | Parts.Openings;

    /// <summary>Seconds of profiling instead of the measurement, or 0.</summary>
    public int Profile { get; init; }

    public TimeSpan Round => TimeSpan.FromSeconds(Seconds);

    /// <summary>The kind of the clubs outside of the comparison of programmes.</summary>
    public ClubKind Kind => Parts == Parts.Full ? ClubKind.Full : ClubKind.Plain;

    public static Options Of(string[] args)
    {
        var options = new Options();
        // First the options that set several values, then the single values.
        if (args.Contains("--quick"))
        {
            options = options with
            {
                Rounds = 1,
                Seconds = 2,
                WarmUp = 3,
                Members = 200,
                BatchLines = 10_000,
                Starts = 2,
                LongEntries = 500,
                FullMembers = 500,
                FullHistory = 5,
                NightMembers = 10_000,
                ListMembers = 10_000,
            };
        }

        if (args.Contains("--long"))
        {
            options = options with { LongMembers = 10, LongEntries = 100_000, Parts = options.Parts | Parts.Close | Parts.Lists };
        }
        // Some parts alone.
        var alone = args.Aggregate(Parts.None, (parts, arg) => parts | Alone(arg));
        if (alone != Parts.None)
        {
            options = options with { Parts = alone };
        }

        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" or "--long" => options,
                var part when Alone(part) != Parts.None => options,
                "--service" => options with { Service = args[++i] },
                "--against" => options with { Against = args[++i] is { Length: > 12 } name ? name[..12] : args[i] },
                "--other" => options with { Other = args[++i] },
                "--work" => options with { Work = args[++i] },
                "--pgbench" => options with { PgBench = args[++i] },
                "--port" => options with { PostgresPort = Number(args, ++i) },
                "--postmaster" => options with { Postmaster = Number(args, ++i) },
                "--rounds" => options with { Rounds = Number(args, ++i) },
                "--seconds" => options with { Seconds = Number(args, ++i) },
                "--warm-up" => options with { WarmUp = Number(args, ++i) },
                "--members" => WithMembers(options, Number(args, ++i)),
                "--entries" => options with { LongEntries = Number(args, ++i) },
                "--store" => options with { OnSqlite = args[++i] == "sqlite" },
                "--profile" => options with { Profile = Number(args, ++i) },
                _ => throw new ArgumentException($"{args[i]}? See deploy/bench/README.md"),
            };
        }

        return options;
    }

    private static Parts Alone(string arg) =>
        arg switch
        {
            "--full" => Parts.Full,
            "--openings" => Parts.Openings,
            "--close" => Parts.Close,
            "--lists" => Parts.Lists,
            _ => Parts.None,
        };

    private static Options WithMembers(Options options, int members) =>
        options with
        {
            Members = members,
            FullMembers = members,
            NightMembers = members,
            ListMembers = members,
        };

    private static int Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], out var number) && number > 0
            ? number
            : throw new ArgumentException($"{args[at - 1]} takes a number above 0");
}
