namespace LoyaltyClub.Portal.Desk;

/// <summary>What a new password must be: long, and not one's own name.</summary>
internal static class Passwords
{
    public const int Fewest = 12,
        Most = 200;

    /// <summary>
    /// The password of the fields <c>password</c> and <c>again</c> as it was typed, spaces included; what is wrong with it is in the form.
    /// </summary>
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
