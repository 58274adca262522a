using LoyaltyClub.Contracts;
using LoyaltyClub.Import;

namespace LoyaltyClub.Tests.Import;

public class ValuesTests
{
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    [Theory]
    [InlineData("2020-07-01 10:00:00", "2020-07-01T10:00:00+02:00")]
    [InlineData("2020-01-01T10:00", "2020-01-01T10:00:00+01:00")]
    [InlineData("2020-01-01", "2020-01-01T00:00:00+01:00")]
    [InlineData("2020-01-01 10:00:00.25", "2020-01-01T10:00:00.25+01:00")]
    [InlineData("2020-01-01T10:00:00Z", "2020-01-01T10:00:00+00:00")]
    [InlineData("2020-01-01 10:00:00-05:00", "2020-01-01T10:00:00-05:00")]
    [InlineData("2020-01-01 10:00 +03:00", "2020-01-01T10:00:00+03:00")]
    [InlineData("2020-10-25 02:30:00", "2020-10-25T02:30:00+01:00")] // the clock showed it twice
    [InlineData("2020-03-29 02:30:00", "2020-03-29T02:30:00+01:00")] // and never
    [InlineData("01/02/2020", null)]
    [InlineData("2020-02-30", null)]
    [InlineData("0001-01-01", null)]
    [InlineData("Z", null)]
    public void A_time_without_an_offset_counts_in_the_mapping_s_zone(string text, string? instant)
    {
        Refused? fault = null;
        var read = new Values(new() { TimeZone = Madrid }).Instant("at", text, ref fault);
        read?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFzzz", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(instant);
        (fault is null).ShouldBe(instant is not null);
    }

    [Theory]
    [InlineData("12,50", ',', 12.5)]
    [InlineData("-3", ',', -3.0)]
    [InlineData("12.50", ',', null)]
    [InlineData("1.234,50", ',', null)]
    [InlineData("1e-3", '.', 0.001)]
    [InlineData("1,234", '.', null)]
    [InlineData("NaN", '.', null)]
    public void A_number_has_the_mapping_s_decimal_sign_and_no_other(string text, char sign, double? number)
    {
        Refused? fault = null;
        new Values(new() { Decimal = sign }).Number("amount", text, ref fault).ShouldBe((decimal?)number);
        (fault is null).ShouldBe(number is not null);
    }

    [Fact]
    public void What_was_seen_lately_is_remembered_and_memory_is_bounded()
    {
        var recent = new Recent<int, int>(10);
        for (var i = 0; i < 1_000; i++)
        {
            recent.Add(i, i);
            for (var j = Math.Max(0, i - 9); j <= i; j++)
            {
                recent.Find(j, out _).ShouldBeTrue();
            }
        }
        Enumerable.Range(0, 1_000).Count(i => recent.Find(i, out _)).ShouldBeLessThanOrEqualTo(20);
    }
}
