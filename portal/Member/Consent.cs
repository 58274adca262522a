namespace LoyaltyClub.Portal.Member;

/// <summary>
/// The member's consents, each given separately. Their words are <c>member.consent.email</c> and <c>member.consent.sms</c>.
/// </summary>
public static class Consent
{
    /// <summary>Version of the words, kept with each consent. Changed words need a new version; a test enforces it.</summary>
    public const string Wording = "2026-1";

    /// <summary>The consents given; those given before keep the version of the words accepted then.</summary>
    public static Consents Of(bool email, bool sms, Consents? before = null) =>
        new(
            email,
            sms,
            email
                ? before is { Email: true }
                    ? before.EmailWording
                    : Wording
                : null,
            sms
                ? before is { Sms: true }
                    ? before.SmsWording
                    : Wording
                : null
        );
}
