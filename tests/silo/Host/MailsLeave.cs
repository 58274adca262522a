using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Portal;
using LoyaltyClub.Tests.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Tests.Host;

/// <summary>What becomes of a mail that was asked for, whatever happens to the process and to the mail server.</summary>
public class MailsLeave
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private static NewAddressMail Mail(int number) => new($"a{number}@example.org", "Ana", $"{number:D6}", "en");

    private static Task Send(ClubApplication club, MailRequest mail, TimeSpan? life = null) =>
        club.Services.GetRequiredService<IMailOutbox>().Send(mail, life ?? Life);

    private static Task<long> Waiting(FreshStore store) => store.Count("outbox where topic = 'mail'");

    private static Task AllGone(FreshStore store) => TillSteps.Eventually(async () => await Waiting(store) == 0, () => "Mails still wait.");

    private static string Server(MailServer server) => "--Club:Smtp=" + server.Setting;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_mail_that_waits_survives_a_kill_and_is_sent_once(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        var port = ServiceProcess.FreePort();
        await using var service = new ServiceProcess(store)
        {
            Settings = { ["Club__Sandbox"] = "false", ["Club__Smtp"] = $"127.0.0.1:{port}" },
        };
        await service.Start();
        (
            await service.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "join",
                    firstName = "Ana",
                    email = "ana@example.org",
                }
            )
        ).Status.ShouldBe(201);
        using (var browser = new HttpClient { BaseAddress = service.Address })
        {
            browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            var answer = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "ana@example.org")]));
            answer.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/sign-in/code");
        }

        await service.Kill();
        (await Waiting(store)).ShouldBe(1);
        await using var server = new MailServer(port);
        await service.Start();
        await AllGone(store);
        var mail = server.Received.ShouldHaveSingleItem().Mail;
        mail.To.ShouldContain("ana@example.org");
        mail.Code.Length.ShouldBe(6);
    }

    [Fact]
    public async Task Two_processes_of_one_cluster_send_each_mail_once()
    {
        await using var server = new MailServer();
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var here = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await using var there = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await Task.WhenAll(Enumerable.Range(1, 60).Select(number => Send(number % 2 == 0 ? here : there, Mail(number))));
        await AllGone(store);
        server.Received.Select(mail => mail.Mail.Code).Order().ShouldBe(Enumerable.Range(1, 60).Select(number => $"{number:D6}"));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nothing_of_a_mail_stays_in_the_store_when_it_has_left(StoreKind kind)
    {
        await using var server = new MailServer();
        await using var store = await FreshStore.Make(kind);
        await using var club = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await Send(club, Mail(1));
        await AllGone(store);
        server.Received.ShouldHaveSingleItem();
        var cast = kind == StoreKind.Postgres ? "string_agg(convert_from(data, 'UTF8'), '')" : "group_concat(cast(data as text))";
        var kept = (string)(await store.Sql($"select {cast} from journal where stream like 'mail.%'"))!;
        kept.ShouldStartWith("""{"at":""");
        kept.ShouldNotContain("example.org");
        kept.ShouldNotContain("000001");
    }

    [Fact]
    public async Task An_address_that_nobody_has_leaves_the_same_behind_as_a_members()
    {
        await using var server = new MailServer();
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var written = new List<long>();
        foreach (var email in new[] { "abc@example.org", "ana@example.org" })
        {
            (await browser.Send("/sign-in", ("email", email))).Address.ShouldBe("/sign-in/code");
            await AllGone(store);
            written.Add(await store.Count("journal where stream like 'mail.%'"));
        }

        written.ShouldBe([1, 2]);
        server.Received.ShouldHaveSingleItem().Mail.To.ShouldContain("ana@example.org");
    }

    [Fact]
    public async Task Somebody_who_joins_is_a_member_when_the_mail_has_left_and_hears_of_it_who_is_one_already()
    {
        await using var server = new MailServer { Recipient = number => number == 1 ? "451 later" : "250 OK" };
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await club.Member("ana@example.org", phone: "+34600111222");
        var joins = new Enrolment("join-1", null, null, null, null)
        {
            FirstName = "Eva",
            LastName = "R",
            Email = "eva@example.org",
            Phone = "+34600111222",
            Language = "en",
        };
        // Her phone is another's, and the first try to send fails: what was left out must be left out again.
        await Send(club, new JoinMail(joins, "111111"));
        await AllGone(store);
        await Send(club, new JoinMail(joins with { OperationId = "join-2" }, "222222"));
        await AllGone(store);
        server
            .Received.Select(mail => mail.Mail.Subject)
            .ShouldBe(
                ["Welcome to Club: your code is 111111", "You are a member of Club already: your code is 222222"],
                string.Join("|", server.Received.Select(mail => mail.Mail.Subject))
            );
    }

    [Fact]
    public async Task A_mail_that_the_server_refuses_for_ever_is_given_up_and_no_log_has_its_address()
    {
        await using var server = new MailServer { Recipient = _ => "550 5.1.1 a1@example.org is unknown" };
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var log = new LogRecorder();
        await using var club = await ClubApplication.StartWith(
            services => services.AddSingleton<ILoggerProvider>(log),
            store,
            Server(server),
            "--Logging:LogLevel:Default=Information"
        );
        await Send(club, Mail(1));
        await AllGone(store);
        server.Recipients.ShouldBe(1);
        log.Lines.ShouldContain(line => line.Text.Contains("was given up: RecipientNotAccepted 550"));
        log.Lines.ShouldAllBe(line => !line.Text.Contains("example.org") && !line.Text.Contains("000001"));
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_take_now_is_tried_again()
    {
        await using var server = new MailServer { Recipient = number => number <= 2 ? "451 4.3.0 later" : "250 OK" };
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await Send(club, Mail(1));
        await AllGone(store);
        server.Recipients.ShouldBe(3);
        server.Received.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(int.MaxValue, 3)]
    public async Task A_mail_that_the_server_may_have_is_sent_again_under_the_same_id_three_times_at_most(int cuts, int sent)
    {
        await using var server = new MailServer { Taken = number => number <= cuts ? null : "250 Taken" };
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await ClubApplication.Start(store, ownsStore: false, Server(server));
        await Send(club, Mail(1));
        await AllGone(store);
        server.Received.Count.ShouldBe(sent);
        server
            .Received.Select(mail => mail.Source.Split('\n').Single(line => line.StartsWith("Message-Id:", StringComparison.Ordinal)))
            .Distinct()
            .ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_code_is_not_sent_when_its_time_is_over()
    {
        var (machine, port) = (new ClockAhead(), ServiceProcess.FreePort());
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        // A host that has stopped has no attempt left under way.
        await using (var before = await Start())
        {
            await Send(before, Mail(1));
            await Send(before, Mail(2), TimeSpan.FromMinutes(20));
        }

        machine.By = Life + TimeSpan.FromSeconds(1);
        await using var server = new MailServer(port);
        await using var club = await Start();
        await AllGone(store);
        server.Received.ShouldHaveSingleItem().Mail.Code.ShouldBe("000002");

        Task<ClubApplication> Start() =>
            ClubApplication.StartWith(services => services.AddSingleton<TimeProvider>(machine), store, $"--Club:Smtp=127.0.0.1:{port}");
    }

    [Fact]
    public async Task More_mails_than_may_wait_are_refused()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await ClubApplication.Start(store, ownsStore: false, $"--Club:Smtp=127.0.0.1:{ServiceProcess.FreePort()}");
        await Send(club, Mail(1));
        await store.Sql(
            """
            insert into outbox (stream, version, number, topic, due, data)
            with recursive numbers (n) as (select 2 union all select n + 1 from numbers where n < 10000)
            select stream || n, version, number, topic, due, data from numbers, (select * from outbox where topic = 'mail')
            """
        );
        (await Should.ThrowAsync<TimeoutException>(() => Send(club, Mail(2)))).Message.ShouldBe("More mails wait than may wait.");
        using var browser = new Browser(club);
        (await browser.Send("/sign-in", ("email", "ana@example.org"))).Status.ShouldBe(503);
    }
}
