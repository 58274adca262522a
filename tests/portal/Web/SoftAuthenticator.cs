using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

/// <summary>
/// An authenticator in software with one passkey, ES256 without attestation, and the browser's part around it. What it says can be bent.
/// </summary>
internal sealed class SoftAuthenticator(ClubApplication club) : IDisposable
{
    private const byte Present = 1,
        Verified = 4,
        Attested = 64;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Credential { get; set; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The account, as it was said when the passkey was made.</summary>
    public string Handle { get; set; } = "";

    /// <summary>Of the last signature; null for an authenticator that does not count.</summary>
    public uint? Count { get; set; } = 1;

    public string Origin { get; set; } = club.Address.GetLeftPart(UriPartial.Authority);
    public string Domain { get; set; } = club.Address.Host;
    public bool IsPresent { get; set; } = true;
    public bool IsVerified { get; set; } = true;
    public bool InFrame { get; set; }
    public bool Forges { get; set; }
    public string? Challenge { get; set; }
    public string Attachment { get; set; } = "platform";

    /// <summary>Makes a passkey on a page that asks for one.</summary>
    public async Task<Page> Add(Browser browser, string address = "/profile")
    {
        var page = await browser.Open(address);
        return await Send(browser, page, Made(page));
    }

    /// <summary>Signs in on a page that asks.</summary>
    public async Task<Page> SignIn(Browser browser, string address = "/sign-in")
    {
        var page = await browser.Open(address);
        return await Send(browser, page, Signed(page));
    }

    /// <summary>What a page asks for.</summary>
    public static JsonNode Asked(Page page) =>
        JsonNode.Parse(WebUtility.HtmlDecode(Regex.Match(page.Html, "data-options=\"([^\"]*)\"").Groups[1].Value))!;

    /// <summary>Sends an answer with the page's own form.</summary>
    public static Task<Page> Send(Browser browser, Page page, string answer)
    {
        var form = new PageForm(page, "data-passkey") { ["answer"] = answer };
        return form.Send(browser, WebUtility.HtmlDecode(Regex.Match(page.Html, "action=\"([^\"]*)\" class=\"passkey\"").Groups[1].Value));
    }

    /// <summary>The answer to a page that asks for a new passkey.</summary>
    public string Made(Page page)
    {
        var asked = Asked(page);
        Handle = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((string)asked["user"]!["id"]!));
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString([.. Said(Attested), .. new byte[16], 0, (byte)Credential.Length, .. Credential, .. PublicKey()]);
        attestation.WriteEndMap();
        return Answer(
            new()
            {
                ["clientDataJSON"] = Text(ClientData("webauthn.create", asked)),
                ["attestationObject"] = Text(attestation.Encode()),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    /// <summary>The answer to a page where somebody signs in.</summary>
    public string Signed(Page page)
    {
        Count++;
        var (said, data) = (Said(0), ClientData("webauthn.get", Asked(page)));
        var signature = key.SignData([.. said, .. SHA256.HashData(data)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (Forges)
        {
            signature[^1] ^= 1;
        }

        return Answer(
            new()
            {
                ["clientDataJSON"] = Text(data),
                ["authenticatorData"] = Text(said),
                ["signature"] = Text(signature),
                ["userHandle"] = Text(Encoding.UTF8.GetBytes(Handle)),
            }
        );
    }

    private string Answer(JsonObject response) =>
        new JsonObject
        {
            ["id"] = Text(Credential),
            ["rawId"] = Text(Credential),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = Attachment,
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        }.ToJsonString();

    private byte[] ClientData(string type, JsonNode asked) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["type"] = type,
                ["challenge"] = Challenge ?? (string)asked["challenge"]!,
                ["origin"] = Origin,
                ["crossOrigin"] = InFrame,
            }.ToJsonString()
        );

    private byte[] Said(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count ?? 0);
        return
        [
            .. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)),
            (byte)(flags | (IsPresent ? Present : 0) | (IsVerified ? Verified : 0)),
            .. count,
        ];
    }

    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var cose = new CborWriter();
        cose.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }
        foreach (var (label, value) in new[] { (-2, point.X!), (-3, point.Y!) })
        {
            cose.WriteInt32(label);
            cose.WriteByteString(value);
        }
        cose.WriteEndMap();
        return cose.Encode();
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose() => key.Dispose();
}
