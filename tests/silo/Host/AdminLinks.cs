using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Commands;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Host;

/// <summary>The last admin has lost phone and recovery codes; whoever runs the service lets them in again.</summary>
public class AdminLinks
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_command_voids_what_an_admin_signed_in_with_and_prints_a_link_while_the_service_runs(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind);
        using var olga = await Portal.Desk.Admin(club);
        (await olga.Browser.Open("/desk/staff")).Status.ShouldBe(200);

        var (code, output, errors) = await Run(
            "OLGA@example.org",
            $"--Club:Store={club.Store.Setting}",
            "--Club:Urls=https://club.example.org;http://[::1]:5080"
        );
        code.ShouldBe(0, errors);
        output.ShouldContain("The credentials of Olga are void");
        var link = Portal.Desk.Opened(
            Regex.Match(output, @"^https://club\.example\.org(/desk/invitation#\S+)\s*$", RegexOptions.Multiline).Groups[1].Value
        );

        (await olga.Browser.Open("/desk/staff")).Address.ShouldStartWith("/desk/sign-in");
        (await olga.Browser.Open(link)).Status.ShouldBe(200); // the service that runs knows of it
        (await olga.SignIn()).Status.ShouldBe(422);
        olga.Password = "seven green kettles";
        (await olga.SetUp(link)).Status.ShouldBe(200);
        var audit = await olga.Browser.Open("/desk/audit?by=command");
        audit.Text.ShouldContain("The command line");
        var line = (
            await club.Services.GetRequiredService<IAudit>().Read(new("command", null, null, null, null, null, 10))
        ).Items.ShouldHaveSingleItem();
        (line.What, line.About).ShouldBe(("staffInvited", await DeskAccess.IdOf(olga, "Olga")));
        (await olga.Browser.Open(link)).Status.ShouldBe(410);
    }

    [Fact]
    public async Task Only_an_admin_gets_a_link()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var olga = await Portal.Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        var store = $"--Club:Store={club.Store.Setting}";
        foreach (var email in new[] { "mark@example.org", "nobody@example.org", "" })
        {
            var (code, output, errors) = await Run(email, store);
            (code, output).ShouldBe((2, ""), email);
            errors.ShouldContain("No admin of the desk has the e-mail");
        }
        (await Run()).Code.ShouldBe(2);
        (await Run("olga@example.org", "--what")).Code.ShouldBe(2);
        (await mark.Browser.Open("/desk")).Address.ShouldBe("/desk");
        (await olga.Browser.Open("/desk/staff")).Status.ShouldBe(200);
    }

    private static async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (await AdminLink.Run(args, output, errors), output.ToString(), errors.ToString());
    }
}
