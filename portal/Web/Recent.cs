namespace LoyaltyClub.Portal.Web;

/// <summary>
/// What makes a borrowed session into a stolen account (another address or phone, a passkey, a PIN, an API key), or locks its owner out
/// (removing a passkey, ending sessions), wants a sign-in of a moment ago: after that the member or the member of staff signs in once
/// more.
/// </summary>
internal static class Recent
{
    /// <summary>As long as a code and its mail may take, and a little more.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public static bool Is(TimeProvider machine, DateTimeOffset signedInAt) => machine.GetUtcNow() - signedInAt < Life;

    /// <summary>A room's sign-in, which leads back to a page.</summary>
    public static string Again(string signIn, string back) => $"{signIn}?again=1&back={Uri.EscapeDataString(back)}";
}
