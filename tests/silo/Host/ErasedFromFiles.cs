using System.Text;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Portal;

namespace LoyaltyClub.Tests.Host;

/// <summary>Who was erased stands in no file of the club any more.</summary>
public class ErasedFromFiles
{
    private static readonly string[] Said = ["zacarias.quintanar@example.org", "Quintanar", "699777111", "q-externo-7", "1971-03-19"];

    [Fact]
    public async Task Erasing_reaches_the_store_its_log_and_the_mails_in_the_folder()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        string mails;
        await using (var club = await ClubApplication.Start(store, false, "--Club:Sandbox=true"))
        {
            mails = club.MailFolder;
            (await club.Admin.Post("/v1/clock", new { now = TillSteps.Now })).Status.ShouldBe(200);
            var id = (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "e",
                        externalId = Said[3],
                        firstName = "Zacarías",
                        lastName = Said[1],
                        email = Said[0],
                        phone = Said[2],
                        birthday = Said[4],
                    }
                )
            ).Text("id")!;
            using (var browser = new Browser(club))
            {
                await browser.SignIn(club, Said[0]);
            }

            for (var i = 0; i < 120; i++)
            {
                (await club.Admin.Enrol($"o{i}")).ShouldNotBeNull();
            }

            Found(store.Folder).ShouldBe(Said, ignoreOrder: true);

            (await club.Admin.Delete($"/v1/members/{id}")).Status.ShouldBe(200);

            await TillSteps.Eventually(
                () => Task.FromResult(Found(store.Folder).Length == 0),
                () => string.Join(", ", Found(store.Folder))
            );
            Directory.GetFiles(mails).ShouldBeEmpty();
        }

        Found(store.Folder).ShouldBeEmpty();
        Directory.Delete(mails, recursive: true);
    }

    /// <summary>What still stands in a file of the folder.</summary>
    private static string[] Found(string folder)
    {
        var text = new StringBuilder();
        foreach (
            var file in Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        )
        {
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                text.Append(reader.ReadToEnd());
            }
            catch (FileNotFoundException)
            {
                // Deleted since.
            }
        }

        var all = text.ToString();
        return [.. Said.Where(one => all.Contains(one, StringComparison.Ordinal))];
    }
}
