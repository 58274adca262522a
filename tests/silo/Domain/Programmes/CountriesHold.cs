using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>The country of a club is the one in which its time zone lies.</summary>
public class CountriesHold
{
    [Theory]
    [InlineData("Europe/Madrid", "ES")]
    [InlineData("Atlantic/Canary", "ES")]
    [InlineData("America/New_York", "US")]
    [InlineData("US/Eastern", "US")]
    [InlineData("Asia/Kolkata", "IN")]
    [InlineData("Asia/Calcutta", "IN")]
    [InlineData("Europe/Kyiv", "UA")]
    [InlineData("America/Argentina/Buenos_Aires", "AR")]
    [InlineData("Etc/GMT+3", null)]
    public void A_time_zone_lies_in_a_country(string zone, string? country) =>
        Countries.Of(TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(country);

    [Fact]
    public void UTC_lies_nowhere_and_the_programme_may_say_where_it_is()
    {
        Programme.Default.CountryOfPhones.ShouldBeNull();
        (Programme.Default with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid") }).CountryOfPhones.ShouldBe("ES");
        (
            Programme.Default with
            {
                TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"),
                Country = "FR",
            }
        ).CountryOfPhones.ShouldBe("FR");
        Countries.All.Length.ShouldBe(247);
        Countries.All.ShouldBe(Countries.All.Order());
        Countries.All.ShouldAllBe(code => code.Length == 2 && code.All(char.IsAsciiLetterUpper));
    }
}
