namespace LoyaltyClub.Tests.Portal;

/// <summary>Whoever changes a member's address is told of, at the earlier address.</summary>
public class AddressByStaff
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_address_that_staff_set_is_told_to_the_earlier_one_and_signs_in_once_it_is_confirmed(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        var id = await club.Member("ana@example.org");
        using var marketing = await club.ClientFor("marketing");
        var mail = new MailFolder(club);

        (await marketing.Patch($"/v1/members/{id}", new { email = "other@example.org" })).Status.ShouldBe(200);

        var told = await mail.Next("ana@example.org");
        told.Subject.ShouldStartWith("Your address at");
        told.Text.ShouldContain("Hello Ana");
        told.Text.ShouldNotContain("other@example.org");

        using var browser = new Browser(club);
        await browser.Send("/sign-in", ("email", "other@example.org"));
        var confirmed = await browser.Send("/sign-in/code", ("code", (await mail.Next("other@example.org")).Code));
        confirmed.Address.ShouldBe("/sign-in?confirmed=1");
        confirmed.Text.ShouldContain("Your address is confirmed");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
        await browser.SignIn(club, "other@example.org");

        // The same address in other letters, or another field, is no change.
        var files = new MailFolder(club);
        (await marketing.Patch($"/v1/members/{id}", new { email = "Other@example.org", lastName = "Gil" })).Status.ShouldBe(200);
        using var second = new Browser(club);
        await second.SignIn(club, "other@example.org");
        files.New.ShouldBe(1); // its code
    }

    [Fact]
    public async Task A_member_who_changes_the_address_is_told_at_the_earlier_one()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        var mail = new MailFolder(club);
        await browser.Send("/profile/email", ("email", "new@example.org"));
        (await browser.Send("/profile/email", ("code", (await mail.Next("new@example.org")).Code))).Address.ShouldBe("/profile?done=email");

        (await mail.Next("ana@example.org")).Subject.ShouldStartWith("Your address at");
        using var again = new Browser(club);
        await again.SignIn(club, "new@example.org");
    }
}
