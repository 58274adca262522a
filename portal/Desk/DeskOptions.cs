namespace LoyaltyClub.Portal.Desk;

/// <param name="MostAdjusted">Points that marketing may give or take by hand at a time; an admin has no limit.</param>
public sealed record DeskOptions(long MostAdjusted);
