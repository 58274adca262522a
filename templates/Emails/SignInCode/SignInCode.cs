namespace LoyaltyClub.Templates.Emails;

/// <summary>The code for signing in with this address.</summary>
/// <param name="Name">First name as entered by the member.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">Lifetime of the code.</param>
public sealed record SignInCode(string Club, string Name, string Code, int Minutes) : IMailView;
