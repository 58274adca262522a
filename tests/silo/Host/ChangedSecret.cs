using LoyaltyClub.Contracts;
using LoyaltyClub.Host.Commands;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;
using Cards = LoyaltyClub.Grains.Cards;

namespace LoyaltyClub.Tests.Host;

/// <summary>The club's secret can be changed while the club runs; cards stay good.</summary>
public class ChangedSecret
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_former_one_is_taken_until_its_day_and_printed_cards_for_ever(StoreKind kind)
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, kind, TillSteps.Now);
        using var till = await club.ClientFor("till", "s1");
        var (cards, seals) = (club.Services.GetRequiredService<ICards>(), club.Services.GetRequiredService<ISeals>());
        var card = (await club.Admin.Get("/v1/members/" + await club.Admin.EnrolWith("enrol", 100))).Text("cardCode")!;
        var (phone, printed) = (await cards.DeviceKey(card), (await cards.Codes(card)).Static);
        var seal = await seals.Seal("a claim", "points");
        var (rotating, secret) = ((await cards.Codes(card)).Rotating, await Encrypted(club));

        var (code, output, errors) = await Run("30", $"--Club:Store={club.Store.Setting}");
        code.ShouldBe(0, errors);
        output.ShouldContain("The club has a new secret");

        (await cards.DeviceKey(card)).ShouldNotBe(phone);
        (await seals.Seal("a claim", "points")).ShouldNotBe(seal);
        (await seals.Open("a claim", seal)).ShouldBe("points");
        (await till.Post("/v1/scans", new { code = rotating })).Status.ShouldBe(200);
        (await Decrypted(club, secret)).ShouldBe("of the mail server");
        var line = (
            await club.Services.GetRequiredService<IAudit>().Read(new("command", null, null, null, null, null, 10))
        ).Items.ShouldHaveSingleItem();
        line.What.ShouldBe("secretChanged");

        machine.By = TimeSpan.FromDays(30.1);
        (await seals.Open("a claim", seal)).ShouldBeNull();
        (await till.Post("/v1/scans", new { code = rotating })).Code.ShouldBe("card_invalid");
        (await till.Post("/v1/scans", new { code = (await cards.Codes(card)).Rotating })).Status.ShouldBe(200);
        (await till.Post("/v1/scans", new { code = printed })).Status.ShouldBe(200);
        (await Decrypted(club, secret)).ShouldBe("of the mail server");
    }

    [Fact]
    public async Task After_a_theft_the_former_one_ends_at_once_and_a_process_that_starts_later_knows()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        string seal,
            signed;
        await using (var club = await ClubApplication.Start(store))
        {
            seal = await club.Services.GetRequiredService<ISeals>().Seal("a claim", "points");
        }
        (await Run("0", $"--Club:Store={store.Setting}")).Code.ShouldBe(0); // nothing runs
        await using (var club = await ClubApplication.Start(store))
        {
            var seals = club.Services.GetRequiredService<ISeals>();
            (await seals.Open("a claim", seal)).ShouldBeNull();
            signed = await seals.Seal("a claim", "points");
        }
        await using (var club = await ClubApplication.Start(store))
        {
            (await club.Services.GetRequiredService<ISeals>().Open("a claim", signed)).ShouldBe("points");
        }
        foreach (var wrong in new[] { "401", "-1", "soon" })
        {
            (await Run(wrong, $"--Club:Store={store.Setting}")).Code.ShouldBe(2, wrong);
        }
    }

    [Fact]
    public async Task What_a_page_encrypts_for_the_club_only_the_club_reads()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        await using var other = await ClubApplication.Start(StoreKind.Sqlite);
        var seals = club.Services.GetRequiredService<ISeals>();
        var box = Boxes.Of(await seals.PublicKey(), "ana@example.org");
        (await seals.Decipher(box)).ShouldBe("ana@example.org");
        await club.Services.GetRequiredService<Cards>().Change(DateTimeOffset.UtcNow, "test");
        (await seals.Decipher(box)).ShouldBe("ana@example.org", "a till may have been without network for long");
        (await other.Services.GetRequiredService<ISeals>().Decipher(box)).ShouldBeNull();
        box[70] ^= 1;
        (await seals.Decipher(box)).ShouldBeNull();
        box[1] ^= 1; // no point of the curve
        (await seals.Decipher(box)).ShouldBeNull();
        (await seals.Decipher([])).ShouldBeNull();
    }

    private static Task<byte[]> Encrypted(ClubApplication club) =>
        club.Services.GetRequiredService<Cards>().Encrypt("test", "of the mail server");

    private static Task<string?> Decrypted(ClubApplication club, byte[] secret) =>
        club.Services.GetRequiredService<Cards>().Decrypt("test", secret);

    private static async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (await ChangeSecret.Run(args, output, errors), output.ToString(), errors.ToString());
    }
}
