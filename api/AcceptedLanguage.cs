using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api;

/// <summary>Names in answers, in the language of <c>Accept-Language</c> that the club has; without one in the club's first.</summary>
internal static class AcceptedLanguage
{
    public static Outcome<MemberView> Named(this Outcome<MemberView> outcome, HttpContext http) =>
        outcome.Value is { } member && Of(http) is { } language ? outcome with { Value = member.In(Names(http), language) } : outcome;

    public static Outcome<ScanAnswer> Named(this Outcome<ScanAnswer> outcome, HttpContext http) =>
        outcome.Value is { } scan && Of(http) is { } language ? outcome with { Value = scan.In(Names(http), language) } : outcome;

    public static Outcome<MemberExport> Named(this Outcome<MemberExport> outcome, HttpContext http) =>
        outcome.Value is { } export && Of(http) is { } language
            ? outcome with
            {
                Value = export with { Member = export.Member.In(Names(http), language) },
            }
            : outcome;

    /// <summary>One of the club's languages; null for its first.</summary>
    public static string? Of(HttpContext http) =>
        http.Request.Headers.AcceptLanguage.Count == 0
            ? null
            : http
                .Request.GetTypedHeaders()
                .AcceptLanguage.Where(wanted => wanted.Quality is not 0)
                .OrderByDescending(wanted => wanted.Quality ?? 1)
                .Select(wanted => Names(http).Offered(wanted.Value.ToString()))
                .FirstOrDefault(language => language is not null);

    private static IClubNames Names(HttpContext http) => http.RequestServices.GetRequiredService<IClubNames>();
}
