using LoyaltyClub.Contracts;
using LoyaltyClub.Import;
using LoyaltyClub.Portal.Web;

namespace LoyaltyClub.Tests.Import;

public class RefusedTests
{
    [Fact]
    public async Task Refused_rows_are_in_a_file_as_they_were_with_code_and_reason_and_the_others_are_taken()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite, """{"latePurchaseDays": 10000}""");
        await bench.Members(1);
        (await bench.Members(bench.File("old.csv", "externalId,firstName,joinedAt\nold,Old,1980-01-01T00:00:00Z"))).Code.ShouldBe(0);

        var imported = await bench.Purchases(
            bench.File(
                "purchases.csv",
                """
                store,receipt,at,externalId,sku,quantity,amount,note
                s1,good,2020-01-01T10:00:00Z,m1,a,1,5,
                s1,stranger,2020-01-01T10:00:00Z,m9,a,1,5,=1+1
                s1,word,2020-01-01T10:00:00Z,m1,a,1,five,
                s1,word,2020-01-01T10:00:00Z,m1,b,1,5,
                s1,back,2020-01-01T10:00:00Z,m1,a,1,-5,
                s1,early,2019-01-01T10:00:00Z,m1,a,1,5,
                s1,ancient,1985-01-01T10:00:00Z,old,a,1,5,
                s1,when,yesterday,m1,a,1,5,
                s1,zone,2020-01-01 10:00:00,m1,a,1,5,
                s1,,2020-01-01T10:00:00Z,m1,a,1,5,
                s1,nobody,2020-01-01T10:00:00Z,,a,1,5,
                s1,short,2020-01-01T10:00:00Z,m1
                s1,quotes,2020-01-01T10:00:00Z,m1,"a"b,1,5,
                s1,17,2020-01-01T10:00:00Z,m1,a,1,5,
                s1,17,2020-01-02T10:00:00Z,m1,a,1,5,
                s1,last,2020-01-03T10:00:00Z,m1,12" pan,1,6,
                """
            )
        );

        imported.Code.ShouldBe(3);
        imported.Tally.New.ShouldBe(2);
        (await bench.Balance("m1")).ShouldBe(11);
        imported.Refused[0].ShouldBe("store,receipt,at,externalId,sku,quantity,amount,note,code,reason");
        var reasons = imported
            .Refused.Skip(1)
            .Select(line => line.Split(','))
            .ToLookup(cells => cells[1], cells => (Code: cells[8], Reason: string.Join(',', cells[9..])));
        Code("stranger").ShouldBe(["unknown_member"]);
        Code("word").ShouldBe(["invalid_field", "invalid_field"]);
        reasons["word"].ShouldAllBe(row => row.Reason.Contains("Line 4 of the file: The field 'amount' must be a number"));
        Code("back").ShouldBe(["negative_total"]);
        Code("early").ShouldBe(["before_joining"]);
        Code("ancient").ShouldBe(["at_out_of_range"]);
        Code("when").ShouldBe(["invalid_field"]);
        Code("zone").ShouldBe(["invalid_field"]);
        reasons["zone"].Single().Reason.ShouldContain("timeZone");
        Code("").ShouldBe(["missing_field"]);
        Code("nobody").ShouldBe(["missing_field"]);
        Code("short").ShouldBe(["csv_malformed"]);
        Code("quotes").ShouldBe(["csv_malformed"]);
        Code("17").ShouldBe(["receipt_differs", "receipt_differs"]);
        imported.Refused.Length.ShouldBe(1 + 14);
        imported.Tally.RefusedRows.ShouldBe(14);
        imported.Refused.ShouldContain(line => line.Contains(",'=1+1,", StringComparison.Ordinal));
        imported.Output.ShouldContain("latePurchaseDays");

        string[] Code(string receipt) => [.. reasons[receipt].Select(row => row.Code)];
    }

    [Fact]
    public async Task A_receipt_whose_rows_lie_too_far_apart_is_refused_whole_and_its_refused_rows_can_be_imported()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(2);

        var imported = await bench.Purchases(
            bench.File(
                "purchases.csv",
                """
                store,receipt,at,externalId,sku,quantity,amount
                s1,far,2020-01-01T10:00:00Z,m1,a,1,5
                s1,near,2020-01-01T10:00:00Z,m2,a,1,1.50
                s1,r2,2020-01-01T10:00:00Z,m2,a,1,1
                s1,near,2020-01-01T10:00:00Z,m2,b,1,1.50
                s1,far,2020-01-01T10:00:00Z,m1,b,1,7
                """
            ),
            """{"receiptWindow": 3}"""
        );

        imported.Code.ShouldBe(3);
        (imported.Tally.New, imported.Tally.RefusedRows).ShouldBe((2, 2));
        imported.Refused.Skip(1).ShouldAllBe(line => line.Contains(",receipt_split,"));
        (await bench.Balances(["m1", "m2"])).ShouldBe(new() { ["m1"] = 0, ["m2"] = 4 });

        File.Copy(bench.PathOf("refused.csv"), bench.PathOf("mended.csv"));
        (await bench.Purchases(bench.PathOf("mended.csv"))).Code.ShouldBe(0);
        (await bench.Balance("m1")).ShouldBe(12, "the whole receipt, and not a part of it");
    }

    [Fact]
    public void A_receipt_closes_when_as_many_rows_have_been_read_as_the_window_has()
    {
        var window = new ReceiptWindow<string>(3);
        window.Open(1, 10, "first");
        window.Open(2, 11, "second");

        window.Close(12, out _, out _).ShouldBeFalse();
        window.Close(13, out _, out var closed).ShouldBeTrue();
        closed.ShouldBe("first");
        window.Close(13, out _, out _).ShouldBeFalse();
        window.Find(2, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+SUM(A1)", "'+SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@now", "'@now")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("-5", "-5")]
    [InlineData("-5.25", "-5.25")]
    [InlineData("+34600000001", "+34600000001")]
    [InlineData("-4.4e-16", "-4.4e-16")]
    [InlineData("-5\n", "'-5\n")]
    [InlineData("O'Neil", "O'Neil")]
    [InlineData("a=b", "a=b")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\u00a0=1+1", "'\u00a0=1+1")]
    [InlineData("\ufeff\u200b=1+1", "'\ufeff\u200b=1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1+1", "'－1+1")]
    [InlineData("＠a", "'＠a")]
    [InlineData("﹦1", "'﹦1")]
    [InlineData("⁼1", "'⁼1")]
    [InlineData("−2", "'−2")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("", "")]
    public void A_cell_that_a_spreadsheet_would_run_gets_a_quote_mark_and_loses_it_when_it_comes_back(string cell, string guarded)
    {
        Formulas.Guarded(cell).ShouldBe(guarded);
        Formulas.Unguarded(guarded).ShouldBe(cell);
        Csv.Row('|', cell)[..^2].Trim('"').ShouldBe(guarded);
    }

    [Fact]
    public async Task Mended_refused_members_are_taken_with_their_cells_as_they_were()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        var imported = await bench.Members(bench.File("members.csv", "externalId,firstName,lastName,email\nx1,Ana,@Gil,nothing\n"));
        imported.Code.ShouldBe(3);
        imported.Refused[1].ShouldStartWith("x1,Ana,'@Gil,nothing,invalid_field,");

        (
            await bench.Members(
                bench.File(
                    "mended.csv",
                    string.Join('\n', imported.Refused).Replace("nothing", "ana@example.org", StringComparison.Ordinal)
                )
            )
        ).Code.ShouldBe(0);

        await bench.Club(async club => ((string)(await club.Admin.Get("/v1/members?externalId=x1")).Json["lastName"]!).ShouldBe("@Gil"));
    }

    [Fact]
    public async Task The_same_receipt_with_another_content_is_refused_and_the_first_one_stays()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(2);
        const string header = "store,receipt,at,externalId,sku,quantity,amount\n";
        (await bench.Purchases(bench.File("first.csv", header + "s1,r1,2020-01-01T10:00:00Z,m1,a,1,5"))).Code.ShouldBe(0);

        var second = await bench.Purchases(bench.File("second.csv", header + "s1,r1,2020-01-01T10:00:00Z,m1,a,1,50"));
        var third = await bench.Purchases(bench.File("third.csv", header + "s1,r1,2020-01-01T10:00:00Z,m2,a,1,5"));

        second.Tally.Refused.Keys.ShouldBe(["operation_conflict"]);
        third.Tally.Refused.Keys.ShouldBe(["operation_conflict"]);
        (await bench.Balances(["m1", "m2"])).ShouldBe(new() { ["m1"] = 5, ["m2"] = 0 });
    }
}
