using System.Text;

namespace LoyaltyClub.Tests.Import;

public class ImportTests
{
    [Theory]
    [InlineData(StoreKind.Sqlite, "purchases.csv")]
    [InlineData(StoreKind.Sqlite, "purchases.csv.gz")]
    [InlineData(StoreKind.Postgres, "purchases.csv.gz")]
    public async Task Members_and_their_purchases_come_from_plain_and_packed_files(StoreKind kind, string file)
    {
        await using var bench = await ImportBench.Start(kind);
        await bench.Members(2);

        var imported = await bench.Purchases(
            bench.File(
                file,
                """"
                store,receipt,at,externalId,sku,name,quantity,amount
                s1,r1,2020-01-01T10:00:00Z,m1,a,"Bread, ""dark""",1,2.50
                s1,r1,2020-01-01T10:00:00Z,m1,b,Nothing,0,4.00
                s1,r2,2020-01-01T11:00:00Z,m2,a,Bread,1,7
                s1,r1,2020-01-01T10:00:20Z,m1,c,Cake,2.5,7.49
                s1,r3,2020-01-01T12:00:00Z,m2,d,Gift,1,0
                """"
            )
        );

        imported.Code.ShouldBe(0, imported.Errors);
        (imported.Tally.Rows, imported.Tally.New, imported.Tally.Points).ShouldBe((5, 3, 16));
        imported.Refused.ShouldBeEmpty();
        (await bench.Balances(["m1", "m2"])).ShouldBe(new() { ["m1"] = 9, ["m2"] = 7 });
        await bench.Club(async club =>
        {
            var receipt = (await club.Admin.Get("/v1/purchases/s1/r1")).Json;
            ((string)receipt["lines"]![0]!["name"]!).ShouldBe("Bread, \"dark\"");
            receipt["lines"]!.AsArray().Select(line => (int)line!["line"]!).ShouldBe([1, 2, 3], "a line of nothing is kept");
        });
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Run_twice_it_changes_nothing(StoreKind kind)
    {
        await using var bench = await ImportBench.Start(kind);
        await bench.Members(20);
        var (csv, points) = ImportBench.Receipts(500, members: 20);
        (await bench.Purchases(bench.File("purchases.csv", csv))).Tally.New.ShouldBe(500);
        var entries = await bench.Store.Count("journal");

        var again = await bench.Purchases(bench.PathOf("purchases.csv"));
        await bench.Members(20);

        again.Code.ShouldBe(0);
        (again.Tally.New, again.Tally.AlreadyThere, again.Tally.Points).ShouldBe((0, 500, 0));
        (await bench.Store.Count("journal")).ShouldBe(entries);
        (await bench.Balances(points.Keys)).ShouldBe(points, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Stopped_half_way_and_run_again_it_gives_the_same_balances(StoreKind kind)
    {
        await using var bench = await ImportBench.Start(kind);
        await bench.Members(30);
        var (csv, points) = ImportBench.Receipts(20_000, members: 30);
        using var stop = new CancellationTokenSource();

        var stopped = await bench.Purchases(
            bench.File("purchases.csv", csv),
            """{"receiptWindow": 1}""",
            tally =>
            {
                if (tally.New == 300)
                {
                    stop.Cancel();
                }
            },
            stop.Token
        );
        var rest = await bench.Purchases(bench.PathOf("purchases.csv"));

        stopped.Code.ShouldBe(130);
        stopped.Tally.New.ShouldBeInRange(300, 19_999);
        stopped.Tally.NotTried.ShouldBe(0, "what is on its way is finished");
        stopped.Output.ShouldContain("receipts new");
        rest.Code.ShouldBe(0);
        rest.Tally.AlreadyThere.ShouldBe(stopped.Tally.New);
        rest.Tally.New.ShouldBe(20_000 - stopped.Tally.New);
        (await bench.Balances(points.Keys)).ShouldBe(points, ignoreOrder: true);
    }

    [Fact]
    public async Task Receipts_of_one_member_are_taken_in_the_order_of_the_file()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(2);

        (await bench.Purchases(bench.File("purchases.csv", ImportBench.Receipts(300, members: 2).Csv))).Code.ShouldBe(0);

        await bench.Club(async club =>
        {
            var member = (string)(await club.Admin.Get("/v1/members?externalId=m1")).Json["id"]!;
            var statement = (await club.Admin.Get($"/v1/members/{member}/statement?limit=500")).Json["items"]!.AsArray();
            statement.Select(line => (string)line!["receipt"]!).ShouldBe(Enumerable.Range(0, 150).Select(i => $"r{2 * i}"));
        });
    }

    [Theory]
    [InlineData("utf-8 with a mark", ",", true)]
    [InlineData("semicolons", ";", false)]
    [InlineData("tabs", "\t", false)]
    public async Task The_separator_and_the_byte_order_mark_are_found_out(string what, string separator, bool mark)
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);

        var imported = await bench.Members(
            bench.File(
                "members.csv",
                "externalId,firstName,lastName,email\nx1,Nuria,Peña,nuria@example.org\n".Replace(",", separator, StringComparison.Ordinal),
                new UTF8Encoding(mark)
            )
        );

        imported.Code.ShouldBe(0, what);
        await bench.Club(async club => ((string)(await club.Admin.Get("/v1/members?externalId=x1")).Json["lastName"]!).ShouldBe("Peña"));
    }

    [Fact]
    public async Task A_mapping_says_which_header_is_which_field_and_how_values_are_written()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(1);

        var imported = await bench.Purchases(
            bench.File(
                "purchases.csv",
                """
                Datum;Kasse;Bon;Kunde;Artikel;Menge;Betrag
                31.01.2020 23:30;2;17;m1;a;1,5;12,75
                01.02.2020 00:10;2;17;m1;b;1;3,00
                01.02.2020 09:00;2;18;;b;1;3,00
                """
            ),
            """
            {
              "columns": {"at": "Datum", "receipt": ["Kasse", "Bon"], "externalId": "Kunde", "sku": "Artikel", "quantity": "Menge", "amount": "Betrag"},
              "constants": {"store": "s1"}, "delimiter": ";", "decimal": ",", "dateTimeFormat": "dd.MM.yyyy HH:mm", "timeZone": "Europe/Madrid",
              "withoutMember": "skip"
            }
            """
        );

        imported.Code.ShouldBe(0, string.Join('\n', imported.Refused));
        imported.Tally.WithoutMember.ShouldBe(1);
        await bench.Club(async club =>
        {
            var receipt = (await club.Admin.Get("/v1/purchases/s1/2-17")).Json;
            ((string)receipt["at"]!).ShouldBe("2020-01-31T22:30:00Z");
            ((decimal)receipt["lines"]![0]!["quantity"]!).ShouldBe(1.5m);
        });
        (await bench.Balance("m1")).ShouldBe(15);
    }

    [Fact]
    public async Task Amounts_are_rounded_to_the_currency_and_counted()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(1);

        var imported = await bench.Purchases(
            bench.File(
                "purchases.csv",
                """
                store,receipt,at,externalId,sku,quantity,amount
                s1,r1,2020-01-01T10:00:00Z,m1,a,1,4.44089209850063e-16
                s1,r1,2020-01-01T10:00:00Z,m1,b,1,1.995
                s1,r1,2020-01-01T10:00:00Z,m1,c,1,2.500
                """
            )
        );

        imported.Code.ShouldBe(0);
        imported.Tally.Roundings.ShouldBe(2);
        imported.Output.ShouldMatch(@"amounts rounded to the currency +2\b");
        (await bench.Balance("m1")).ShouldBe(4, "0 + 2.00 + 2.50");
    }

    [Fact]
    public async Task Members_bring_their_details_and_an_opening_balance()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);

        var imported = await bench.Members(
            bench.File(
                "members.csv",
                """
                externalId,firstName,lastName,email,phone,birthday,language,emailConsent,joinedAt,openingPoints
                x1,Ana,Gil,ana@example.org,+34 600 000 001,1980-02-29,es,sí,2015-06-01T00:00:00+02:00,250
                x2,Bo,,,,,,no,,
                x1,Other,,,,,,no,,
                """
            )
        );

        imported.Code.ShouldBe(0, string.Join('\n', imported.Refused));
        (imported.Tally.New, imported.Tally.Duplicates, imported.Tally.Points).ShouldBe((2, 1, 250));
        await bench.Club(async club =>
        {
            var ana = (await club.Admin.Get("/v1/members?externalId=x1")).Json;
            ((string)ana["firstName"]!).ShouldBe("Ana", "the first row counts");
            ((string)ana["birthday"]!).ShouldBe("1980-02-29");
            ((bool)ana["consents"]!["email"]!).ShouldBeTrue();
            ((string)ana["joinedAt"]!).ShouldStartWith("2015-05-31T22:00:00");
            ((long)ana["balance"]!["active"]!).ShouldBe(250);
        });
    }
}
