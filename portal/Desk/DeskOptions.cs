namespace LoyaltyClub.Portal.Desk;

/// <param name="MostAdjusted">Points that marketing may give or take by hand in a day of the club; an admin has no limit.</param>
public sealed record DeskOptions(long MostAdjusted);
