namespace LoyaltyClub.Templates.Emails;

/// <summary>Somebody wanted to join with an address that a member has: told to that address and to nobody else.</summary>
/// <param name="Name">First name, as the member wrote it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">How long the code is good.</param>
public sealed record AlreadyAMember(string Club, string Name, string Code, int Minutes) : IMailView;
