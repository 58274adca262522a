using LoyaltyClub.Domain.Programmes;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>Which version of the programme decides about an instant.</summary>
public class ProgrammeBooks
{
    private static Programme Named(string name) => new() { Name = new(name) };

    [Theory]
    [InlineData("2026-01-31T23:59:59.999Z", "first")]
    [InlineData("2026-02-01T00:00:00Z", "second")]
    [InlineData("2026-02-01T00:00:00.001Z", "second")]
    [InlineData("2026-03-01T00:00:00Z", "third")]
    [InlineData("9990-01-01T00:00:00Z", "third")]
    [InlineData("0001-01-01T00:00:00Z", "first")]
    public void A_version_decides_from_its_instant_on(string at, string name) =>
        ProgrammeHistory
            .Empty.With(DateTimeOffset.MinValue, Named("first"))
            .With(Instant("2026-02-01T00:00:00Z"), Named("second"))
            .With(Instant("2026-03-01T00:00:00Z"), Named("third"))
            .InForceAt(Instant(at))
            .Programme.Name.In().ShouldBe(name);

    [Fact]
    public void A_version_written_later_for_an_earlier_instant_has_its_own_time()
    {
        var book = ProgrammeHistory
            .Empty.With(Instant("2026-03-01T00:00:00Z"), Named("march"))
            .With(Instant("2026-02-01T00:00:00Z"), Named("february"));
        (book.InForceAt(Instant("2026-02-15T00:00:00Z")).Number, book.InForceAt(Instant("2026-03-15T00:00:00Z")).Number).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2026-02-01T00:00:00Z")]
    public void Of_two_that_begin_together_the_later_written_decides(string? from)
    {
        var at = from is null ? DateTimeOffset.MinValue : Instant(from);
        var book = ProgrammeHistory.Empty.With(at, Named("one")).With(at, Named("two"));
        book.InForceAt(at).Number.ShouldBe(2);
        book.InForceAt(Instant("2026-05-01T00:00:00Z")).Number.ShouldBe(2);
        book.Version(1).Programme.Name.In().ShouldBe("one");
    }

    [Fact]
    public void A_club_that_has_said_nothing_has_the_default()
    {
        ProgrammeHistory.Empty.InForceAt(Instant("2026-05-01T00:00:00Z")).ShouldBe(ProgrammeHistory.Empty.Version(0));
        ProgrammeHistory
            .Empty.With(Instant("2026-02-01T00:00:00Z"), Named("one"))
            .InForceAt(Instant("2026-01-01T00:00:00Z"))
            .Number.ShouldBe(0);
    }

    [Fact]
    public void Offsets_do_not_matter_to_an_instant() =>
        ProgrammeHistory
            .Empty.With(Instant("2026-02-01T00:00:00+02:00"), Named("one"))
            .InForceAt(Instant("2026-01-31T22:00:00Z"))
            .Number.ShouldBe(1);

    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    public void Currencies_have_their_decimals(string currency, int decimals) =>
        LoyaltyClub.Domain.Programmes.Money.Decimals(currency).ShouldBe(decimals);

    [Theory]
    [InlineData("12", 0)]
    [InlineData("12.340", 2)]
    [InlineData("0.000", 0)]
    [InlineData("0.001", 3)]
    [InlineData("-1.50", 1)]
    public void A_number_has_the_decimals_that_it_uses(string number, int decimals) =>
        LoyaltyClub.Domain.Programmes.Money.DecimalsOf(Ledger.Money(number)).ShouldBe(decimals);
}
