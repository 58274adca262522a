using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>A text in the languages of the club.</summary>
public class LocalizedTexts
{
    private static readonly LocalizedText Both = new([new("en", "Bread"), new("es", "Pan")]);

    [Fact]
    public void A_text_is_read_in_the_first_language_that_it_has()
    {
        Both.In("es", "en").ShouldBe("Pan");
        Both.In("es-MX", "es", "en").ShouldBe("Pan");
        Both.In("fr", "en").ShouldBe("Bread");
    }

    [Fact]
    public void Without_any_of_the_languages_it_is_its_first_text() => (Both.In("fr"), Both.In()).ShouldBe(("Bread", "Bread"));

    [Fact]
    public void A_text_for_every_language_is_the_same_in_each() => new LocalizedText("Club").In("es", "en").ShouldBe("Club");

    [Fact]
    public void Texts_are_equal_by_content()
    {
        Both.ShouldBe(new([new("en", "Bread"), new("es", "Pan")]));
        Both.GetHashCode().ShouldBe(new LocalizedText([new("en", "Bread"), new("es", "Pan")]).GetHashCode());
        Both.ShouldNotBe(new([new("en", "Bread"), new("es", "Panes")]));
        Both.ShouldNotBe(new("Bread"));
    }
}
