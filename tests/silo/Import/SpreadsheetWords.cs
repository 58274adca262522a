namespace LoyaltyClub.Tests.Import;

/// <summary>What spreadsheets and other systems write.</summary>
public class SpreadsheetWords
{
    [Fact]
    public async Task Words_numbers_and_years_of_a_spreadsheet_are_taken_and_emptied_rows_passed_over()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite, """{"timeZone":"Europe/Madrid"}""");
        var imported = await bench.Members(
            bench.File(
                "members.csv",
                """
                externalId;firstName;phone;emailConsent;language;birthday;openingPoints
                1;Ana;600 111 222;VERDADERO;es_ES;17/05/30;1250,00
                ;;;;;;
                2;Eva;0034 600 111 333;FALSO;ES;17/05/65;1250
                ;;;;;;
                """
            ),
            bench.File("mapping.json", """{"decimal": ",", "dateFormat": "dd/MM/yy"}""")
        );

        imported.Code.ShouldBe(0, string.Join('\n', imported.Refused));
        (imported.Tally.New, imported.Tally.Points).ShouldBe((2, 2_500));
        await bench.Club(async club =>
        {
            var members = new List<string>();
            foreach (var id in new[] { "1", "2" })
            {
                var member = (await club.Admin.Get("/v1/members?externalId=" + id)).Json;
                members.Add($"{member["phone"]} {member["consents"]!["email"]} {member["language"]} {member["birthday"]}");
            }
            members.ShouldBe(["+34600111222 true es-ES 1930-05-17", "+34600111333 false es 1965-05-17"]);
        });

        // Half a point is none, and a second file changes nobody.
        var again = await bench.Members(
            bench.File("again.csv", "externalId;firstName;openingPoints\n1;Ana María;0\n3;Leo;12,5\n"),
            bench.File("comma.json", """{"decimal": ","}""")
        );
        again.Refused.ShouldContain(line => line.Contains("1 is a member already, with other details than these."));
        again.Refused.ShouldContain(line => line.Contains("openingPoints") && line.Contains("12,5"));
        again.Refused.ShouldAllBe(line => !line.Contains("operation id"));
    }
}
