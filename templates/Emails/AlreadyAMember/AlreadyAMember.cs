namespace LoyaltyClub.Templates.Emails;

/// <summary>Sent if a member's address is used to join again; only this mail reveals the membership.</summary>
/// <param name="Name">First name as entered by the member.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">Lifetime of the code.</param>
public sealed record AlreadyAMember(string Club, string Name, string Code, int Minutes) : IMailView;
