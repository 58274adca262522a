using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Who sees which page of the desk: every page × nobody, a member, a till, and each role. A new page without a row fails.</summary>
public class DeskRooms
{
    private const string Anyone = "nobody member till cashier marketing admin", Staff = "cashier marketing admin", Office = "marketing admin", Admin = "admin";

    private static readonly Dictionary<string, (string Who, string[] Addresses)> Pages = new()
    {
        ["desk"] = (Office, ["/desk"]),
        ["desk/sign-in"] = (Anyone, ["/desk/sign-in"]),
        ["desk/sign-in/code"] = (Anyone, ["/desk/sign-in/code"]),
        ["desk/set-up"] = (Anyone, ["/desk/set-up"]),
        ["desk/invitation/{handler:regex(^(password|confirm)$)?}"] = (Anyone, ["/desk/invitation", "/desk/invitation/password", "/desk/invitation/confirm"]),
        ["desk/account/{handler:regex(^(password|recovery|pin|endsession|endothers|signout)$)?}"] =
            (Staff, ["/desk/account", "/desk/account/password", "/desk/account/recovery", "/desk/account/pin", "/desk/account/endsession", "/desk/account/endothers", "/desk/account/signout"]),
        ["desk/staff"] = (Admin, ["/desk/staff"]),
        ["desk/staff/{id:regex(^[0-9a-z]{{10}}$)}/{handler:regex(^(role|disable|enable|invite|pin|endsessions)$)?}"] =
            (Admin, ["/desk/staff/0000000000", "/desk/staff/0000000000/role", "/desk/staff/0000000000/disable", "/desk/staff/0000000000/enable", "/desk/staff/0000000000/invite", "/desk/staff/0000000000/pin", "/desk/staff/0000000000/endsessions"]),
        ["desk/programme"] = (Office, ["/desk/programme"]),
        ["desk/members"] = (Office, ["/desk/members"]),
    };

    [Fact]
    public async Task Every_page_of_the_desk_has_a_row_and_lets_in_whom_its_row_names()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var admin = await Desk.Admin(club);
        using var marketing = await admin.Colleague("Marketing", "mark@example.org");
        using var cashier = await admin.Colleague("Cashier", "carla@example.org");
        using var nobody = new Browser(club);
        using var member = new Browser(club);
        await member.SignIn(club, "ana@example.org");
        using var till = new Browser(club);
        await till.Send("/till/sign-in", ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!));
        var people = new Dictionary<string, Browser> { ["nobody"] = nobody, ["member"] = member, ["till"] = till, ["cashier"] = cashier.Browser, ["marketing"] = marketing.Browser, ["admin"] = admin.Browser };

        var templates = club.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .Where(page => page.RelativePath.StartsWith("/Pages/Desk/", StringComparison.Ordinal)).Select(page => page.AttributeRouteInfo!.Template!).ToArray();
        templates.ShouldBe(Pages.Keys, ignoreOrder: true);

        foreach (var (who, addresses) in Pages.Values)
            foreach (var address in addresses)
                foreach (var (name, browser) in people)
                {
                    var page = await browser.Open(address);
                    var got = page.Address.StartsWith("/desk/sign-in?back=", StringComparison.Ordinal) ? "sign in" : page.Status == 403 || (name == "cashier" && address == "/desk" && page.Address == "/desk/account") ? "not yours" : "in";
                    var expected = who.Split(' ').Contains(name) ? "in" : name is "nobody" or "member" or "till" ? "sign in" : "not yours";
                    got.ShouldBe(expected, $"{name} at {address}: {page.Status} {page.Address}");
                    page.Status.ShouldBeLessThan(500);
                    // A form gets no further than a look; those who may are for the other tests.
                    if (expected != "in")
                    {
                        var sent = await browser.Send(address);
                        (sent.Address.StartsWith("/desk/sign-in?back=", StringComparison.Ordinal) || sent.Status == 403 || sent.Address == "/desk/account").ShouldBeTrue($"{name} posts to {address}: {sent.Status}");
                    }
                }
    }

    [Fact]
    public async Task A_page_that_names_no_role_is_closed()
    {
        var guarded = typeof(LoyaltyClub.Portal.Desk.DeskGuard).Assembly.GetTypes().Where(type => type.Namespace == "LoyaltyClub.Portal.Pages.Desk" && type.IsSubclassOf(typeof(PageModel))).ToArray();
        guarded.Length.ShouldBeGreaterThan(8);
        guarded.ShouldAllBe(page => page.GetCustomAttributes(typeof(LoyaltyClub.Portal.Desk.ForAttribute), false).Length == 1);
        await Task.CompletedTask;
    }
}
