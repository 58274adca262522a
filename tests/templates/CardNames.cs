using System.Text;
using System.Xml.Linq;
using LoyaltyClub.Templates.Cards;

namespace LoyaltyClub.Tests.Templates;

/// <summary>Names on the card, which the device draws: they are whole, in the room beside the code, or end with an ellipsis.</summary>
public class CardNames
{
    private static XElement[] Texts(string club, string member) =>
        [
            .. XDocument
                .Parse(new CardPictures().Svg(club, member, "0123456789AB0"))
                .Descendants()
                .Where(element => element.Name.LocalName == "text"),
        ];

    private static (string Text, int Size) Name(string member) =>
        Texts("Club", member)[1] is var line ? (line.Value, (int)line.Attribute("font-size")!) : default;

    [Theory]
    [InlineData("Екатерина Достоевская")]
    [InlineData("Γιώργος Παπαδόπουλος")]
    [InlineData("欧阳娜娜")]
    [InlineData("محمد بن سلمان")]
    [InlineData("José Núñez")]
    [InlineData("नरेन्द्र मोदी")]
    [InlineData("👩‍👩‍👧 Ana")]
    public void A_name_of_any_alphabet_is_written_as_it_is(string name)
    {
        Name(name).Text.ShouldBe(name.Normalize());
        Texts(name, "Ana")[0].Value.ShouldBe(name.Normalize());
    }

    [Fact]
    public void A_name_typed_in_parts_is_the_same_card()
    {
        var (whole, parts) = ("José Núñez", "José Núñez".Normalize(NormalizationForm.FormD));
        parts.ShouldNotBe(whole);
        Texts("Club", parts)[1].ToString().ShouldBe(Texts("Club", whole)[1].ToString());
    }

    [Theory]
    [InlineData("Ana", 42, false)]
    [InlineData("Wilhelmina Konstantina Hohenlohe", 22, false)]
    [InlineData("Wilhelmina Maximiliana Konstantina Alexandrina Philippina Charlotte Hohenlohe-Waldenburg", 18, true)]
    [InlineData("欧阳娜娜", 42, false)]
    [InlineData("欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜", 22, false)]
    [InlineData("欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜", 18, true)]
    public void A_long_name_is_smaller_and_then_cut_off(string name, int size, bool cut)
    {
        var shown = Name(name);
        (shown.Size, shown.Text.EndsWith('…')).ShouldBe((size, cut));
        name.ShouldStartWith(shown.Text.TrimEnd('…'));
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        var name = string.Concat(Enumerable.Repeat("👩‍👩‍👧é", 40));
        name.Normalize().ShouldStartWith(Name(name).Text.TrimEnd('…'));
        Name(name).Text.ShouldMatch("^(👩‍👩‍👧é)*(👩‍👩‍👧)?…$");
    }
}
