namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Where to go after signing in: a page of ours, or home.</summary>
internal static class Back
{
    public static string To(string? address) =>
        address is ['/', not ('/' or '\\'), ..]
        && address.Length < 500
        && !address.StartsWith("/sign-in", StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : "/";

    /// <summary>An address of ours with where to go afterwards.</summary>
    public static string With(string address, string? back) =>
        To(back) is "/" ? address : $"{address}?back={Uri.EscapeDataString(To(back))}";
}
