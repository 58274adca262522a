namespace LoyaltyClub.Portal.Desk;

/// <summary>Rules for a new password: 12 to 200 characters, 5 different ones, and no short variation of the owner's address.</summary>
internal static class Passwords
{
    public const int Fewest = 12,
        Most = 200;

    /// <summary>The password of the fields <c>password</c> and <c>again</c>, untrimmed; faults are added to the form.</summary>
    public static string? New(Form form, StaffView whose)
    {
        var password = form.Sent["password"].ToString();
        if (password.Length < Fewest || password.Distinct().Count() < 5)
        {
            form.Refuse("password", "desk.password.short");
        }
        else if (password.Length > Most)
        {
            form.Refuse("password", "member.fault.long");
        }
        else if (
            whose.Email is { } email
            && password.Contains(email[..email.IndexOf('@')], StringComparison.OrdinalIgnoreCase)
            && password.Length < 20
        )
        {
            form.Refuse("password", "desk.password.yours");
        }
        else if (password != form.Sent["again"].ToString())
        {
            form.Refuse("password", "desk.password.differs");
        }

        return password;
    }
}
