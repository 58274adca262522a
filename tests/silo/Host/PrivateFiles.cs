using LoyaltyClub.Host;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.Configuration;

namespace LoyaltyClub.Tests.Host;

/// <summary>What is on disk is for the service's own user, and secrets may come from files.</summary>
public class PrivateFiles
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Store_log_and_mails_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        Directory.CreateDirectory(store.Folder);
        var path = Path.Combine(store.Folder, "club.db");
        await File.WriteAllBytesAsync(path, []); // as a release before has left it
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var club = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        var files = Directory.GetFiles(store.Folder, "club.db*").Concat(Directory.GetFiles(club.MailFolder)).ToArray();
        files.ShouldContain(path + "-wal");
        files.ShouldContain(file => file.EndsWith(".eml"));
        foreach (var file in files.Where(file => !file.EndsWith(".lock")))
        {
            (File.GetUnixFileMode(file) & Others).ShouldBe(UnixFileMode.None, file);
        }
        (File.GetUnixFileMode(club.MailFolder) & Others).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public void A_setting_that_is_a_secret_may_be_the_content_of_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "a-key-of-more-than-thirty-two-characters\n");
            Of(("Club:AdminKeyFile", file)).AdminKey.ShouldBe("a-key-of-more-than-thirty-two-characters");
            Of(("Club:Https:PasswordFile", file)).HttpsPassword.ShouldBe("a-key-of-more-than-thirty-two-characters");
            Of(("Club:StoreFile", file)).Store.ShouldBe("a-key-of-more-than-thirty-two-characters");
            Of(("Club:AdminKeyFile", file), ("Club:AdminKey", "the value itself wins")).AdminKey.ShouldBe("the value itself wins");
            Should
                .Throw<ArgumentException>(() => Of(("Club:Https:PasswordFile", file + ".not")))
                .Message.ShouldStartWith("Club__Https__PasswordFile cannot be read");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Settings Of(params (string Name, string Value)[] settings) =>
        Settings.Of(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
                .Build()
        );
}
