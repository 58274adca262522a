using System.Buffers.Binary;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal.Desk;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Which passwords are taken, and how they are kept.</summary>
public class DeskPasswords
{
    [Theory]
    [InlineData("Password1234", "known to attackers")]
    [InlineData("qwertyuiop123", "known to attackers")]
    [InlineData("123456789012", "known to attackers")]
    [InlineData("1Qaz2wsX3edc", "known to attackers")]
    [InlineData("loyaltyclub2026", "nothing to do with you or the club")]
    [InlineData("LaRibera-club!9", "nothing to do with you or the club")]
    [InlineData("Fernandez-2026-x", "nothing to do with you or the club")]
    public async Task What_attackers_know_or_guess_is_refused(string password, string why)
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var mail = new MailFolder(club);
        await olga.Browser.Send("/desk/staff", ("name", "Carla Fernandez"), ("email", "carla@example.org"), ("role", "Marketing"));
        using var browser = new Browser(club);
        var link = Desk.LinkIn(await mail.Next("carla@example.org"));
        var page = await browser.Send(link.Replace("/invitation", "/invitation/password"), ("password", password), ("again", password));
        (page.Status, page.Text.Contains(why)).ShouldBe((422, true), page.Text);
    }

    [Fact]
    public async Task Any_kind_of_character_is_taken_as_it_is_typed_up_to_two_hundred()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        olga.Password = new string('ñ', 60) + "  Ä🙂 four bright teapots " + new string('x', 100);
        (
            await olga.Browser.Send(
                "/desk/account/password",
                ("old", Desk.RightPassword),
                ("password", olga.Password),
                ("again", olga.Password)
            )
        ).Address.ShouldBe("/desk/account?done=password");
        using var other = new Browser(club);
        (await olga.SignIn(olga.Password.ToLowerInvariant(), other)).Status.ShouldBe(422);
        (await olga.SignIn(olga.Password[..^1], other)).Status.ShouldBe(422);
        (await olga.SignIn(browser: other)).Address.ShouldBe("/desk/sign-in/code");
    }

    [Fact]
    public async Task Its_fields_are_masked_and_open_to_password_managers()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var stranger = new Browser(club);
        foreach (
            var (page, fields) in new[]
            {
                (await stranger.Open("/desk/sign-in"), new[] { ("password", "current-password") }),
                (
                    await olga.Browser.Open("/desk/account"),
                    [("old", "current-password"), ("password", "new-password"), ("again", "new-password")]
                ),
            }
        )
        {
            page.Html.ShouldNotContain("onpaste");
            foreach (var (name, kind) in fields)
            {
                var input = System.Text.RegularExpressions.Regex.Match(page.Html, $"<input[^>]*name=\"{name}\"[^>]*>").Value;
                input.ShouldContain("type=\"password\"");
                input.ShouldContain($"autocomplete=\"{kind}\"");
                input.ShouldContain("maxlength=\"200\"");
            }
        }
    }

    [Fact]
    public void The_list_of_known_passwords_is_whole_and_sorted()
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("known-passwords.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var hashes = bytes.Chunk(6).Select(Convert.ToHexString).ToArray();
        hashes.Length.ShouldBeGreaterThan(3_000);
        hashes.ShouldBe(hashes.Order(StringComparer.Ordinal));
        Passwords.IsKnown("four bright teapots").ShouldBeFalse();
    }

    [Fact]
    public async Task What_an_earlier_release_has_hashed_with_fewer_rounds_is_hashed_anew_at_the_next_sign_in()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        string id;
        Desk olga;
        await using (var club = await ClubApplication.Start(store))
        {
            olga = await Desk.Admin(club);
            id = await DeskAccess.IdOf(olga, "Olga");
        }
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 }));
        await Change(store, id, StaffLoginGrain.Login.None, login => login with { Password = old.HashPassword(new(), Desk.RightPassword) });

        await using (var club = await ClubApplication.Start(store))
        {
            using var browser = new Browser(club);
            (await olga.SignIn("four bright teapot", browser)).Status.ShouldBe(422);
            (await olga.SignIn(browser: browser)).Address.ShouldBe("/desk/sign-in/code");
            (await olga.Code(browser: browser)).Address.ShouldBe("/desk");
        }
        string? kept = null;
        await Change(store, id, StaffLoginGrain.Login.None, login => (kept = login.Password) is null ? login : null);
        ((int)Iterations(kept!)).ShouldBe(PasswordHashes.Iterations);
        olga.Dispose();

        static uint Iterations(string hash) => BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
    }

    private static async Task Change<T>(FreshStore fresh, string id, T none, Func<T, T?> change)
        where T : class
    {
        await using var store = await Store.Open(fresh.Setting);
        var login = new DocumentStore<T>(store.Journal, TimeProvider.System, "stafflogin." + id, none);
        await login.Load();
        await login.Write("test", change);
    }
}
