using System.Text;
using LoyaltyClub.Host;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Tests.Import;

public class FaultTests
{
    private const string Rows = "store,receipt,at,externalId,sku,quantity,amount\ns1,r1,2020-01-01T10:00:00Z,m1,a,1,5\n";

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"colums": {}}""", "there is no 'colums'")]
    [InlineData("""{"columns": {"shop": "store"}}""", "unknown field 'shop'")]
    [InlineData("""{"columns": {"firstName": "store"}}""", "unknown field 'firstName'")]
    [InlineData("""{"columns": {"store": 7}}""", "columns.store must be a header")]
    [InlineData("""{"constants": {"store": {}}}""", "constants.store must be")]
    [InlineData("""{"columns": {"store": "store"}, "constants": {"store": "s1"}}""", "both in columns and in constants")]
    [InlineData("""{"timeZone": "Mars/Olympus"}""", "must be a time zone")]
    [InlineData("""{"dateTimeFormat": "dd/MM/yyyy HH:mm"}""", "'timeZone' must say")]
    [InlineData("""{"delimiter": ":"}""", "'delimiter' must be")]
    [InlineData("""{"decimal": ";"}""", "'decimal' must be")]
    [InlineData("""{"receiptWindow": 0}""", "from 1 to 1000000")]
    [InlineData("""{"withoutMember": "invent"}""", "'withoutMember' must be")]
    [InlineData(
        """{"columns": {"store": "shop", "receipt": "receipt", "at": "at", "externalId": "externalId", "sku": "sku", "quantity": "quantity", "amount": "amount"}}""",
        "no header 'shop'"
    )]
    [InlineData(
        """{"columns": {"store": "store", "receipt": "receipt", "at": "at", "sku": "sku", "quantity": "quantity", "amount": "amount"}}""",
        "One of externalId, member, card, email, phone"
    )]
    [InlineData("""{"constants": {"email": "a@example.org"}}""", "Only one of")]
    [InlineData("""{"columns": {"store": "store"}}""", "Nothing says where 'amount' comes from")]
    public async Task A_faulty_mapping_is_refused_before_the_store_is_touched(string mapping, string says)
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var folder = Directory.CreateTempSubdirectory("import").FullName;
        var (file, map) = (Path.Combine(folder, "p.csv"), Path.Combine(folder, "m.json"));
        await File.WriteAllTextAsync(file, Rows);
        await File.WriteAllTextAsync(map, mapping);

        var (code, errors) = await Command("purchases", file, "--mapping", map, $"--Club:Store={store.Setting}");

        code.ShouldBe(2);
        errors.ShouldContain(says);
        Directory.Exists(store.Folder).ShouldBeFalse();
        Directory.GetFiles(folder).Length.ShouldBe(2, "no refused file is left");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_fault_of_a_mapping_is_listed() =>
        Should
            .Throw<ImportFault>(() =>
                new MappingReader(FieldSet.Members).Read("""{"a": 1, "columns": {"b": "c"}, "decimal": "x", "delimiter": 7}""")
            )
            .Message.Split(Environment.NewLine)
            .Length.ShouldBe(4);

    [Theory]
    [InlineData("purchases")]
    [InlineData("members")]
    [InlineData("points", "file.csv")]
    [InlineData("purchases", "no such file.csv")]
    [InlineData("purchases", "no such file.csv", "--maping", "m.json")]
    [InlineData("purchases", "no such file.csv", "--mapping")]
    public async Task A_command_that_makes_no_sense_ends_with_2(params string[] args) => (await Command(args)).Code.ShouldBe(2);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("store,receipt,at,externalId,sku,quantity,amount\ns1,r1,2020-01-01T10:00:00Z,m1,Caf\u00e9,1,5\n", "UTF-8")]
    public void A_file_that_cannot_be_read_to_its_end_is_refused_before_anything_is_written(string text, string says)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text, Encoding.Latin1);
        var fault = Should.Throw<ImportFault>(() =>
            new ImportRun(
                new(ImportKind.Purchases, file, null, file + ".refused"),
                new(TextWriter.Null, false),
                new ExceptionRefusals(),
                default
            )
        );
        File.Delete(file);
        fault.Message.ShouldContain(says);
    }

    [Fact]
    public void A_quote_that_is_never_closed_does_not_fill_the_memory()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Rows + "s1,r2,2020-01-01T10:00:00Z,m1,\"" + new string('x', 5_000_000));
        var fault = Should.Throw<ImportFault>(() =>
            new ImportRun(
                new(ImportKind.Purchases, file, null, file + ".refused"),
                new(TextWriter.Null, false),
                new ExceptionRefusals(),
                default
            )
        );
        File.Delete(file);
        fault.Message.ShouldContain("quote");
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_ends_with_1()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Rows);
        var (code, errors) = await Command("purchases", file, "--Club:Store=Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        File.Delete(file);
        code.ShouldBe(1);
        errors.ShouldContain("store");
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_moment_is_waited_for_and_one_that_stays_away_is_given_up()
    {
        using var patience = new Retry(TimeSpan.FromMilliseconds(300), new ExceptionRefusals());
        var tries = 0;
        (await patience.Try(() => ++tries < 4 ? throw new StoreBusyException() : Task.FromResult("done"))).ShouldBe("done");
        patience.Why.ShouldBeNull();

        (await patience.Try<string>(() => throw new StoreUnavailableException("gone"))).ShouldBeNull();

        patience.Why.ShouldNotBeNull().ShouldContain("gone");
        patience.Over.IsCancellationRequested.ShouldBeTrue();
        (await patience.Try(() => Task.FromResult("not even tried"))).ShouldBeNull();
    }

    /// <summary>The command as the shell calls it.</summary>
    private static async Task<(int Code, string Errors)> Command(params string[] args)
    {
        var errors = new StringWriter();
        return (await LoyaltyClub.Host.Commands.Import.Run(args, TextWriter.Null, errors, terminal: false), errors.ToString());
    }
}
