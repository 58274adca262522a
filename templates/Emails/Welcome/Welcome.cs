namespace LoyaltyClub.Templates.Emails;

/// <summary>Welcomes a new member; the code confirms the address.</summary>
/// <param name="Name">First name as entered by the member.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">Lifetime of the code.</param>
public sealed record Welcome(string Club, string Name, string Code, int Minutes) : IMailView;
