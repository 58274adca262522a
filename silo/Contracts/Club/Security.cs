namespace LoyaltyClub.Contracts;

/// <summary>
/// The events of the security log, each with its number for ever; the log and the metrics write the name with underscores
/// (<c>sign_in_failed</c>). <c>deploy/README.md</c> lists the same.
/// </summary>
public enum SecurityEvent
{
    SignedIn = 1001,
    SignInFailed = 1002,
    SessionEnded = 1003,

    /// <summary>401: no key, or an unknown or revoked key; a till's session that is none.</summary>
    WrongKey = 1101,

    /// <summary>403: the role, or the store of a till.</summary>
    Forbidden = 1102,

    /// <summary>A form that another site sent.</summary>
    CrossSite = 1103,

    /// <summary>429.</summary>
    Limited = 1104,

    /// <summary>A forged, old, used or replaced code of a card.</summary>
    CardRefused = 1201,

    /// <summary>A claim, or the challenge of a passkey, that the club did not seal or that is over.</summary>
    SealRefused = 1202,

    /// <summary>A set-up link or an invitation that is wrong, used or over.</summary>
    LinkRefused = 1203,

    StaffAdded = 1301,

    /// <summary>The role, or disabled or enabled.</summary>
    StaffChanged = 1302,
    StaffInvited = 1303,
    StaffJoined = 1304,

    /// <summary>A password, recovery codes, a PIN, a passkey, or the address that a member signs in by.</summary>
    CredentialChanged = 1305,
    KeyMade = 1306,
    KeyRevoked = 1307,
    TillAdded = 1308,
    TillPaired = 1309,
    TillRemoved = 1310,
}

/// <summary>Writes the security log: ids and networks, never names, addresses, keys or codes.</summary>
public interface ISecurityLog
{
    /// <summary>Writes an event; the same again and again from one place is summed up.</summary>
    void Write(SecurityNote note);
}

/// <param name="From">The client's network, as <see cref="Networks.Of"/> has it; empty for a command on the service's machine.</param>
/// <param name="Who">Kind and id, as <see cref="AuditLine.By"/> and <see cref="OfMember"/>; null for somebody unknown.</param>
/// <param name="How">The method of signing in, a refusal's code, a route's pattern: never what a client has sent.</param>
/// <param name="About">Kind and id of what was changed.</param>
public readonly record struct SecurityNote(SecurityEvent What, string From, string? Who = null, string? How = null, string? About = null)
{
    public static string OfMember(string id) => "member:" + id;

    /// <summary>The event of a refusal; null for one that the rules make.</summary>
    public static SecurityEvent? Of(string refusal) =>
        refusal switch
        {
            RefusalCode.Unauthenticated => SecurityEvent.WrongKey,
            RefusalCode.Forbidden or RefusalCode.WrongStore or RefusalCode.ProgrammeWantsAdmin or RefusalCode.NotASandbox =>
                SecurityEvent.Forbidden,
            RefusalCode.TooManyTries or RefusalCode.TooManyTillsWaiting or RefusalCode.MemberBusy => SecurityEvent.Limited,
            RefusalCode.CardInvalid or RefusalCode.CardExpired or RefusalCode.CardUsed or RefusalCode.CardReplaced =>
                SecurityEvent.CardRefused,
            RefusalCode.PairingCodeInvalid => SecurityEvent.SignInFailed,
            _ => null,
        };
}
