using OtpNet;

namespace LoyaltyClub.Grains;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six digits, which every app supports.</summary>
internal static class Totp
{
    public const int SecretBytes = 20,
        StepSeconds = 30;

    private static readonly VerificationWindow OneBeside = new(previous: 1, future: 1);

    /// <summary>
    /// The step of a code: the step at an instant, or its neighbours for a phone whose clock is off by up to 30 seconds. Null for a wrong
    /// code.
    /// </summary>
    public static long? StepOf(string code, byte[] secret, DateTimeOffset at) =>
        Of(secret).VerifyTotp(at.UtcDateTime, code, out var step, OneBeside) ? step : null;

    /// <param name="step">Steps of <see cref="StepSeconds"/> since 1970.</param>
    public static string Code(byte[] secret, long step) =>
        Of(secret).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * StepSeconds).UtcDateTime);

    private static OtpNet.Totp Of(byte[] secret) => new(secret, StepSeconds, OtpHashMode.Sha1, totpSize: 6);
}
