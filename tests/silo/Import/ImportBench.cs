using System.Globalization;
using System.IO.Compression;
using System.Text;
using LoyaltyClub.Import;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ImportCommand = LoyaltyClub.Host.Commands.Import;

namespace LoyaltyClub.Tests.Import;

/// <summary>A fresh store with a programme that takes purchases of any age, a folder for files, and the import command on them.</summary>
internal sealed class ImportBench : IAsyncDisposable
{
    public const string AnyAge = """{"latePurchaseDays": null}""";
    private const string Joined = "2019-12-31T00:00:00Z";

    private readonly string folder = Directory.CreateTempSubdirectory("import").FullName;

    private ImportBench(FreshStore store) => Store = store;

    public FreshStore Store { get; }

    public static async Task<ImportBench> Start(StoreKind kind, string programme = AnyAge)
    {
        var bench = new ImportBench(await FreshStore.Make(kind));
        await bench.Club(async club => (await club.Admin.Put("/v1/programme", $$"""{"programme": {{programme}}}""")).Status.ShouldBe(200));
        return bench;
    }

    /// <summary>Runs the service on the store for a while.</summary>
    public async Task Club(Func<ClubApplication, Task> visit)
    {
        await using var club = await ClubApplication.Start(Store);
        await visit(club);
    }

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>Writes a file, packed if its name says so.</summary>
    public string File(string name, string text, Encoding? encoding = null)
    {
        using Stream file = System.IO.File.Create(PathOf(name));
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var writer = new StreamWriter(stream, encoding ?? new UTF8Encoding(false));
        writer.Write(text);
        return PathOf(name);
    }

    public Task<Imported> Purchases(string file, string? mapping = null, Action<Tally>? counted = null, CancellationToken stop = default) =>
        Run(ImportKind.Purchases, file, mapping, counted, stop);

    public Task<Imported> Members(string file, string? mapping = null) => Run(ImportKind.Members, file, mapping, null, default);

    /// <summary>Members m1 to m<paramref name="number"/>, who joined before 2020.</summary>
    public async Task Members(int number)
    {
        var rows = Enumerable.Range(1, number).Select(i => $"m{i},Member {i},{Joined}");
        (await Members(File("members.csv", "externalId,firstName,joinedAt\n" + string.Join('\n', rows)))).Code.ShouldBe(0);
    }

    private async Task<Imported> Run(ImportKind kind, string file, string? mapping, Action<Tally>? counted, CancellationToken stop)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("Club:Store", Store.Setting)]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var order = new ImportOrder(
            kind,
            file,
            mapping is null ? null
                : mapping.StartsWith('{') ? File("mapping.json", mapping)
                : mapping,
            PathOf("refused.csv")
        );
        var (output, errors, tally) = (new StringWriter(), new StringWriter(), (Tally?)null);
        var code = await ImportCommand.Run(
            order,
            builder,
            output,
            errors,
            false,
            now =>
            {
                tally = now;
                counted?.Invoke(now);
            },
            stop
        );
        var refused = System.IO.File.Exists(order.RefusedFile)
            ? (await System.IO.File.ReadAllTextAsync(order.RefusedFile, CancellationToken.None)).TrimEnd().Split('\n')
            : [];
        return new(code, tally ?? new Tally("nothing"), output.ToString(), errors.ToString(), refused);
    }

    /// <summary>Spendable points by external id.</summary>
    public async Task<Dictionary<string, long>> Balances(IEnumerable<string> externalIds)
    {
        var balances = new Dictionary<string, long>();
        await Club(async club =>
        {
            foreach (var externalId in externalIds)
            {
                balances[externalId] = (long)(await club.Admin.Get($"/v1/members?externalId={externalId}")).Json["balance"]!["active"]!;
            }
        });
        return balances;
    }

    public async Task<long> Balance(string externalId) => (await Balances([externalId]))[externalId];

    /// <summary>
    /// Rows of the default mapping, one line a receipt: receipt r<c>i</c> of member m<c>1..members</c>, i cents more than a unit.
    /// </summary>
    public static (string Csv, Dictionary<string, long> Points) Receipts(int number, int members)
    {
        var (csv, points) = (new StringBuilder("store,receipt,at,externalId,sku,quantity,amount\n"), new Dictionary<string, long>());
        for (var i = 0; i < number; i++)
        {
            var (member, amount) = ($"m{i % members + 1}", 1.00m + i * 0.01m);
            csv.Append(
                CultureInfo.InvariantCulture,
                $"s1,r{i},{new DateTime(2020, 1, 1).AddMinutes(i):yyyy-MM-dd'T'HH:mm:ss'Z'},{member},sku,1,{amount}\n"
            );
            points[member] = points.GetValueOrDefault(member) + (long)decimal.Floor(amount);
        }
        return (csv.ToString(), points);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <param name="Refused">The refused file's lines, its header first.</param>
internal sealed record Imported(int Code, Tally Tally, string Output, string Errors, string[] Refused);
