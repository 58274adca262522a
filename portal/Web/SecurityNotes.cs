using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Web;

/// <summary>What the pages tell the security log.</summary>
internal static class SecurityNotes
{
    public static void Note(this HttpContext http, SecurityEvent what, string? who = null, string? how = null, string? about = null) =>
        http.RequestServices.GetRequiredService<ISecurityLog>().Write(new(what, Limits.Network(http), who, how, about));

    /// <summary>The account of a session or a passkey as the log names it.</summary>
    public static string NameOf(string account) =>
        Accounts.StaffOf(account) is { } staff ? AuditLine.ByStaff(staff) : SecurityNote.OfMember(account);
}
