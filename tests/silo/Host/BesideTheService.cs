using LoyaltyClub.Tests.Api;
using Commands = LoyaltyClub.Host.Commands;

namespace LoyaltyClub.Tests.Host;

/// <summary>
/// Nobody answers from old memory: neither a service beside which a command writes, nor one process of what another wrote.
/// </summary>
public class BesideTheService
{
    private const string At = "2026-03-01T10:00:00Z";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_an_import_brings_the_service_knows_at_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, At);
        var ana = (string)
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "ana",
                        firstName = "Ana",
                        externalId = "e1",
                        joinedAt = "2026-01-01T00:00:00Z",
                    }
                )
            ).Json["id"]!;
        (await club.Admin.Buy(ana, "known", At, 5m)).Status.ShouldBe(201); // Ana is in the service's memory from here on

        await Imported(club, "purchases", "store,receipt,at,externalId,sku,quantity,amount", "s1,1,2026-02-01T10:00:00Z,e1,a,1,100.00");
        await Imported(club, "members", "externalId,firstName,openingPoints", "e2,Bo,70");

        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(105);
        (await club.Admin.Post("/v1/scans", new { code = (await club.Admin.Get($"/v1/members/{ana}")).Text("cardCode") }))
            .Number("balance.active")
            .ShouldBe(105);
        (
            await club.Admin.Post(
                $"/v1/members/{ana}/redemptions",
                new
                {
                    operationId = "all",
                    points = 105,
                    capture = true,
                }
            )
        ).Status.ShouldBe(201);
        (await club.Admin.Get("/v1/members?externalId=e2")).Number("balance.active").ShouldBe(70);
        // Again, it finds everything there.
        await Imported(club, "purchases", "store,receipt,at,externalId,sku,quantity,amount", "s1,1,2026-02-01T10:00:00Z,e1,a,1,100.00");
        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(0);
    }

    [Fact]
    public async Task What_one_process_wrote_or_forgot_every_other_answers()
    {
        await using var one = await ClubApplication.Start(StoreKind.Postgres, At);
        await using var two = await ClubApplication.Start(one.Store, false, "--Club:Sandbox=true");
        for (var i = 0; i < 20; i++)
        {
            var id = (string)
                (
                    await one.Admin.Post(
                        "/v1/members",
                        new
                        {
                            operationId = $"e{i}",
                            firstName = "Ana",
                            email = $"a{i}@example.org",
                            joinedAt = "2026-01-01T00:00:00Z",
                        }
                    )
                ).Json["id"]!;
            foreach (var (here, there) in new[] { (one, two), (two, one) })
            {
                ((long)(await there.Admin.Balance(id))["active"]!).ShouldBe(here == one ? 0 : 10);
                (await here.Admin.Buy(id, $"r{i}{here == one}", At, 10m)).Status.ShouldBe(201);
                ((long)(await there.Admin.Balance(id))["active"]!).ShouldBe(here == one ? 10 : 20);
            }
            (await two.Admin.Delete($"/v1/members/{id}")).Status.ShouldBe(200);
            foreach (var club in new[] { one, two })
            {
                (await club.Admin.Get($"/v1/members/{id}")).Body.ShouldNotContain("Ana");
                (await club.Admin.Get($"/v1/members?email=a{i}@example.org")).Status.ShouldBe(404);
            }
        }
    }

    private static async Task Imported(ClubApplication club, string what, params string[] rows)
    {
        Directory.CreateDirectory(club.Store.Folder);
        var file = Path.Combine(club.Store.Folder, what + ".csv");
        await File.WriteAllLinesAsync(file, rows);
        var errors = new StringWriter();
        (
            await Commands.Import.Run(
                [what, file, $"--Club:Store={club.Store.Setting}", "--Club:Sandbox=true"],
                TextWriter.Null,
                errors,
                terminal: false
            )
        ).ShouldBe(0, errors.ToString());
    }
}
