using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Tests;

/// <summary>What the till's page does with WebCrypto (<c>portal/Till/Page/queue.js</c>).</summary>
internal static class Boxes
{
    /// <param name="club">The club's public key.</param>
    public static byte[] Of(byte[] club, string text)
    {
        using var mine = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = club[1..33], Y = club[33..] },
            }
        );
        using var publicKey = theirs.PublicKey;
        var own = mine.ExportParameters(false).Q;
        byte[] point = [4, .. own.X!, .. own.Y!];
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            mine.DeriveRawSecretAgreement(publicKey),
            32,
            point,
            "loyaltyclub box"u8.ToArray()
        );
        var plain = Encoding.UTF8.GetBytes(text);
        var (nonce, secret, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
        using var cipher = new AesGcm(key, 16);
        cipher.Encrypt(nonce, plain, secret, tag);
        return [.. point, .. nonce, .. secret, .. tag];
    }
}
