namespace LoyaltyClub.Templates.Emails;

/// <summary>Somebody, most likely its owner, wants to sign in with this address.</summary>
/// <param name="Name">First name, as the member wrote it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">How long the code is good.</param>
public sealed record SignInCode(string Club, string Name, string Code, int Minutes) : IMailView;
