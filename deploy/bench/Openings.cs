using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>
/// The time to open a member that is not in memory, by the length of the history. The full programme; three years of purchases, made by
/// moving a sandbox's clock from step to step, so that lots and tiers end, vouchers are issued and expire, and nights are closed as in
/// real use.
/// </summary>
internal sealed class Openings(Options options, Stores stores, Report report)
{
    private const int ShortMembers = 20,
        Others = 1_000,
        MostSteps = 1_095;

    /// <summary>
    /// Members that the service keeps in memory, and others that are read before each pass to evict the measured members.
    /// </summary>
    private const int Room = 100,
        BetweenPasses = 200;

    /// <summary>
    /// Each pass opens every measured member once. The first passes are warm-up, in which the code is compiled.
    /// </summary>
    private const int UncountedPasses = 25,
        Passes = 10;

    /// <summary>
    /// The enrolment and nine purchases, in the last 300 days: nothing falls due, so there are exactly ten entries.
    /// </summary>
    private const int ShortPurchases = 9,
        ShortDays = 300;

    /// <summary>Entries for each snapshot (MemberLedger): a member opens from the snapshot and the entries after it.</summary>
    private const int EntriesPerSnapshot = 16;

    private static readonly TimeSpan Span = TimeSpan.FromDays(MostSteps);

    public async Task Run()
    {
        Console.Error.WriteLine(
            $"{stores.Prefix}openings: three years of {options.LongMembers} members with {options.LongEntries:N0} entries"
        );
        var store = await stores.New("history");
        var (others, shortOnes, longOnes) = await Write(store);
        var (briefly, long_) = (new Opened(), new Opened());
        for (var start = 0; start < options.Starts; start++)
        {
            // Room for so few members that a member read again is opened again.
            await using var service = new ServiceProcess(options, store, ("Club__MostActiveMembers", $"{Room}"));
            await service.Ready();
            using var club = new Club(service, ClubKind.Full);
            for (var pass = 0; pass < UncountedPasses + Passes; pass++)
            {
                foreach (var other in others.Chunk(BetweenPasses).ElementAt(pass % (others.Length / BetweenPasses)))
                {
                    await club.Read(other);
                }

                for (var i = 0; i < Math.Max(shortOnes.Length, longOnes.Length); i++)
                {
                    await Open(shortOnes, i, briefly, pass);
                    await Open(longOnes, i, long_, pass);
                }
            }

            async Task Open(string[] members, int i, Opened opened, int pass)
            {
                if (i >= members.Length)
                {
                    return;
                }

                var (first, again) = (await club.Read(members[i]), await club.Read(members[i]));
                if (pass < UncountedPasses)
                {
                    return;
                }

                opened.First.Add(first.Milliseconds);
                opened.Again.Add(again.Milliseconds);
                opened.Characters.Add(first.Characters);
            }
        }
        Tell("10", briefly);
        Tell($"{options.LongEntries:N0}", long_);
        var ratio = long_.Alone / briefly.Alone;
        report.AtMost(
            $"{stores.Prefix}open a member with {options.LongEntries:N0}",
            ratio,
            "× that with 10",
            1.3,
            $"{ratio:0.00} × ({Report.Number(long_.Alone)} and {Report.Number(briefly.Alone)} ms); with the answer {long_.First.Median / briefly.First.Median:0.00} ×"
        );

        void Tell(string entries, Opened opened) =>
            report.Info(
                $"{stores.Prefix}read a member with {entries} entries: opened, then from memory (of {opened.First.Count})",
                $"{opened.First.Text("ms")}; {opened.Again.Text("ms")}; {opened.Characters.Median:N0} characters"
            );
    }

    /// <summary>Reads that opened a member, and the reads from memory that followed.</summary>
    private sealed class Opened
    {
        public Series First { get; } = new();
        public Series Again { get; } = new();
        public Series Characters { get; } = new();

        /// <summary>The cost of opening without the answer, whose length depends on the member.</summary>
        public double Alone => First.Median - Again.Median;
    }

    private async Task<(string[] Others, string[] Short, string[] Long)> Write(string store)
    {
        await using var service = new ServiceProcess(options, store, ("Club__Sandbox", "true"));
        await service.Ready();
        using var club = new Club(service, ClubKind.Full);
        // The sandbox's clock stops a minute ago; from there the machine's clock is used.
        var end = DateTimeOffset.UtcNow.AddMinutes(-1);
        var begin = end - Span;
        await club.SetClock(begin);
        await club.PutProgramme();
        var longOnes = await club.Enrol(options.LongMembers, "long");
        var steps = Math.Clamp(options.LongEntries / 50, 1, MostSteps);
        string[] shortOnes = [],
            others = [];
        Receipts? recent = null;
        var receipts = club.ReceiptsOf(longOnes, first: 5_000_000_000);
        var shortFrom = steps - Math.Max(1, steps * ShortDays / MostSteps);
        for (var step = 0; step < steps; step++)
        {
            var (from, to) = (begin + Span * step / steps, begin + Span * (step + 1) / steps);
            if (step == shortFrom)
            {
                shortOnes = await club.Enrol(ShortMembers, "short");
                others = await club.Enrol(Others, "other");
                recent = club.ReceiptsOf([.. shortOnes, .. others], first: 8_000_000_000);
            }
            await club.SetClock(to);
            var purchases = Enumerable
                .Range(0, longOnes.Length)
                .SelectMany(who => Times(Purchases(who), step, 0).Select(at => new Bought(who, at)));
            await club.Buy(receipts, purchases.OrderBy(bought => bought.At));
            if (recent is not null)
            {
                await club.Buy(
                    recent,
                    Enumerable
                        .Range(0, ShortMembers + Others)
                        .SelectMany(who => Times(RecentPurchases(who), step, shortFrom).Select(at => new Bought(who, at)))
                );
            }

            // The member's purchases of this step; all purchases are spread evenly over the steps.
            IEnumerable<DateTimeOffset> Times(int all, int now, int first)
            {
                var (before, after) = (all * (long)(now - first) / (steps - first), all * (long)(now + 1 - first) / (steps - first));
                for (var n = before; n < after; n++)
                {
                    yield return from + (to - from) * ((n - before + 1) / (double)(after - before + 1));
                }
            }
        }
        return (others, shortOnes, longOnes);

        // Half of the other members have a snapshot, so that the code for snapshots is compiled before the measurement.
        int RecentPurchases(int who) => who < ShortMembers || who % 2 == 0 ? ShortPurchases : 2 * EntriesPerSnapshot;

        // Different lengths, because opening right after a snapshot is the quickest case.
        int Purchases(int who) => options.LongEntries - 1 + who * EntriesPerSnapshot / options.LongMembers;
    }
}
