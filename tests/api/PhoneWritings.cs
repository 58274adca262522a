using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal.Till;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

/// <summary>A telephone number is one number, however it is written.</summary>
public class PhoneWritings
{
    private static async Task Programme(ClubApplication club, string fields) =>
        (await club.Admin.Say(HttpMethod.Put, "/v1/programme", "{\"programme\": {" + fields + "}}")).Status.ShouldBe(200);

    private static Task<Reply> Enrol(ClubApplication club, string operationId, string phone) =>
        club.Admin.Post(
            "/v1/members",
            new
            {
                operationId,
                firstName = "Ana",
                phone,
            }
        );

    private static async Task<string> Member(ClubApplication club, string operationId, string phone, string kept)
    {
        var reply = await Enrol(club, operationId, phone);
        reply.Status.ShouldBe(201, reply.Body);
        ((string?)reply.Json["phone"]).ShouldBe(kept, phone);
        return (string)reply.Json["id"]!;
    }

    private static async Task<string?> Found(ClubApplication club, string phone) =>
        (string?)(await club.Admin.Get("/v1/members?phone=" + Uri.EscapeDataString(phone))).Json["id"];

    private static async Task Close(ClubApplication club) => (await club.Admin.Post("/v1/close", new { })).Status.ShouldBe(200);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_number_is_kept_in_E164_found_in_any_writing_and_belongs_to_one_member(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-12T12:00:00Z");
        await Programme(club, "\"timeZone\": \"Europe/Madrid\"");
        var ana = await Member(club, "a", "600 111 222", "+34600111222");

        foreach (
            var writing in new[]
            {
                "+34600111222",
                "600111222",
                "34600111222",
                "0034 600 111 222",
                "00 34 600-111-222",
                "(+34) 600.111.222",
                "+34\u00a0600\u00a0111\u00a0222",
                "\u202a+34600111222\u202c",
                "＋３４６００１１１２２２",
                "٦٠٠١١١٢٢٢",
                " 34600111222", // a + in an address is read as a blank
            }
        )
        {
            (await Found(club, writing)).ShouldBe(ana, writing);
            var again = await Enrol(club, "again " + writing, writing);
            (again.Code, (string?)again.Json["member"]).ShouldBe(("already_a_member", ana), writing);
        }

        (await Found(club, "600111223")).ShouldBeNull();
        // Other countries, with their prefix; what is no number of any country, by its digits.
        await Member(club, "b", "+44 (0) 7911 123456", "+447911123456");
        var bob = await Member(club, "c", "+1 212 555 0100", "+12125550100");
        (await Found(club, "1-212-555-0100")).ShouldBe(bob);
        var odd = await Member(club, "d", "０９０-１２３４-５６７８", "09012345678");
        (await Found(club, "090 1234 5678")).ShouldBe(odd);
        foreach (var no in new[] { "12345", "1234567890123456", "600 111 ddd", "600+111222", "++34600111222" })
        {
            (await Enrol(club, "no", no)).Code.ShouldBe("invalid_field", no);
        }

        // A change keeps numbers like joining does, and gives the old one free.
        (await club.Admin.Patch($"/v1/members/{ana}", new { phone = "600 999 888" })).Json["phone"]!
            .GetValue<string>()
            .ShouldBe("+34600999888");
        (await Found(club, "+34600111222")).ShouldBeNull();
        (await club.Admin.Patch($"/v1/members/{odd}", new { phone = "0034600999888" })).Code.ShouldBe("already_a_member");
    }

    [Theory]
    [InlineData("\"country\": \"FR\", \"timeZone\": \"Europe/Madrid\"", "06 12 34 56 78", "+33612345678")]
    [InlineData("\"timeZone\": \"America/New_York\"", "(212) 555-0100", "+12125550100")]
    [InlineData("\"timeZone\": \"America/New_York\"", "011 34 600 111 222", "+34600111222")]
    [InlineData("\"timeZone\": \"Asia/Calcutta\"", "098765 43210", "+919876543210")]
    [InlineData("\"timeZone\": \"UTC\"", "600 111 222", "600111222")]
    [InlineData("\"timeZone\": \"UTC\"", "+34 600 111 222", "+34600111222")]
    public async Task The_country_is_the_programmes_or_else_the_time_zones(string programme, string written, string kept)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, "2026-03-12T12:00:00Z");
        await Programme(club, programme);
        (await Found(club, written)).ShouldBeNull();
        (await Found(club, kept)).ShouldBeNull();
        var member = await Member(club, "a", written, kept);
        (await Found(club, written)).ShouldBe(member);
    }

    /// <summary>Before there was a country, two writings were two numbers.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Members_of_before_are_brought_over_and_two_with_one_number_keep_what_they_have_until_one_gives_way(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-12T12:00:00Z");
        await Programme(club, "\"timeZone\": \"UTC\"");
        var ana = await Member(club, "a", "+34 600 111 222", "+34600111222");
        var bea = await Member(club, "b", "600 111 222", "600111222");
        var cleo = await Member(club, "c", "600 333 444", "600333444");

        await Programme(club, "\"timeZone\": \"Europe/Madrid\"");
        // Already now nobody else can take the number.
        (await Enrol(club, "new", "600-333-444")).Code.ShouldBe("already_a_member");
        await Close(club);
        await Close(club);

        (await club.Admin.Get($"/v1/members/{cleo}")).Json["phone"]!.GetValue<string>().ShouldBe("+34600333444");
        (await Found(club, "+34600333444")).ShouldBe(cleo);
        (await Found(club, "600333444")).ShouldBe(cleo);
        (await Found(club, "+34600111222")).ShouldBe(ana);
        (await Found(club, "600 111 222")).ShouldBe(bea);
        (await Enrol(club, "new", "+34600111222")).Json["member"]!.GetValue<string>().ShouldBe(ana);
        var clash = (await Clashes(club)).ShouldHaveSingleItem();
        (clash.By, clash.About, clash.Note, clash.Before, clash.After).ShouldBe((AuditLine.Club, bea, ana, null, null));
        // Who saves the number as it stands changes nothing.
        (await club.Admin.Patch($"/v1/members/{bea}", new { phone = "600 111 222", lastName = "Gil" })).Status.ShouldBe(200);

        (await club.Admin.Delete($"/v1/members/{ana}")).Status.ShouldBe(200);
        await Programme(club, "\"timeZone\": \"Europe/Madrid\", \"name\": \"Another\"");
        await Close(club);
        (await Found(club, "+34600111222")).ShouldBe(bea);
        (await Found(club, "600111222")).ShouldBe(bea);
        (await Clashes(club)).Length.ShouldBe(1);
        await foreach (var broken in club.Services.GetRequiredService<IJournal>().Verify())
        {
            broken.ShouldBeNull();
        }
    }

    private static async Task<AuditLine[]> Clashes(ClubApplication club)
    {
        AuditLine[] lines = [];
        await TillSteps.Eventually(
            async () =>
                (
                    lines = (
                        await club.Services.GetRequiredService<IAudit>().Read(new(null, "phoneClash", null, null, null, null, 100))
                    ).Items
                ).Length > 0
                && await club.Store.Count("outbox where topic = 'audit'") == 0,
            () => "The audit does not say so."
        );
        return lines;
    }

    [Theory]
    [InlineData("+34 600 111 222", MemberBy.Phone)]
    [InlineData("600111222", MemberBy.Phone)]
    [InlineData("0034600111222", MemberBy.Phone)]
    [InlineData("00 34 600-111-222", MemberBy.Phone)]
    [InlineData("600\u00a0111\u00a0222", MemberBy.Phone)]
    [InlineData("ana@example.org", MemberBy.Email)]
    [InlineData("1234567890123", MemberBy.Card)]
    [InlineData("8RM2K7QXW0TZ5", MemberBy.Card)]
    [InlineData("12", MemberBy.Card)]
    public void A_till_tells_a_phone_from_a_card(string typed, MemberBy by) => TillDesk.KindOf(typed).ShouldBe(by);
}
