using Microsoft.AspNetCore.Http.Features;

namespace LoyaltyClub.Api;

/// <summary>
/// Segments of a path as the caller meant them. The server decodes everything but the slash, so that of its <c>2026%2F17</c> nobody could
/// say whether a slash or a percent sign was meant.
/// </summary>
internal static class RawPath
{
    /// <param name="fromEnd">1 for the last segment.</param>
    public static string Segment(HttpContext http, int fromEnd) =>
        Uri.UnescapeDataString(http.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].TrimEnd('/').Split('/')[^fromEnd]);
}
