namespace LoyaltyClub.Portal.Web;

/// <summary>
/// What a member agrees to, each thing for itself. The words are <c>member.consent.email</c> and <c>member.consent.sms</c>.
/// </summary>
public static class Consent
{
    /// <summary>Version of the words, kept with each consent. Other words are another version: a test holds it.</summary>
    public const string Wording = "2026-1";

    /// <summary>What is agreed to now: what had been agreed to before keeps the version that was read then.</summary>
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
