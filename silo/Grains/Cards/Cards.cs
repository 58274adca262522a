using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Signs and checks what the club gives out and gets back: the codes of cards, and seals. All keys come from one secret of the
/// club, which is made when it is first needed and kept in the journal. By the machine's clock, never the sandbox's.
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

    /// <summary>A card's code as a card or a phone shows it in a step.</summary>
    internal string Rotating(string card, long step) => Tagged(CardText.Untagged(card, step), KeyOf(card));

    /// <summary>What a till sends instead of a code that changes, once it has seen it while it was good.</summary>
    internal string Seen(CardText shown) =>
        Tagged(
            CardText.UntaggedAsSeen(shown.Code, shown.Step, shown.Kind == CardKind.Seen ? shown.SeenStep : CardText.StepAt(Now)),
            Derived("seen")
        );

    /// <summary>Reads a card and compares its tag; null if it is no card of the club.</summary>
    internal CardText? Read(string typed)
    {
        if (CardText.Read(typed) is not { } card || card.Kind == CardKind.Printed)
        {
            return CardText.Read(typed);
        }
        // Without a secret nothing was ever signed.
        return secret is not null && card.HasTag(Mac(card.Kind == CardKind.Seen ? Derived("seen") : KeyOf(card.Code), card.ToSign))
            ? card
            : null;
    }

    /// <summary>As <see cref="Read"/>, where another process may have made the secret a moment ago.</summary>
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

    // The first counts: two that make one at once must not take the keys from under codes that are out.
    protected override void Apply(int version, byte[] data) => secret ??= data;

    /// <summary>Makes the secret if there is none; of several processes that want it at once, one makes it.</summary>
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
