using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Facts of the programme in force for pages and mails.</summary>
internal sealed class ClubFacts(ProgrammeCache shelf, ClubClock clock) : IClubFacts
{
    private Domain.Programmes.Programme Programme => shelf.Book.InForceAt(clock.Now).Programme;

    public string Currency => Programme.Currency;
    public TimeZoneInfo TimeZone => Programme.TimeZone;
    public decimal? PointValue => Programme.PayWithPoints?.Value;

    public decimal? Worth(long points) => Programme is { PayWithPoints: not null } programme ? Redemptions.Worth(points, programme) : null;

    public PayingView? Paying => Programme.PayWithPoints is { } pay ? new(pay.Value, pay.Minimum, pay.MultipleOf, pay.MaximumShare) : null;

    public int ClaimDays => Programme.BeforeJoining.ClaimDays;

    public SpendingView Spending => new(Programme.Spending.PrintedCard, Programme.Spending.Phone);

    public DateOnly DayOf(DateTimeOffset at) => shelf.Book.DayOf(at);

    public DateTimeOffset Now => clock.Now;
    public bool Sandbox => clock.Sandbox;
}
