namespace LoyaltyClub.Templates.Emails;

/// <summary>Somebody of the staff is to set up how they sign in: they are new, or have lost password or phone.</summary>
/// <param name="Link">Good for three days, and once.</param>
public sealed record StaffInvitation(string Club, string Name, Link Link) : IMailView;
