namespace LoyaltyClub.Templates.Emails;

/// <summary>Somebody has joined with this address; the code proves that it is theirs.</summary>
/// <param name="Name">First name, as the member wrote it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Minutes">How long the code is good.</param>
public sealed record Welcome(string Club, string Name, string Code, int Minutes) : IMailView;
