using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>What is measured on a service that has just started: how soon it answers, and how soon a member opens.</summary>
internal sealed class Openings(Options options, string store)
{
    private const int ShortMembers = 20, ShortEntries = 10, WarmUp = 300;

    public Series Ready { get; } = new();
    public Series FirstAnswer { get; } = new();
    public Series ShortHistory { get; } = new();
    public Series LongHistory { get; } = new();

    /// <summary>The members to open, with their histories written.</summary>
    public async Task<(string[] Short, string[] Long)> Prepare(Club club)
    {
        var members = await club.Enrol(ShortMembers + options.LongMembers, "history");
        // An entry of each is the enrolment.
        var entries = members.Select((_, i) => (i < ShortMembers ? ShortEntries : options.LongEntries) - 1).ToArray();
        await club.Histories(members, entries);
        return (members[..ShortMembers], members[ShortMembers..]);
    }

    /// <summary>Starts the service again and again; each time others of its members are read first, so that code is compiled and connections are open.</summary>
    public async Task Run(IReadOnlyList<string> others, string[] shortOnes, string[] longOnes)
    {
        for (var start = 0; start < options.Starts; start++)
        {
            await using var service = new ServiceProcess(options, store);
            Ready.Add(await service.Answers("/health/ready"));
            FirstAnswer.Add(await service.Answers("/v1/programme"));
            using var club = new Club(service);
            foreach (var other in others.Take(WarmUp)) await club.Read(other);
            for (var i = 0; i < shortOnes.Length; i++)
            {
                ShortHistory.Add(await club.Read(shortOnes[i]));
                if (i < longOnes.Length) LongHistory.Add(await club.Read(longOnes[i]));
            }
        }
    }
}

/// <summary>Reading members, which stands in for scans of their cards until there are any.</summary>
internal sealed class Reading(Options options, ServiceProcess service, Club club)
{
    private const int Connections = 32;

    /// <summary>As many as are answered.</summary>
    public LoadResult Capacity() => Read(TimeSpan.FromSeconds(Math.Min(3, options.Seconds)), null);

    /// <summary>At an even pace.</summary>
    public LoadResult Paced(double perSecond) => Read(options.Round, perSecond);

    /// <summary>At an even pace, while others buy at an even pace.</summary>
    public async Task<LoadResult> Beside(double readsPerSecond, double purchasesPerSecond)
    {
        var buying = Task.Factory.StartNew(
            () => new Generator(service.Port, new PurchaseTraffic(club)).Run(64, options.Round, purchasesPerSecond), TaskCreationOptions.LongRunning);
        var read = Paced(readsPerSecond);
        Rounds.Right(await buying);
        return read;
    }

    private LoadResult Read(TimeSpan time, double? perSecond) =>
        Rounds.Right(new Generator(service.Port, new ReadTraffic(club.Members)).Run(Connections, time, perSecond));
}
