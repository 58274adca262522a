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

/// <summary>What to import, and where refused rows go.</summary>
internal sealed record ImportOrder(ImportKind Kind, string File, string? MappingFile, string RefusedFile);

/// <summary>One file, from its first row to its summary. The first half touches no store.</summary>
internal sealed class ImportRun : IDisposable
{
    /// <summary>A failover takes seconds; what takes longer needs a person.</summary>
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Items on their way at once: enough to fill the journal's groups also where a file is sorted by member, few enough to bound memory.
    /// </summary>
    private const int SideBySide = 4_096;

    /// <summary>Members looked up ahead; the store answers about so many side by side.</summary>
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

    /// <summary>Reads the mapping, and the file to its end.</summary>
    /// <exception cref="ImportFault">Something about them cannot be.</exception>
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
            // Members need no window: what is asked for here is that the file can be read to its end.
            split =
                order.Kind == ImportKind.Purchases
                    ? Survey.Of(first, columns, mapping.ReceiptWindow, progress, stop)
                    : Survey.Readable(first, progress, stop);
        }
        source = new(order.File, mapping.Delimiter);
        refused = new(order.RefusedFile, order.File, source.Delimiter, source.Header);
        Tally = new(order.Kind == ImportKind.Purchases ? "receipts" : "members");
    }

    public Tally Tally { get; }

    /// <summary>Why the store was given up, or null.</summary>
    public string? StoreFault => patience.Why;

    public TimeSpan Took => watch.Elapsed;

    /// <summary>Writes what is in the file, until its end or <paramref name="stop"/>; what is on its way is finished.</summary>
    /// <param name="counted">Told of each receipt or member after it was counted.</param>
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
    /// Writes the items of one member in the order of the file, those of different members side by side, and collects in the order of the
    /// file.
    /// </summary>
    /// <param name="items">Is enumerated on a thread of its own, and not further after <paramref name="stop"/>.</param>
    /// <param name="whose">The member, or null for an item that need not wait for any other.</param>
    /// <param name="work">Is called for items without a fault, with the member.</param>
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

                if (item.Fault is { } fault)
                {
                    await owners.Add(item, new RowOwner(null, new RowResult(fault, false, 0)));
                }
                else
                {
                    await owners.Add(item, null, item, whose);
                }
            }
        }

        async Task Write(ChannelReader<(T Item, Task<RowOwner> Work)> from)
        {
            await foreach (var (item, looking) in from.ReadAllAsync(CancellationToken.None))
            {
                var owner = await looking;
                if (owner.RowResult is { } settled)
                {
                    await rows.Add(item, settled);
                }
                else
                {
                    await rows.Add(item, owner.Member, (item, owner.Member, work), static row => row.work(row.item, row.Member));
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
        var outcome = await patience.Try(() => club.Enrol(joiner.Enrolment!));
        return outcome is null ? RowResult.NotTried : RowResult.Of(outcome, _ => joiner.Enrolment!.OpeningBalance?.Points ?? 0);
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
