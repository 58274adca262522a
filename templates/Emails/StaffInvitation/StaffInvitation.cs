namespace LoyaltyClub.Templates.Emails;

/// <summary>Invites staff to set up signing in: when new, or after losing the password or the phone.</summary>
/// <param name="Link">Valid once, for three days.</param>
public sealed record StaffInvitation(string Club, string Name, Link Link) : IMailView;
