using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Grains;

/// <summary>What only the club may read: its own secrets in the store, and what pages have encrypted for it.</summary>
public sealed partial class Cards
{
    /// <summary>Bytes of a point of P-256, uncompressed.</summary>
    private const int PointBytes = 65;

    /// <summary>
    /// Encrypts what must be kept and not be read by who sees the store's rows, such as a password of somebody else's server. Who has the
    /// whole store has the club's secret as well.
    /// </summary>
    /// <param name="purpose">Decrypting needs the same purpose.</param>
    internal async Task<byte[]> Encrypt(string purpose, string text)
    {
        await Ready();
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(Derived("encrypt " + purpose), TagBytes);
        cipher.Encrypt(
            sealedText.AsSpan(0, NonceBytes),
            plain,
            sealedText.AsSpan(NonceBytes, plain.Length),
            sealedText.AsSpan(NonceBytes + plain.Length)
        );
        return sealedText;
    }

    /// <summary>The text, or null if it was not encrypted by this club for this purpose.</summary>
    internal async Task<string?> Decrypt(string purpose, byte[] sealedText)
    {
        await Ready();
        if (sealedText.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[sealedText.Length - NonceBytes - TagBytes];
        // By former secrets too, whatever their end: it ends what others may still bring, and this lies in the club's own store.
        foreach (var secret in secrets)
        {
            using var cipher = new AesGcm(Mac(secret.Bytes, "encrypt " + purpose), TagBytes);
            if (Decrypted(cipher, sealedText, plain))
            {
                return Encoding.UTF8.GetString(plain);
            }
        }

        return null;
    }

    public async Task<byte[]> PublicKey()
    {
        await Ready();
        using var pair = Pair(secrets[0]);
        var point = pair.ExportParameters(false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    public async Task<string?> Decipher(byte[] box)
    {
        await Ready();
        if (box.Length < PointBytes + NonceBytes + TagBytes || box[0] != 4)
        {
            return null;
        }

        var (point, sealedText) = (box[..PointBytes], box[PointBytes..]);
        try
        {
            using var theirs = ECDiffieHellman.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new() { X = point[1..33], Y = point[33..] },
                }
            );
            using var publicKey = theirs.PublicKey;
            var plain = new byte[sealedText.Length - NonceBytes - TagBytes];
            foreach (var secret in secrets)
            {
                using var pair = Pair(secret);
                var shared = HKDF.DeriveKey(HashAlgorithmName.SHA256, pair.DeriveRawSecretAgreement(publicKey), 32, point, BoxPurpose);
                using var cipher = new AesGcm(shared, TagBytes);
                if (Decrypted(cipher, sealedText, plain))
                {
                    return Encoding.UTF8.GetString(plain);
                }
            }
        }
        catch (CryptographicException)
        {
            // No point of the curve.
        }

        return null;
    }

    private static readonly byte[] BoxPurpose = "loyaltyclub box"u8.ToArray();

    private static ECDiffieHellman Pair(Secret secret) =>
        ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Mac(secret.Bytes, "box") });

    private static bool Decrypted(AesGcm cipher, byte[] sealedText, byte[] plain)
    {
        try
        {
            cipher.Decrypt(
                sealedText.AsSpan(0, NonceBytes),
                sealedText.AsSpan(NonceBytes, plain.Length),
                sealedText.AsSpan(NonceBytes + plain.Length),
                plain
            );
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
