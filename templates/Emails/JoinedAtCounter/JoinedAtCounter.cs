namespace LoyaltyClub.Templates.Emails;

/// <summary>Welcomes somebody who joined at the counter, and asks for the rest.</summary>
/// <param name="Name">First name; empty if nobody asked for it.</param>
/// <param name="Link">To the member's profile, behind the sign-in by a mailed code.</param>
public sealed record JoinedAtCounter(string Club, string Name, Link Link) : IMailView;
