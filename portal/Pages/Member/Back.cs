namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Return address after signing in, limited to pages of the portal; home by default.</summary>
internal static class Back
{
    public static string To(string? address) =>
        address is ['/', not ('/' or '\\'), ..]
        && address.Length < 500
        && !address.StartsWith("/sign-in", StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : "/";

    /// <summary>An address with the return address in its query.</summary>
    public static string With(string address, string? back) =>
        To(back) is "/" ? address : $"{address}?back={Uri.EscapeDataString(To(back))}";
}
