using LoyaltyClub.Portal.Desk;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Texts of a programme as the desk's form has them, one for each of the club's languages.</summary>
public class ProgrammeTexts
{
    [Theory]
    [InlineData("{}", "The club", "", """{"name":"The club"}""")]
    [InlineData("{}", "", "El club", """{"name":{"es":"El club"}}""")]
    [InlineData("{}", "The club ", " El club", """{"name":{"en":"The club","es":"El club"}}""")]
    [InlineData("""{"name":"Club"}""", "Club", "El club", """{"name":{"en":"Club","es":"El club"}}""")]
    [InlineData("""{"name":"Club"}""", "", "", "{}")]
    [InlineData("""{"name":{"en":"The club","es":"El club"}}""", "The club", "", """{"name":"The club"}""")]
    [InlineData("""{"name":{"en":"The club","es":"El club"}}""", "The club", "El club", """{"name":{"en":"The club","es":"El club"}}""")]
    [InlineData(
        """{"languages":["es","en"],"name":"El club"}""",
        "The club",
        "El club",
        """{"languages":["es","en"],"name":{"es":"El club","en":"The club"}}"""
    )]
    [InlineData("""{"languages":["es","en"],"name":"El club"}""", "", "El club", """{"languages":["es","en"],"name":"El club"}""")]
    public void A_text_is_typed_once_for_all_languages_or_in_each(string before, string english, string spanish, string after) =>
        Taken(before, ("name.en", english), ("name.es", spanish)).ShouldBe(after);

    [Theory]
    [InlineData("""{"languages":["es"],"name":"Club"}""", "El club", """{"languages":["es"],"name":"El club"}""")]
    [InlineData(
        """{"languages":["es"],"name":{"en":"The club","es":"Club"}}""",
        "El club",
        """{"languages":["es"],"name":{"es":"El club","en":"The club"}}"""
    )]
    public void A_club_of_one_language_has_one_input_and_texts_in_others_wait(string before, string typed, string after) =>
        Taken(before, ("name", typed)).ShouldBe(after);

    [Fact]
    public void The_clubs_languages_are_chosen_in_their_order()
    {
        var languages = ProgrammeForms.Parts.All.Single(part => part.Code == "general").Fields.Single(field => field.Kind == Kind.Languages);
        ProgrammeForm.Of("{}", "en")!.Options(languages, []).ShouldBe(["en es", "es en", "en", "es"]);
        Taken("{}", ("languages", "es en")).ShouldBe("""{"languages":["es","en"]}""");
        Taken("""{"languages":["es","en"]}""", ("languages", "es")).ShouldBe("""{"languages":["es"]}""");
        Taken("{}", ("languages", "en es")).ShouldBe("{}");
    }

    private static string Taken(string before, params (string Name, string Value)[] typed)
    {
        var (form, part) = (ProgrammeForm.Of(before, "en")!, ProgrammeForms.Parts.All.Single(part => part.Code == "general"));
        var sent = ProgrammeForms.Sent(form, part).ToDictionary();
        foreach (var (name, value) in typed)
        {
            sent[name] = value;
        }

        form.Take(part, new FormCollection(sent));
        return form.Document.ToJsonString();
    }
}
