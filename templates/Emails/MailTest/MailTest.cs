namespace LoyaltyClub.Templates.Emails;

/// <summary>Sent from the desk to whoever sets up the mail server and asks for a test.</summary>
/// <param name="Name">Name of the member of staff.</param>
public sealed record MailTest(string Club, string Name) : IMailView;
