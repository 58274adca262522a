namespace LoyaltyClub.Tests.Import;

/// <summary>Rows about people who joined by themselves before the shop brought its file.</summary>
public class KnownByEmail
{
    private static Task<Reply> Join(ClubApplication club, string operationId, string firstName, string email, string? externalId = null) =>
        club.Admin.Post(
            "/v1/members",
            new
            {
                operationId,
                firstName,
                email,
                externalId,
            }
        );

    [Theory, InlineData(false), InlineData(true)]
    public async Task They_get_their_points_and_number_once_beside_the_service_or_without_it(bool beside)
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Club(async club =>
        {
            (await Join(club, "1", "Pía", "pia@x.example")).Status.ShouldBe(201);
            if (beside)
            {
                await Bring();
            }
        });
        if (!beside)
        {
            await Bring();
        }

        await bench.Club(async club =>
        {
            var pia = (await club.Admin.Get("/v1/members?email=pia@x.example")).Json;
            ((string?)pia["externalId"], (string?)pia["firstName"], (string?)pia["phone"]).ShouldBe(("1600", "Pía", null));
            ((long)pia["balance"]!["active"]!).ShouldBe(400);
        });

        async Task Bring()
        {
            var file = bench.File(
                "members.csv",
                "externalId,firstName,email,phone,openingPoints\n1600,PIA,pia@x.example,600111222,400\n1601,Leo,leo@x.example,,5\n"
            );
            var first = await bench.Members(file);
            (first.Code, first.Tally.New, first.Tally.Points).ShouldBe((0, 2, 405), string.Join('\n', first.Refused));
            var again = await bench.Members(file);
            (again.Code, again.Tally.AlreadyThere).ShouldBe((0, 2), string.Join('\n', again.Refused));
        }
    }

    [Fact]
    public async Task Where_it_may_be_somebody_else_nobody_gets_anything_and_the_row_says_why()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Club(async club =>
        {
            await Join(club, "1", "Tom", "family@x.example");
            await Join(club, "2", "Ana", "ana@x.example", "900");
            await Join(club, "3", "Eva", "eva@x.example", "1703");
            await Join(club, "4", "Leo", "leo@x.example");
            var mia = await Join(club, "5", "Mia", "old@x.example");
            // An address that the office has changed is nobody's until its owner confirms it.
            await club.Admin.Patch($"/v1/members/{(string)mia.Json["id"]!}", new { operationId = "p", email = "mia@x.example" });
        });
        var imported = await bench.Members(
            bench.File(
                "members.csv",
                """
                externalId,firstName,email,openingPoints,openingExpires
                1701,Pia,family@x.example,400,
                1702,Ana,ana@x.example,400,
                1703,Eva,eva@x.example,400,
                1704,Leo,leo@x.example,400,2030-01-01
                1705,Mia,mia@x.example,400,
                """
            )
        );
        imported.Code.ShouldBe(3);
        imported.Tally.Points.ShouldBe(0);
        foreach (
            var (row, why) in new[]
            {
                ("1701", "another first name"),
                ("1702", "another external id"),
                ("1703", "did not come by an import"),
                ("1704", "last day of their own"),
                ("1705", "not confirmed the e-mail"),
            }
        )
        {
            imported.Refused.Single(line => line.StartsWith(row, StringComparison.Ordinal)).ShouldContain(why);
        }
    }
}
