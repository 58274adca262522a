using LoyaltyClub.Domain.Members;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using CardKeys = LoyaltyClub.Grains.Cards;

namespace LoyaltyClub.Tests.Portal;

/// <summary>
/// The table of answers: every code that can be held out to a till, and what it may do. Through the real host, by a machine's clock of the
/// test's own.
/// </summary>
public class CardAnswers
{
    private const string Now = Arranged.Now;

    private sealed class Machine : TimeProvider
    {
        /// <summary>The first moment of a step, so that an age is that many seconds after it.</summary>
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30 * 30);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private const string Good = "good",
        Invalid = "card_invalid",
        Expired = "card_expired",
        Used = "card_used",
        Replaced = "card_replaced",
        Cannot = "card_cannot_spend";

    [Theory]
    // what is shown, its age in seconds, and the answers: scanned, where it earns, where it spends
    [InlineData("rotating", 0, Good, Good, Good)]
    [InlineData("rotating", 29, Good, Good, Good)]
    [InlineData("rotating", 31, Good, Good, Good)]
    [InlineData("rotating", 59, Good, Good, Good)]
    [InlineData("rotating", 61, Expired, Good, Expired)]
    [InlineData("rotating", 91, Expired, Good, Expired)]
    [InlineData("rotating", 121, Expired, Good, Expired)]
    [InlineData("printed", 0, Good, Good, Cannot)]
    [InlineData("printed", 121, Good, Good, Cannot)]
    [InlineData("a bit flipped in the step", 0, Invalid, Invalid, Invalid)]
    [InlineData("a bit flipped in the tag", 0, Invalid, Invalid, Invalid)]
    [InlineData("a bit flipped in the card", 0, Invalid, Invalid, Invalid)]
    [InlineData("another member's tag", 0, Invalid, Invalid, Invalid)]
    [InlineData("another club's code", 0, Invalid, Invalid, Invalid)]
    [InlineData("a code that has spent", 0, Good, Good, Used)]
    [InlineData("a code that has spent", 31, Good, Good, Used)]
    [InlineData("the step before one that has spent", 0, Good, Good, Used)]
    [InlineData("a replaced card's code", 0, Replaced, Replaced, Replaced)]
    [InlineData("a replaced card, printed", 0, Replaced, Replaced, Replaced)]
    public async Task Each_code_has_its_answer(string shown, int age, string scanned, string earns, string spends)
    {
        var machine = new Machine();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Now);
        await club.Programme(
            new
            {
                name = "Club",
                payWithPoints = new
                {
                    value = 0.01,
                    minimum = 1,
                    multipleOf = 1,
                    maximumShare = 1,
                },
            }
        );
        var (ana, bea) = (await club.Member("ana@example.org", points: 1_000), await club.Member("bea@example.org", "Bea", 1_000));
        var (code, card) = ((await Card(club, ana)).Text("rotating")!, (await Card(club, ana)).Text("static")!);
        var held = shown switch
        {
            "rotating" => code,
            "printed" => card,
            "a bit flipped in the step" => Flipped(code, 1 + card.Length - 1 + 3),
            "a bit flipped in the tag" => Flipped(code, code.Length - 5),
            "a bit flipped in the card" => Flipped(code, 4),
            "another member's tag" => code[..^16] + (await Card(club, bea)).Text("rotating")![^16..],
            "another club's code" => await Foreign(machine, card[1..]),
            "the step before one that has spent" => club
                .Services.GetRequiredService<CardKeys>()
                .Rotating(card[1..], CardText.StepAt(machine.Now) - 1),
            _ => shown.Contains("printed") ? card : code,
        };
        if (shown.Contains("has spent"))
        {
            (await Buy(club, "first", code, 10)).Status.ShouldBe(201);
        }

        if (shown.Contains("replaced"))
        {
            (await club.Admin.Post($"/v1/members/{ana}/card", new { operationId = "new" })).Status.ShouldBe(201);
        }

        machine.Now = machine.Now.AddSeconds(age);

        Answer(await club.Admin.Post("/v1/scans", new { code = held })).ShouldBe(scanned, "scanned");
        Answer(await Buy(club, "earns", held, null)).ShouldBe(earns, "earns");
        Answer(await Buy(club, "spends", held, 10)).ShouldBe(spends, "spends");
        // Used by now: the same step spends once.
        if (spends == Good)
        {
            Answer(await Buy(club, "again", held, 10)).ShouldBe(Used, "again in the same step");
        }
    }

    private static string Answer(Reply reply) => reply.Status is 200 or 201 ? Good : reply.Code!;

    private static async Task<Reply> Card(ClubApplication club, string member) => await club.Admin.Get($"/v1/members/{member}/card");

    private static Task<Reply> Buy(ClubApplication club, string receipt, string card, int? points) =>
        club.Admin.Post("/v1/purchases", TillSteps.Receipt(receipt, card: card, points: points, at: Now));

    private static string Flipped(string code, int place)
    {
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        return code[..place] + letters[letters.IndexOf(code[place]) ^ 1] + code[(place + 1)..];
    }

    /// <summary>The same card's number, signed by a club that has another secret.</summary>
    private static async Task<string> Foreign(TimeProvider machine, string card)
    {
        await using var other = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Now);
        return (await other.Services.GetRequiredService<Contracts.ICards>().Codes(card)).Rotating;
    }
}
