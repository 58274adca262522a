using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Signs and verifies card codes and seals. All keys derive from one secret of the club, created at first use and kept in the journal. The
/// secret can be changed: what the former one has signed is taken until a day, and all that is new is signed by the new one. Printed cards
/// have no signature and stay good; a phone gets its card's new key with its next contact. Time is the machine's clock, also in a sandbox.
/// </summary>
public sealed partial class Cards(IJournal journal, TimeProvider machine, Announcer? announcer = null)
    : ReplicatedStream(journal, "cards", announcer),
        ICards,
        ISeals
{
    private const int SecretBytes = 32,
        InstantBytes = 8,
        NonceBytes = 12,
        TagBytes = 16;

    /// <summary>The newest first.</summary>
    private volatile Secret[] secrets = [];

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
        var purpose = card.Kind == CardKind.Seen ? "seen" : "card " + card.Code;
        return Taken.Any(secret => card.HasTag(Mac(Mac(secret.Bytes, purpose), card.ToSign))) ? card : null;
    }

    /// <summary><see cref="Read"/> after catching up, if this process has not read the secret yet.</summary>
    internal async ValueTask<CardText?> Find(string typed)
    {
        if (secrets.Length == 0 && CardText.Read(typed) is { Kind: not CardKind.Printed })
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

        if (secrets.Length == 0)
        {
            await CatchUp();
        }

        return Taken.Any(secret =>
            CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Mac(secret.Bytes, "seal " + purpose), content), mac)
        )
            ? Encoding.UTF8.GetString(content)
            : null;
    }

    /// <summary>Changes the secret.</summary>
    /// <param name="until">Until when what the former secrets have signed is taken.</param>
    /// <param name="by">For the audit.</param>
    public async Task Change(DateTimeOffset until, string by)
    {
        await Ready();
        var entry = new byte[InstantBytes + SecretBytes];
        BinaryPrimitives.WriteInt64BigEndian(entry, until.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(entry.AsSpan(InstantBytes));
        var line = new AuditLine(Now, by, "secretChanged", "secret", null, Instants.Text(until));
        while (await Append(Entries, entry, null, line) is not AppendResult.Written) { }
    }

    /// <summary>
    /// The first entry is a secret alone; a later one has before it the instant until which the secrets before are taken. Until November
    /// 2026 a club could begin with two; what either has signed is good.
    /// </summary>
    protected override void Apply(int version, byte[] data)
    {
        if (data.Length == SecretBytes)
        {
            secrets = [new(data, DateTimeOffset.MaxValue), .. secrets];
            return;
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(data));
        secrets =
        [
            new(data[InstantBytes..], DateTimeOffset.MaxValue),
            .. secrets.Select(one => one with { Until = one.Until < until ? one.Until : until }),
        ];
    }

    /// <summary>Creates the secret if missing; of concurrent processes one succeeds and the others read its secret.</summary>
    private async Task Ready()
    {
        if (secrets.Length == 0)
        {
            await CatchUp();
        }

        while (secrets.Length == 0)
        {
            await Append(0, RandomNumberGenerator.GetBytes(SecretBytes), null);
        }
    }

    /// <summary>The secrets whose signatures are taken now.</summary>
    private IEnumerable<Secret> Taken => secrets is [_] only ? only : secrets.Where(secret => Now < secret.Until);

    private byte[] KeyOf(string card) => Derived("card " + card);

    private byte[] Derived(string purpose) => Mac(secrets[0].Bytes, purpose);

    private static string Tagged(string untagged, byte[] key) => CardText.With(untagged, Mac(key, untagged));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    /// <param name="Until">The end of the time in which its signatures are taken.</param>
    private sealed record Secret(byte[] Bytes, DateTimeOffset Until);

    private static byte[]? Bytes(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
