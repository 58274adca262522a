namespace LoyaltyClub.Tests.Portal;

/// <summary>Orleans' dashboard: only where the operator wants it, and only for admins of the desk.</summary>
public class ClusterPage
{
    private static readonly string[] Addresses = ["/desk/cluster", "/desk/cluster/DashboardCounters"];

    [Fact]
    public async Task An_admin_sees_it_and_for_everybody_else_there_is_nothing()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, null, "--Club:Dashboard=true");
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        using var stranger = new Browser(club);
        foreach (var address in Addresses)
        {
            (await olga.Browser.Open(address)).Status.ShouldBe(200, address);
            (await mark.Browser.Open(address)).Status.ShouldBe(404, address);
            (await stranger.Open(address)).Status.ShouldBe(404, address);
        }
    }

    [Fact]
    public async Task Without_the_setting_there_is_none()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var olga = await Desk.Admin(club);
        foreach (var address in Addresses)
        {
            (await olga.Browser.Open(address)).Status.ShouldBe(404, address);
        }
    }
}
