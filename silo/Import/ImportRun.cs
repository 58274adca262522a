using System.Diagnostics;
using System.Threading.Channels;
using LoyaltyClub.Api.Ordering;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

internal enum ImportKind
{
    Members,
    Purchases,
}

/// <summary>The arguments of an import.</summary>
internal sealed record ImportOrder(ImportKind Kind, string File, string? MappingFile, string RefusedFile);

/// <summary>The import of one file, from first row to summary. The constructor reads the file without touching the store.</summary>
internal sealed class ImportRun : IDisposable
{
    /// <summary>Longest retry while the store is away: a failover takes seconds, a longer outage needs a person.</summary>
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Items in flight: enough to fill group commits even for a file sorted by member, few enough to bound memory.
    /// </summary>
    private const int SideBySide = 4_096;

    /// <summary>Concurrent member look-ups, about as many as the store answers in parallel.</summary>
    private const int LookedUp = 64;

    private readonly ImportOrder order;
    private readonly Mapping mapping;
    private readonly Values values;
    private readonly Columns columns;
    private readonly CsvSource source;
    private readonly HashSet<UInt128> split;
    private readonly RefusedFile refused;
    private readonly ProgressLine progress;
    private readonly Retry patience;
    private readonly Stopwatch watch = new();

    /// <summary>Reads the mapping, and the file once to its end.</summary>
    /// <exception cref="ImportFault">Mapping or file is invalid or unreadable.</exception>
    public ImportRun(ImportOrder order, ProgressLine progress, IExceptionRefusals refusals, CancellationToken stop)
    {
        (this.order, this.progress) = (order, progress);
        patience = new(LongestAway, refusals);
        var fields = order.Kind == ImportKind.Purchases ? FieldSet.Purchases : FieldSet.Members;
        mapping = order.MappingFile is null ? new() : new MappingReader(fields).Read(Text(order.MappingFile));
        values = new(mapping);
        using (var first = new CsvSource(order.File, mapping.Delimiter))
        {
            columns = new(mapping, fields, first.Header);
            // Members need no window; this pass only checks that the file is readable to its end.
            split =
                order.Kind == ImportKind.Purchases
                    ? Survey.Of(first, new(columns, mapping, values), mapping.ReceiptWindow, progress, stop)
                    : Survey.Readable(first, progress, stop);
        }
        source = new(order.File, mapping.Delimiter);
        refused = new(order.RefusedFile, order.File, source.Delimiter, source.Header);
        Tally = new(order.Kind == ImportKind.Purchases ? "receipts" : "members");
    }

    public Tally Tally { get; }

    /// <summary>The fault after which the import stopped retrying the store; null for none.</summary>
    public string? StoreFault => patience.Why;

    public TimeSpan Took => watch.Elapsed;

    /// <summary>Imports the file until its end or <paramref name="stop"/>; items in flight are finished.</summary>
    /// <param name="counted">Called after each counted receipt or member.</param>
    public async Task Go(IImportTarget club, Action<Tally>? counted, CancellationToken stop)
    {
        watch.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Over);
        if (order.Kind == ImportKind.Members)
        {
            await InOrder(
                new JoinerRows(columns, values, Tally).Of(source.Rows()),
                _ => Task.FromResult(new RowOwner(null, null)),
                (joiner, _) => Enrol(joiner, club),
                Collect,
                end.Token
            );
        }
        else if (await patience.Try(club.Currencies) is { } currencies)
        {
            var finder = new MemberFinder(columns.By, club, patience);
            await InOrder(
                new ReceiptRows(columns, mapping, values, split, currencies, Tally).Of(source.Rows()),
                receipt => Find(receipt, finder),
                (receipt, member) => Record(receipt, member!, club),
                Collect,
                end.Token
            );
        }
        watch.Stop();
        progress.End();

        void Collect(Item item, RowResult fate)
        {
            Tally.Count(item, fate);
            if (fate.Refusal is { } refusal)
            {
                foreach (var row in item.Rows)
                {
                    refused.Add(row, refusal);
                }
            }

            progress.Importing(Tally, source.Share, watch.Elapsed);
            counted?.Invoke(Tally);
        }
    }

    /// <summary>
    /// Processes the items of one member in file order and different members in parallel; results arrive in file order.
    /// </summary>
    /// <param name="items">Enumerated on a thread of its own, until <paramref name="stop"/>.</param>
    /// <param name="whose">Finds an item's member; null for items in any order.</param>
    /// <param name="work">Called with the member for items without a fault.</param>
    private static Task InOrder<T>(
        IEnumerable<T> items,
        Func<T, Task<RowOwner>> whose,
        Func<T, string?, Task<RowResult>> work,
        Action<T, RowResult> collect,
        CancellationToken stop
    )
        where T : Item
    {
        var owners = new OrderedPipeline<T, RowOwner>(LookedUp);
        var rows = new OrderedPipeline<T, RowResult>(SideBySide);
        return Task.Run(
            () => rows.Run(broken => owners.Run(LookUp, Write, broken), Collect, CancellationToken.None),
            CancellationToken.None
        );

        async Task LookUp(CancellationToken broken)
        {
            foreach (var item in items)
            {
                if (stop.IsCancellationRequested)
                {
                    break;
                }

                await owners.WaitForRoom();
                if (item.Fault is { } fault)
                {
                    owners.Add(item, new RowOwner(null, new RowResult(fault, false, 0)));
                }
                else
                {
                    _ = owners.Add(item, null, item, whose);
                }
            }
        }

        async Task Write(ChannelReader<(T Item, Task<RowOwner> Work)> from)
        {
            await foreach (var (item, looking) in from.ReadAllAsync(CancellationToken.None))
            {
                var owner = await looking;
                await rows.WaitForRoom();
                if (owner.RowResult is { } settled)
                {
                    rows.Add(item, settled);
                }
                else
                {
                    _ = rows.Add(item, owner.Member, (item, owner.Member, work), static row => row.work(row.item, row.Member));
                }
            }
        }

        async Task Collect(ChannelReader<(T Item, Task<RowResult> Work)> from)
        {
            await foreach (var (item, writing) in from.ReadAllAsync(CancellationToken.None))
            {
                collect(item, await writing);
            }
        }
    }

    private static async Task<RowOwner> Find(Receipt receipt, MemberFinder finder) =>
        await finder.Find(receipt.RowOwner!) switch
        {
            null => new(null, RowResult.NotTried),
            { Refusal: { } unknown } => new(null, new RowResult(unknown, false, 0)),
            { Value: var member } => new(member, null),
        };

    private async Task<RowResult> Record(Receipt receipt, string member, IImportTarget club)
    {
        var purchase =
            columns.By == "card"
                ? receipt.Purchase! with
                {
                    Member = null,
                    Card = receipt.RowOwner,
                }
                : receipt.Purchase! with
                {
                    Member = member,
                };
        var outcome = await patience.Try(() => club.Record(purchase, member));
        return outcome is null ? RowResult.NotTried : RowResult.Of(outcome, answer => answer.Points.Earned);
    }

    private async Task<RowResult> Enrol(Joiner joiner, IImportTarget club)
    {
        var row = joiner.Enrolment!;
        if (await patience.Try(() => club.Enrol(row)) is not { } outcome)
        {
            return RowResult.NotTried;
        }

        var result = outcome.Refusal is { Code: RefusalCode.OperationConflict or RefusalCode.AlreadyAMember } known
            ? await new KnownMembers(club, patience).Take(row, known)
            : RowResult.Of(outcome, _ => row.OpeningBalance?.Points ?? 0);
        return result.Refusal is { Code: RefusalCode.OperationConflict } changed
            ? result with
            {
                Refusal = changed with
                {
                    Detail =
                        $"{row.ExternalId ?? row.OperationId} is a member already, with other details than these. An import changes no member: change them at the desk.",
                },
            }
            : result;
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportFault($"The mapping cannot be read: {fault.Message}");
        }
    }

    public void Dispose()
    {
        patience.Dispose();
        source.Dispose();
        refused.Dispose();
    }
}
