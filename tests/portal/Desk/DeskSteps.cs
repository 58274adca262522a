using System.Net;
using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Portal.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Somebody of the staff with a browser, a password and an authenticator app.</summary>
public sealed class Desk(ClubApplication club, string email, string language = "en", TimeProvider? machine = null) : IDisposable
{
    public const string RightPassword = "four bright teapots";

    private byte[] secret = [];
    private long lastStep;

    public Browser Browser { get; } = new(club, language);
    public string Email => email;
    public string Password { get; set; } = RightPassword;
    public string[] RecoveryCodes { get; private set; } = [];

    /// <summary>The first admin, by the link that the service prints.</summary>
    public static async Task<Desk> Admin(ClubApplication club, string language = "en", TimeProvider? machine = null)
    {
        var desk = new Desk(club, "olga@example.org", language, machine);
        var begun = await desk.Browser.Send(
            Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>())),
            ("name", "Olga"),
            ("email", desk.Email)
        );
        begun.Address.ShouldStartWith("/desk/invitation#");
        await desk.SetUp(Opened(begun.Address));
        return desk;
    }

    /// <summary>Somebody whom this admin invites, signed in.</summary>
    public async Task<Desk> Colleague(string role, string colleague, string language = "en")
    {
        var mail = new MailFolder(club);
        (await Browser.Send("/desk/staff", ("name", colleague.Split('@')[0]), ("email", colleague), ("role", role))).Status.ShouldBe(200);
        var desk = new Desk(club, colleague, language, machine);
        await desk.SetUp(LinkIn(await mail.Next(colleague)));
        return desk;
    }

    public static string LinkIn(ReceivedMail mail) => Opened(Regex.Match(mail.Text, @"/desk/invitation#\S+").Value);

    /// <summary>
    /// A link as it is opened without scripts: its code is in the fragment, which the page's script would post. Links of the release
    /// before had it in the query.
    /// </summary>
    public static string Opened(string link) => link.Replace("#", "?code=", StringComparison.Ordinal);

    /// <summary>Chooses the password, connects the app, keeps the recovery codes.</summary>
    public async Task<Page> SetUp(string link)
    {
        var code = link.Split("code=")[1];
        var shown = await Browser.Send("/desk/invitation/password?code=" + code, ("password", Password), ("again", Password));
        shown.Status.ShouldBe(200, shown.Text);
        secret = FromBase32(Regex.Match(shown.Html, "<code id=\"secret\">([A-Z2-7 ]+)</code>").Groups[1].Value);
        var done = await Browser.Send("/desk/invitation/confirm?code=" + code, ("typed", NextCode()));
        done.Status.ShouldBe(200, done.Text);
        RecoveryCodes = [.. Regex.Matches(done.Html, "<li><code>([^<]+)</code></li>").Select(match => match.Groups[1].Value)];
        return done;
    }

    /// <summary>The PIN of a cashier that the desk has just made.</summary>
    public static string PinIn(Page page) => Regex.Match(page.Html, "class=\"pin numbers\">([0-9]{6})<").Groups[1].Value;

    public Task<Page> SignIn(string? password = null, Browser? browser = null, string back = "") =>
        (browser ?? Browser).Send("/desk/sign-in" + back, ("email", email), ("password", password ?? Password));

    public Task<Page> Code(string? code = null, Browser? browser = null) =>
        (browser ?? Browser).Send("/desk/sign-in/code", ("code", code ?? NextCode()));

    /// <summary>Another browser, signed in too.</summary>
    public async Task<Browser> Elsewhere()
    {
        var browser = new Browser(club, language);
        await SignIn(browser: browser);
        (await Code(browser: browser)).Address.ShouldBe("/desk");
        return browser;
    }

    /// <summary>A code that the app shows or will show in a moment, and that was not used yet.</summary>
    public string NextCode()
    {
        var now = (machine ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds() / Totp.StepSeconds;
        lastStep = Math.Max(lastStep + 1, now);
        return CodeOf(lastStep - now);
    }

    /// <summary>The app's code of now, or so many steps later.</summary>
    public string CodeOf(long stepsAhead) =>
        Totp.Code(secret, (machine ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds() / Totp.StepSeconds + stepsAhead);

    /// <summary>The code of an app that was given a secret as the page spells it.</summary>
    public static string CodeOf(string spelled, DateTimeOffset now) =>
        Totp.Code(FromBase32(spelled), now.ToUnixTimeSeconds() / Totp.StepSeconds);

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(
            text.Where(letter => letter != ' ')
                .Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0'))
        );
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    public void Dispose() => Browser.Dispose();
}
