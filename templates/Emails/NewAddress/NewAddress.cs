namespace LoyaltyClub.Templates.Emails;

/// <summary>A member wants this to be their address from now on.</summary>
/// <param name="Name">First name, as the member wrote it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">How long the code is good.</param>
public sealed record NewAddress(string Club, string Name, string Code, int Minutes) : IMailView;
