using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Tests.Api;

public class AnswersToPurchases
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public void They_are_written_by_straight_code_and_read_as_everywhere_in_the_API()
    {
        PurchaseJson.Default.PurchaseAnswer.SerializeHandler.ShouldNotBeNull();
        foreach (var answer in Answers)
        {
            Text(answer, PurchaseJson.Default.PurchaseAnswer).ShouldBe(Text(answer, ApiJson.Default.PurchaseAnswer));
        }

        Text(Answers[0], PurchaseJson.Default.PurchaseAnswer).ShouldContain("Ñandú/7 \\\"€\\\"");
    }

    private static readonly PurchaseAnswer[] Answers =
    [
        new(
            "Ñandú/7 \"€\"",
            "m1",
            new(-5, 7, [new("base", 10), new("tier:gold", -15)], 3, 4),
            [new("coffee", 1.125m, 0.5m, -1)],
            new("gold", "basic"),
            new(1, 2, 3, 4, new(Day, 9)),
            12.340m,
            [new("v1", "mug", "V0123456789ABC", "issued", Day), new("v2", "mug", "W", "used", null)],
            [new("pointsEnd", Points: 9, On: Day), new("tierEnds", On: Day, Tier: "gold"), new("voucherIssued", On: Day, Reward: "mug")]
        ),
        new("s1/r", "m1", new(0, 0, []), [], new("basic", null), new(0, 0, 0, 0, null), 0.00m, [], []),
        new("s1/r", "m1", new(long.MaxValue, 0, []), [], new("basic", null), new(long.MaxValue, 0, 0, 0, null), decimal.MaxValue, [], []),
    ];

    private static string Text(PurchaseAnswer answer, JsonTypeInfo<PurchaseAnswer> type)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, ApiJson.Writing);
        JsonSerializer.Serialize(json, answer, type);
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
