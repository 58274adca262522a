using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Member;

namespace LoyaltyClub.Tests.Portal;

/// <summary>What an offer is called, on what terms, and when, as a member reads it. Today is Thursday, 12 March 2026.</summary>
public class OfferTexts
{
    private static readonly DateOnly Today = new(2026, 3, 12);

    private static readonly OfferView Plain = new(
        "x",
        2,
        null,
        null,
        1,
        None,
        None,
        None,
        None,
        [],
        null,
        null,
        0,
        0,
        false,
        false,
        false,
        null,
        true,
        Today
    );

    private static NamesView None => new([], 0);

    private static NamesView Some(params string[] names) => new(names, 0);

    private static TimeOnly At(int hour, int minute = 0) => new(hour, minute);

    private static OfferWords Say(string language, string currency = "EUR") =>
        new(new(language, new LoyaltyClub.Grains.Currencies()), currency, Today);

    private static readonly (OfferView Offer, string En, string Es)[] Titles =
    [
        (Plain, "Double points", "Puntos dobles"),
        (
            Plain with
            {
                Multiply = 3,
                Categories = Some("bakery", "coffee"),
            },
            "Triple points on Bakery, Coffee",
            "Puntos triples en Bakery, Coffee"
        ),
        (
            Plain with
            {
                Multiply = 1.25m,
                Categories = new(["bakery", "fruit", "soft-drinks", "tea"], 12),
            },
            "1.25 × points on Bakery, Fruit, Soft drinks, Tea and 12 more",
            "Puntos × 1,25 en Bakery, Fruit, Soft drinks, Tea y 12 más"
        ),
        (
            Plain with
            {
                Multiply = null,
                Add = 1,
                FirstPurchase = true,
            },
            "1 extra point with your first purchase",
            "1 punto extra con tu primera compra"
        ),
        (
            Plain with
            {
                Multiply = null,
                Add = 1500,
                Brands = Some("Monte-Alto"),
            },
            "1,500 extra points with Monte-Alto",
            "1500 puntos extra con Monte-Alto"
        ),
        (
            Plain with
            {
                Multiply = null,
                Points = 5,
                Per = 10,
                Categories = Some("wine"),
                Brands = Some("Viña Lenta"),
                Skus = Some("a-1", "b-2"),
            },
            "5 extra points for each €10.00 on Wine by Viña Lenta (a-1, b-2)",
            "5 puntos extra por cada 10,00 € en Wine de Viña Lenta (a-1, b-2)"
        ),
        (
            Plain with
            {
                Multiply = null,
                Points = 1,
                Per = 0.5m,
                Skus = Some("a-1"),
            },
            "1 extra point for each €0.50 on article a-1",
            "1 punto extra por cada 0,50 € en el artículo a-1"
        ),
        (
            Plain with
            {
                Skus = new(["a-1", "b-2"], 7),
            },
            "Double points on articles a-1, b-2 and 7 more",
            "Puntos dobles en los artículos a-1, b-2 y 7 más"
        ),
        (Plain with { Multiply = null, Points = 0.1234m }, "0.1234 extra points for each €1.00", "0,1234 puntos extra por cada 1,00 €"),
        (Plain with { Birthday = true, BirthdayMonth = true }, "Double points on your birthday", "Puntos dobles en tu cumpleaños"),
        (
            Plain with
            {
                Multiply = 3,
                BirthdayMonth = true,
                Categories = Some("cake"),
            },
            "Triple points on Cake in the month of your birthday",
            "Puntos triples en Cake en el mes de tu cumpleaños"
        ),
    ];

    [Fact]
    public void It_is_called_by_what_it_gives_on_what_and_on_which_occasion() => ShouldSay(Titles, (say, offer) => say.Title(offer));

    private static readonly (OfferView Offer, string En, string Es)[] Terms =
    [
        (Plain, "", ""),
        (
            Plain with
            {
                Stores = Some("s2"),
                Others =
                [
                    new("minimumSpend", [], 1_234.5m, true),
                    new("minimumQuantity", [], 1.5m, false),
                    new("brand", ["Acme", "Viña"], null, false),
                    new("birthday", [], null, false),
                ],
                Limit = new(1, 1, 1),
            },
            "At S2 · from €1,234.50 · from 1.5 pieces · brand Acme, Viña · on the birthday · once a day",
            "En S2 · desde 1234,50 € · desde 1,5 unidades · marca Acme, Viña · en el cumpleaños · una vez al día"
        ),
        (Plain with { MinimumSpend = 40 }, "When you spend €40.00 or more", "Al gastar 40,00 € o más"),
        (
            Plain with
            {
                MinimumSpend = 5.5m,
                MinimumQuantity = 1.5m,
                Brands = Some("Acme"),
            },
            "When you spend €5.50 or more on these products · 1.5 or more pieces",
            "Al gastar 5,50 € o más en estos productos · 1,5 o más unidades"
        ),
        (
            Plain with
            {
                Days = [DayOfWeek.Tuesday],
                From = At(10),
                To = At(12),
                Stores = Some("la-ribera", "s2"),
            },
            "Every Tuesday · 10:00 to 12:00 · at La ribera, S2",
            "Cada martes · de 10:00 a 12:00 · en La ribera, S2"
        ),
        (
            Plain with
            {
                Days = [DayOfWeek.Tuesday, DayOfWeek.Thursday],
                From = At(16),
            },
            "Every Tuesday and Thursday · from 16:00",
            "Cada martes y jueves · desde las 16:00"
        ),
        (
            Plain with
            {
                Days = [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Sunday],
                To = At(1, 30),
            },
            "Every Monday, Wednesday and Sunday · until 1:30",
            "Cada lunes, miércoles y domingo · hasta la 1:30"
        ),
        (
            Plain with
            {
                Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
                From = At(22),
                To = At(2),
            },
            "Monday to Friday · 22:00 to 2:00",
            "De lunes a viernes · de 22:00 a 2:00"
        ),
        (
            Plain with
            {
                Days =
                [
                    DayOfWeek.Monday,
                    DayOfWeek.Tuesday,
                    DayOfWeek.Wednesday,
                    DayOfWeek.Thursday,
                    DayOfWeek.Friday,
                    DayOfWeek.Saturday,
                    DayOfWeek.Sunday,
                ],
            },
            "",
            ""
        ),
        (Plain with { Limit = new(1, 1, 1) }, "Once a day", "Una vez al día"),
        (Plain with { Limit = new(3, 1, 1) }, "Up to 3 times a day · 1 time left", "Hasta 3 veces al día · te queda 1 vez"),
        (Plain with { Limit = new(1, 30, 1) }, "Once in 30 days", "Una vez cada 30 días"),
        (
            Plain with
            {
                Limit = new(1_000, 30, 999),
            },
            "Up to 1,000 times in 30 days · 999 times left",
            "Hasta 1000 veces cada 30 días · te quedan 999 veces"
        ),
        (Plain with { Limit = new(1, 3_660, 1) }, "Once", "Una sola vez"),
        (Plain with { Limit = new(2, 3_650, 2) }, "Up to 2 times", "Hasta 2 veces"),
    ];

    [Fact]
    public void Its_terms_are_said_in_one_line() => ShouldSay(Terms, (say, offer) => say.Details(offer));

    private static readonly (OfferView Offer, string En, string Es)[] Times =
    [
        (Plain, "Any time", "Cuando quieras"),
        (Plain with { From = At(10), To = At(14), Birthday = true }, "Now, until 14:00", "Ahora, hasta las 14:00"),
        (Plain with { From = At(22), To = At(1), Days = [DayOfWeek.Thursday] }, "Now, until 1:00", "Ahora, hasta la 1:00"),
        (Plain with { From = At(22), To = At(1), Birthday = true }, "Now", "Ahora"),
        (Plain with { From = At(10) }, "Today", "Hoy"),
        (Plain with { Days = [DayOfWeek.Thursday] }, "Today", "Hoy"),
        (Plain with { Birthday = true }, "Today", "Hoy"),
        (Plain with { BirthdayMonth = true }, "This month", "Este mes"),
        (Plain with { IsOn = false, From = At(16), To = At(18) }, "Today from 16:00", "Hoy desde las 16:00"),
        (Plain with { IsOn = false, On = Today.AddDays(1) }, "Tomorrow", "Mañana"),
        (Plain with { IsOn = false, On = Today.AddDays(6), Days = [DayOfWeek.Wednesday] }, "Wednesday", "Miércoles"),
        (Plain with { IsOn = false, On = Today.AddDays(7), Days = [DayOfWeek.Thursday] }, "19 March 2026", "19 de marzo de 2026"),
        (Plain with { IsOn = false, On = new(2026, 5, 1), BirthdayMonth = true }, "From 1 May 2026", "Desde el 1 de mayo de 2026"),
        (Plain with { IsOn = false, On = new(2026, 5, 17), Birthday = true }, "17 May 2026", "17 de mayo de 2026"),
    ];

    [Fact]
    public void When_it_can_be_had_is_said_as_a_person_would() => ShouldSay(Times, (say, offer) => say.When(offer));

    [Theory]
    [InlineData("JPY", "5 puntos extra por cada 100 JPY")]
    [InlineData("KWD", "5 puntos extra por cada 100,000 KWD")]
    [InlineData("PKR", "5 puntos extra por cada 100,00 PKR")]
    public void Money_is_in_the_programmes_currency(string currency, string title) =>
        Spaced(Say("es", currency).Title(Plain with { Multiply = null, Points = 5, Per = 100 })).ShouldBe(title);

    private static void ShouldSay((OfferView Offer, string En, string Es)[] rows, Func<OfferWords, OfferView, string> said) =>
        rows.Select(row => (row.Offer, Spaced(said(Say("en"), row.Offer)), Spaced(said(Say("es"), row.Offer)))).ShouldBe(rows);

    private static string Spaced(string text) => text.Replace('\u00A0', ' ');
}
