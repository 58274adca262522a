namespace LoyaltyClub.Templates.Emails;

/// <summary>Confirms a change of a member's address; sent to the new address.</summary>
/// <param name="Name">First name as entered by the member.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">Lifetime of the code.</param>
public sealed record NewAddress(string Club, string Name, string Code, int Minutes) : IMailView;
