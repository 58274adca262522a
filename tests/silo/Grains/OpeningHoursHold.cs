using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Domain;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Grains;

/// <summary>Opening hours in the notation of schema.org.</summary>
public class OpeningHoursHold(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Mo-Fr 09:00-14:00,17:00-20:30; Sa 10:00-14:00", "Mo-Fr 09:00-14:00,17:00-20:30; Sa 10:00-14:00")]
    [InlineData("mo 9:00-14:00; tu 9:00-14:00", "Mo-Tu 09:00-14:00")]
    [InlineData("Mo,We,Fr 09:00-14:00", "Mo 09:00-14:00; We 09:00-14:00; Fr 09:00-14:00")]
    [InlineData("Mo-Tu,Th 09:00-14:00", "Mo-Tu 09:00-14:00; Th 09:00-14:00")]
    [InlineData("Fr-Mo 18:00-02:00", "Mo 18:00-02:00; Fr-Su 18:00-02:00")]
    [InlineData("Su 17:00-20:00, 10:00-14:00", "Su 10:00-14:00,17:00-20:00")]
    [InlineData("Mo-Su 00:00-24:00", "Mo-Su 00:00-24:00")]
    [InlineData("Sa 20:00-00:00", "Sa 20:00-24:00")]
    public void Hours_are_read_and_written_in_one_way(string typed, string written) => OpeningHours.Canonical(typed).ShouldBe(written);

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("9-14")]
    [InlineData("Mo")]
    [InlineData("Mo 09:00")]
    [InlineData("Mo 09:00-25:00")]
    [InlineData("Mo 09:60-10:00")]
    [InlineData("Mo 09:00-09:00")]
    [InlineData("Mo 09:00-14:00,13:00-15:00")]
    [InlineData("Mo 20:00-02:00,22:00-23:00")]
    [InlineData("Mo 09:00-14:00; Mo 10:00-11:00")]
    [InlineData("Mo 1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00")]
    [InlineData("Lu 09:00-14:00")]
    [InlineData("Mo-Fr-Sa 09:00-14:00")]
    public void Other_texts_are_none(string typed) => OpeningHours.Canonical(typed).ShouldBeNull();

    [Fact]
    public void A_text_as_it_is_written_is_read_as_the_same_times() =>
        ForAll.Cases(
            500,
            output,
            random =>
            {
                var times = OpeningHours
                    .Week.Where(_ => random.OneIn(2))
                    .SelectMany(day =>
                        random.OneIn(2)
                            ? [new OpenTime(day, new(random.Next(0, 12), 30), new(random.Next(13, 24), 0))]
                            : new[] { new OpenTime(day, new(8, 0), new(13, 0)), new OpenTime(day, new(16, 0), new(random.Next(0, 3), 0)) }
                    )
                    .ToArray();
                if (times.Length > 0)
                {
                    OpeningHours.Read(OpeningHours.Text(times)).ShouldBe(times);
                }
            }
        );

    [Fact]
    public void Hours_whose_shortest_text_is_too_long_to_be_read_again_are_refused()
    {
        var days = OpeningHours.Week.Select((day, i) => $"{OpeningHours.Days[(int)day]} 0:0{i}-1:00,2:00-3:00,4:00-5:00,6:00-7:00");
        var typed = string.Join(';', days);
        typed.Length.ShouldBeLessThanOrEqualTo(OpeningHours.MostCharacters);
        OpeningHours.Canonical(typed).ShouldBeNull();
    }

    [Fact]
    public void A_long_text_is_refused_before_it_is_read() =>
        OpeningHours.Read(string.Join("; ", Enumerable.Repeat("Mo 09:00-14:00", 99))).ShouldBeNull();
}
