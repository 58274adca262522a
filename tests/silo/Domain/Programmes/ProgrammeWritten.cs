using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>A programme that is written is read back as it was.</summary>
public class ProgrammeWritten(ITestOutputHelper output)
{
    [Fact]
    public void What_is_written_is_read_as_the_same_programme() =>
        ForAll.Cases(
            1_000,
            output,
            random =>
            {
                var document = RandomProgrammes.Document(random).ToJsonString();
                var programme = Read(document);
                var written = ProgrammeWriter.Write(programme);
                Same(Read(written), programme, document);
                ProgrammeWriter.Write(Read(written)).ShouldBe(written);
            }
        );

    [Fact]
    public void Nothing_said_is_written_as_all_the_defaults()
    {
        var written = JsonNode.Parse(ProgrammeWriter.Write(Programme.Default))!;
        ((decimal)written["earning"]!["per"]!).ShouldBe(1);
        written["tiers"]!["levels"]!.AsArray().Count.ShouldBe(1);
        ((int)written["latePurchaseDays"]!).ShouldBe(400);
        Same(Read(written.ToJsonString()), Programme.Default, "{}");
    }

    internal static Programme Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (programme, faults) = ProgrammeReader.Read(document.RootElement);
        faults.ShouldBeEmpty(json);
        return programme;
    }

    /// <summary>Every property of every part, by what it says and not by where it lies.</summary>
    internal static void Same(Programme one, Programme other, string of)
    {
        Text(one).ShouldBe(Text(other), of);

        static string Text(Programme programme) =>
            JsonSerializer.Serialize(
                new
                {
                    programme.Name,
                    programme.Languages,
                    programme.Categories,
                    programme.Currency,
                    Zone = programme.TimeZone.Id,
                    Earning = programme.Earning with
                    {
                        ExcludedCategories = Names.None,
                        Rules = [],
                    },
                    Excluded = programme.Earning.ExcludedCategories.Order(),
                    Rules = programme.Earning.Rules.Select(rule => new
                    {
                        Rule = rule with
                        {
                            When = new(),
                        },
                        When = rule.When with
                        {
                            Categories = Names.None,
                            Brands = Names.None,
                            Skus = Names.None,
                            Stores = Names.None,
                            Days = [],
                        },
                        Categories = rule.When.Categories.Order(),
                        Brands = rule.When.Brands.Order(),
                        Skus = rule.When.Skus.Order(),
                        Stores = rule.When.Stores.Order(),
                        Days = rule.When.Days.Order(),
                    }),
                    programme.Expiry,
                    On = programme.Expiry.On.ToString(),
                    programme.NegativeBalance,
                    programme.Tiers,
                    Cards = programme.StampCards.Select(card => new
                    {
                        Card = card with
                        {
                            Categories = Names.None,
                            Skus = Names.None,
                        },
                        Categories = card.Categories.Order(),
                        Skus = card.Skus.Order(),
                    }),
                    Rewards = programme.Rewards.Select(reward => new
                    {
                        Reward = reward with
                        {
                            Tiers = Names.None,
                        },
                        Tiers = reward.Tiers.Order(),
                    }),
                    Pay = programme.PayWithPoints is { } pay ? pay with { ExcludedCategories = Names.None } : null,
                    PayExcluded = programme.PayWithPoints?.ExcludedCategories.Order(),
                    programme.Referral,
                    programme.Country,
                    programme.LatePurchaseDays,
                    programme.BeforeJoining,
                    programme.Returns,
                },
                PlainNumbers
            );
    }

    private static readonly JsonSerializerOptions PlainNumbers = new() { Converters = { new Plain(), new Texts() } };

    private sealed class Texts : System.Text.Json.Serialization.JsonConverter<LocalizedText>
    {
        public override LocalizedText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ByLanguage ?? [new("", value.In())], options);
    }

    /// <summary>1.00 is 1.</summary>
    private sealed class Plain : System.Text.Json.Serialization.JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Money.Plain(value));
    }
}
