using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Host;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Tests.Architecture;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Tests.Host;

/// <summary>Who, what and from where, and no more; however much of it there is.</summary>
public class SecurityLogTests
{
    private const string Place = "203.0.113.7";

    private static Task<ClubApplication> Start(FreshStore store, LogRecorder recorder, TimeProvider? machine = null) =>
        ClubApplication.StartWith(
            services =>
            {
                services.AddSingleton<ILoggerProvider>(recorder);
                if (machine is not null)
                {
                    services.AddSingleton(machine);
                }
            },
            store,
            "--Club:Sandbox=true",
            "--Logging:LogLevel:Default=Information"
        );

    [Fact]
    public async Task Every_event_is_logged_once_with_its_ids_and_the_network_and_nothing_that_opens_a_door_or_names_somebody()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var recorder = new LogRecorder();
        var secrets = new List<string> { "ana@example.org", "olga@example.org", "carla", "nobody@example.org", "López", "Olga" };
        await using (var club = await Start(store, recorder))
        {
            (await club.Admin.Post("/v1/clock", new { now = Arranged.Now })).Status.ShouldBe(200);
            var ana = await club.Member("ana@example.org");
            HttpClient From(string? key)
            {
                var client = club.ClientWith(key);
                client.DefaultRequestHeaders.Add("X-Forwarded-For", Place);
                return client;
            }

            var card = (string)(await club.Admin.Get("/v1/members/" + ana)).Json["cardCode"]!;
            var forgedCard = card[..^1] + (card[^1] == '2' ? '3' : '2');
            secrets.AddRange([card, forgedCard]);
            string? before = null;
            async Task<Logged> Once(SecurityEvent what, Func<Task> step)
            {
                var known = recorder.Security.Length;
                await step();
                var line = recorder.Security[known..].Where(one => one.Is(what)).ShouldHaveSingleItem($"{what} after {before}");
                before = what.ToString();
                line.Id.Name.ShouldBe(SecurityLog.NameOf(what));
                line.Level.ShouldBe(SecurityLog.LevelOf(what));
                return line;
            }

            void Says(Logged line, string who, string how, string about = "-", string from = Place) =>
                line.Text.ShouldBe($"{line.Id.Name} ({how}) by {who} about {about} from {from}");

            // Keys.
            using var admin = From(ClubApplication.AdminKey);
            using var stranger = From("lc_" + new string('0', 64));
            var made = "";
            Says(
                await Once(
                    SecurityEvent.KeyMade,
                    async () =>
                    {
                        var key = (await admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json;
                        (made, var secret) = ((string)key["id"]!, (string)key["key"]!);
                        secrets.Add(secret);
                    }
                ),
                "key:settings",
                "till",
                "key:" + made
            );
            var tillKey = secrets[^1];
            using var till = From(tillKey);
            Says(
                await Once(SecurityEvent.WrongKey, () => stranger.Get("/v1/members/nobody-knows")),
                "-",
                "unauthenticated, GET /v1/members/{id}"
            );
            Says(await Once(SecurityEvent.Forbidden, () => till.Get("/v1/keys")), "key:" + made, "forbidden, GET /v1/keys");
            Says(
                await Once(SecurityEvent.CardRefused, () => till.Post("/v1/scans", new { code = forgedCard })),
                "key:" + made,
                "card_invalid, POST /v1/scans"
            );
            var pairing = "";
            var added = "";
            Says(
                await Once(
                    SecurityEvent.TillAdded,
                    async () =>
                    {
                        var one = (await admin.Post("/v1/tills", new
                        {
                            operationId = "t",
                            store = "s1",
                            name = "Counter",
                        })).Json;
                        (added, pairing) = ((string)one["id"]!, (string)one["pairingCode"]!);
                    }
                ),
                "key:settings",
                "-",
                "key:" + added
            );
            secrets.Add(pairing);
            Says(
                await Once(SecurityEvent.TillPaired, () => From(null).Post("/v1/tills/pair", new { code = pairing })),
                "-",
                "-",
                "key:" + added
            );
            Says(await Once(SecurityEvent.TillRemoved, () => admin.Delete("/v1/tills/" + added)), "key:settings", "-", "key:" + added);
            Says(
                await Once(SecurityEvent.SignInFailed, () => From(null).Post("/v1/tills/pair", new { code = "ZZZZZZZZ" })),
                "-",
                "pairing_code_invalid, POST /v1/tills/pair"
            );

            // The member.
            using var browser = new Browser(club, from: Place);
            Says(await Once(SecurityEvent.SignedIn, () => browser.SignIn(club, "ana@example.org")), "member:" + ana, "mailed code");
            using var phone = new SoftAuthenticator(club);
            Says(
                await Once(SecurityEvent.CredentialChanged, () => phone.Add(browser)),
                "member:" + ana,
                "passkey added"
            );
            Says(await Once(SecurityEvent.SessionEnded, () => browser.Send("/profile/signout")), "member:" + ana, "signed out");
            Says(await Once(SecurityEvent.SignedIn, () => phone.SignIn(browser)), "member:" + ana, "passkey");
            Says(
                await Once(SecurityEvent.SealRefused, () => browser.Send("/sign-in/passkey", ("answer", "{}"), ("seal", "forged"))),
                "-",
                "passkey"
            );
            Says(await Once(SecurityEvent.SealRefused, () => browser.Open("/card/claim/forged")), "-", "claim");
            using var guesser = new Browser(club, from: Place);
            await guesser.Send("/sign-in", ("email", "nobody@example.org"));
            Says(await Once(SecurityEvent.SignInFailed, () => guesser.Send("/sign-in/code", ("code", "000000"))), "-", "mailed code");
            Says(
                await Once(
                    SecurityEvent.Limited,
                    async () =>
                    {
                        for (var i = 0; i < 5; i++)
                        {
                            await guesser.Send("/sign-in", ("email", "nobody@example.org"));
                        }
                    }
                ),
                "-",
                "member.tooMany"
            );
            using var other = From(null);
            other.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
            Says(await Once(SecurityEvent.CrossSite, () => other.Post("/rewards/reserve", "x")), "-", "/rewards");

            // The desk.
            using var olga = await Desk.Admin(club);
            var id = await DeskAccess.IdOf(olga, "Olga");
            recorder.Security.ShouldContain(line => line.Is(SecurityEvent.StaffAdded) && line.Text.Contains("about staff:" + id));
            Says(recorder.Security.Single(line => line.Is(SecurityEvent.StaffJoined)), "staff:" + id, "-", from: "127.0.0.1");
            secrets.AddRange([Desk.RightPassword, .. olga.RecoveryCodes]);
            using var desk = new Browser(club, from: Place);
            Says(await Once(SecurityEvent.SignInFailed, () => olga.SignIn("wrong teapots", desk)), "staff:" + id, "password");
            await olga.SignIn(browser: desk);
            Says(await Once(SecurityEvent.SignInFailed, () => olga.Code("000000", desk)), "staff:" + id, "password and app");
            Says(
                await Once(SecurityEvent.SignedIn, () => olga.Code(olga.RecoveryCodes[0], desk)),
                "staff:" + id,
                "password and recovery code"
            );
            Says(await Once(SecurityEvent.LinkRefused, () => desk.Open("/desk/set-up?code=forged")), "-", "set-up");
            Says(await Once(SecurityEvent.LinkRefused, () => desk.Open("/desk/invitation?code=forged")), "-", "invitation");
            (await desk.Send("/desk/staff", ("name", "carla"), ("email", ""), ("role", "Cashier"))).Status.ShouldBe(200);
            var carla = await DeskAccess.IdOf(olga, "carla");
            recorder.Security.ShouldContain(line => line.Is(SecurityEvent.StaffAdded) && line.Text.EndsWith($"staff:{carla} from {Place}"));
            using var mark = await olga.Colleague("Marketing", "mark@example.org");
            recorder.Security.ShouldContain(line => line.Is(SecurityEvent.StaffInvited));
            Says(
                await Once(SecurityEvent.Forbidden, () => mark.Browser.Open("/desk/audit")),
                "staff:" + await DeskAccess.IdOf(olga, "mark"),
                "desk/audit/{handler:regex(^(csv)$)?}",
                from: "127.0.0.1"
            );
            Says(
                await Once(SecurityEvent.StaffChanged, () => desk.Send($"/desk/staff/{carla}/disable")),
                "staff:" + id,
                "disabled",
                "staff:" + carla
            );

            // The till, with a cashier's PIN.
            await desk.Send($"/desk/staff/{carla}/enable");
            var pin = Regex.Match((await desk.Send($"/desk/staff/{carla}/pin")).Html, "([0-9]{6})</strong>").Groups[1].Value;
            pin.Length.ShouldBe(6);
            using var counter = new Browser(club, from: Place);
            Says(
                await Once(SecurityEvent.SignedIn, () => counter.Send("/till/sign-in", ("key", tillKey))),
                "key:" + made,
                "key"
            );
            Says(
                await Once(
                    SecurityEvent.SignInFailed,
                    () => counter.Send("/till/cashier", ("who", carla), ("pin", pin == "000000" ? "000001" : "000000"))
                ),
                "staff:" + carla,
                "PIN",
                "key:" + made
            );
            Says(
                await Once(SecurityEvent.SignedIn, () => counter.Send("/till/cashier", ("who", carla), ("pin", pin))),
                "staff:" + carla,
                "PIN",
                "key:" + made
            );
            using var forged = From(null);
            forged.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            forged.DefaultRequestHeaders.Add("Cookie", $"lc_till={made}.{new string('A', 43)}");
            Says(await Once(SecurityEvent.WrongKey, () => forged.Get("/till/api/state")), "-", "unauthenticated");
            Says(await Once(SecurityEvent.KeyRevoked, () => admin.Delete("/v1/keys/" + made)), "key:settings", "-", "key:" + made);

            recorder
                .Security.Select(line => line.Id.Id)
                .Distinct()
                .Order()
                .ShouldBe(Enum.GetValues<SecurityEvent>().Select(what => (int)what), "an event that nothing here provokes");
            var told = (await club.Admin.Get("/metrics")).Body;
            told.ShouldContain("event=\"sign_in_failed\"");
            secrets.AddRange([
                .. Directory
                    .GetFiles(club.MailFolder)
                    .SelectMany(mail => Regex.Matches(File.ReadAllText(mail), @"\b[0-9]{6}\b"))
                    .Select(code => code.Value),
            ]);
        }

        recorder.Security.ShouldAllBe(line => !line.Text.Any(char.IsControl));
        foreach (var line in recorder.Lines)
        {
            foreach (var secret in secrets)
            {
                line.Text.ShouldNotContain(secret, Case.Insensitive);
            }
        }
    }

    [Fact]
    public async Task The_first_key_and_the_link_of_the_first_admin_pass_no_logger()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var recorder = new LogRecorder();
        var club = await ClubApplication.StartWith(
            services => services.AddSingleton<ILoggerProvider>(recorder),
            store,
            "--Club:AdminKey=",
            "--Logging:LogLevel:Default=Information"
        );
        var link = await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>());
        await club.DisposeAsync();
        recorder.Lines.ShouldAllBe(line => !line.Text.Contains("lc_") && !line.Text.Contains(link) && !line.Text.Contains("set-up"));
    }

    [Fact]
    public async Task A_flood_is_ten_lines_a_minute_and_the_number_of_the_rest()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var (recorder, machine) = (new LogRecorder(), new ClockAhead());
        await using (var club = await Start(store, recorder, machine))
        {
            using var stranger = club.ClientWith("lc_wrong");
            for (var i = 0; i < 50; i++)
            {
                (await stranger.Get("/v1/keys")).Status.ShouldBe(401);
            }

            recorder.Security.Count(line => line.Is(SecurityEvent.WrongKey)).ShouldBe(SecurityLog.MostInFull);
            stranger.DefaultRequestHeaders.Add("X-Forwarded-For", Place);
            await stranger.Get("/v1/keys");
            recorder.Security[^1].Text.ShouldEndWith("from " + Place);

            machine.By = TimeSpan.FromMinutes(1);
            await stranger.Get("/v1/keys");
            recorder.Security.ShouldContain(line => line.Text == "wrong_key: 40 more by - from 127.0.0.1 in a minute");
            recorder.Security.Length.ShouldBe(SecurityLog.MostInFull + 3);
        }
    }

    [Fact]
    public async Task However_many_networks_take_part_the_lines_of_a_minute_have_an_end()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var recorder = new LogRecorder();
        await using (var club = await Start(store, recorder))
        {
            var log = club.Services.GetRequiredService<ISecurityLog>();
            for (var i = 0; i < 20_000; i++)
            {
                log.Write(new(SecurityEvent.WrongKey, $"10.{i >> 8 & 255}.{i & 255}.1"));
            }

            log.Write(new(SecurityEvent.SignedIn, Place, "member:0", "line\nof\u001b[31m its own " + new string('x', 500)));
        }

        var lines = recorder.Security;
        lines.Length.ShouldBeLessThanOrEqualTo(SecurityLog.MostOfEvent + SecurityLog.MostPlaces + 2);
        var said = lines.Where(line => line.Is(SecurityEvent.WrongKey)).ToArray();
        var summed = said.Sum(line => line.Values.GetValueOrDefault("Count") as long? ?? 0);
        (said.Count(line => !line.Values.ContainsKey("Count")) + summed).ShouldBe(20_000);
        var last = lines.Single(line => line.Is(SecurityEvent.SignedIn)).Text;
        last.ShouldStartWith("signed_in (line?of?[31m its own xxx");
        last.Any(char.IsControl).ShouldBeFalse();
        last.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void The_inventory_lists_every_event_with_its_number_and_level()
    {
        var page = File.ReadAllText(Path.Combine(Tidiness.Root, "deploy/README.md"));
        Listed(page)
            .ShouldBe([
                .. Enum.GetValues<SecurityEvent>()
                    .Select(what => (SecurityLog.NameOf(what), (int)what, SecurityLog.LevelOf(what).ToString())),
            ]);
        Listed(page.Replace("| `signed_in` | 1001 |", "| `signed_in` | 1009 |")).ShouldNotBe(Listed(page));

        static List<(string, int, string)> Listed(string page) =>
            [
                .. Regex
                    .Matches(page, @"^\| `([a-z_]+)` \| ([0-9]{4}) \| (Information|Warning) \|", RegexOptions.Multiline)
                    .Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value), row.Groups[3].Value)),
            ];
    }
}
