namespace LoyaltyClub.Portal.Member;

/// <summary>Return address after signing in, limited to pages of the portal; home by default.</summary>
internal static class Back
{
    /// <summary>The most characters of an address: a claim's, which contains its receipt.</summary>
    private const int Longest = ReceiptClaims.LongestSeal + 100;

    public static string To(string? address) =>
        address is ['/', not ('/' or '\\'), ..]
        && address.Length < Longest
        && !address.StartsWith("/sign-in", StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : "/";

    /// <summary>An address with the return address in its query.</summary>
    public static string With(string address, string? back) =>
        To(back) is "/" ? address : $"{address}{(address.Contains('?') ? '&' : '?')}back={Uri.EscapeDataString(To(back))}";
}
