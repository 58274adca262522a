using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Signs and verifies card codes and seals. All keys derive from one secret of the club, created at first use and kept in the journal.
/// Time is the machine's clock, also in a sandbox.
/// </summary>
public sealed class Cards(IJournal journal, TimeProvider machine) : ReplicatedStream(journal, "cards"), ICards, ISeals
{
    private const int SecretBytes = 32;
    private volatile byte[]? secret;

    internal DateTimeOffset Now => machine.GetUtcNow();

    public async Task<CardCodes> Codes(string card)
    {
        await Ready();
        var now = Now;
        var left = CardText.StepSeconds - (int)(now.ToUnixTimeSeconds() % CardText.StepSeconds);
        return new(CardCode.Printed(card), Rotating(card, CardText.StepAt(now)), left);
    }

    public async Task<byte[]> DeviceKey(string card)
    {
        await Ready();
        return KeyOf(card);
    }

    /// <summary>A card's rotating code in a step.</summary>
    internal string Rotating(string card, long step) => Tagged(CardText.Untagged(card, step), KeyOf(card));

    /// <summary>The code that a till sends in place of a rotating code after scanning it while valid.</summary>
    internal string Seen(CardText shown) =>
        Tagged(
            CardText.UntaggedAsSeen(shown.Code, shown.Step, shown.Kind == CardKind.Seen ? shown.SeenStep : CardText.StepAt(Now)),
            Derived("seen")
        );

    /// <summary>Parses a card code and verifies its tag, which printed codes lack; null if malformed or not signed by the club.</summary>
    internal CardText? Read(string typed)
    {
        if (CardText.Read(typed) is not { } card || card.Kind == CardKind.Printed)
        {
            return CardText.Read(typed);
        }
        return secret is not null && card.HasTag(Mac(card.Kind == CardKind.Seen ? Derived("seen") : KeyOf(card.Code), card.ToSign))
            ? card
            : null;
    }

    /// <summary><see cref="Read"/> after catching up, if this process has not read the secret yet.</summary>
    internal async ValueTask<CardText?> Find(string typed)
    {
        if (secret is null && CardText.Read(typed) is { Kind: not CardKind.Printed })
        {
            await CatchUp();
        }

        return Read(typed);
    }

    public async Task<string> Seal(string purpose, string text)
    {
        await Ready();
        var bytes = Encoding.UTF8.GetBytes(text);
        return Base64Url.EncodeToString(bytes) + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Derived("seal " + purpose), bytes));
    }

    public async Task<string?> Open(string purpose, string seal)
    {
        if (seal.Split('.') is not [var text, var tag] || Bytes(text) is not { } content || Bytes(tag) is not { } mac)
        {
            return null;
        }

        if (secret is null)
        {
            await CatchUp();
        }

        return secret is not null && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Derived("seal " + purpose), content), mac)
            ? Encoding.UTF8.GetString(content)
            : null;
    }

    // The first secret stays: a second one would invalidate all codes already issued.
    protected override void Apply(int version, byte[] data) => secret ??= data;

    /// <summary>Creates the secret if missing; of concurrent processes one succeeds and the others read its secret.</summary>
    private async Task Ready()
    {
        if (secret is null)
        {
            await CatchUp();
        }

        while (secret is null)
        {
            await Append(RandomNumberGenerator.GetBytes(SecretBytes), null);
        }
    }

    private byte[] KeyOf(string card) => Derived("card " + card);

    private byte[] Derived(string purpose) => Mac(secret!, purpose);

    private static string Tagged(string untagged, byte[] key) => CardText.With(untagged, Mac(key, untagged));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static byte[]? Bytes(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
