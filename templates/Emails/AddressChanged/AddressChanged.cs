namespace LoyaltyClub.Templates.Emails;

/// <summary>Sent to a member's earlier address when it is no longer theirs, so that nobody takes a membership over unnoticed.</summary>
/// <param name="Name">First name as entered by the member.</param>
public sealed record AddressChanged(string Club, string Name) : IMailView;
