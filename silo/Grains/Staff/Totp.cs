using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace LoyaltyClub.Grains;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six digits, which is what every app does.</summary>
internal static class Totp
{
    public const int SecretBytes = 20,
        StepSeconds = 30;

    /// <summary>
    /// The step whose code this is: the one at an instant, or one before or after it for a phone whose clock is off. Null if it is none of
    /// them.
    /// </summary>
    public static long? StepOf(string code, byte[] secret, DateTimeOffset at)
    {
        var now = at.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (
                CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.UTF8.GetBytes(code),
                    System.Text.Encoding.UTF8.GetBytes(Code(secret, step))
                )
            )
            {
                found = step;
            }
        }

        return found;
    }

    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The standard says SHA-1; HMAC does not need what SHA-1 has lost.
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
