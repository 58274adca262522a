namespace LoyaltyClub.Portal.Desk;

/// <param name="MostAdjusted">Points that a marketing employee may adjust on one day of the club; admins have no limit.</param>
public sealed record DeskOptions(long MostAdjusted);
