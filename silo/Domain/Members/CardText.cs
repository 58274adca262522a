using System.Buffers;

namespace LoyaltyClub.Domain.Members;

/// <summary>The form in which a card is shown: printed, a rotating code, or a rotating code that a till saw while it was valid.</summary>
public enum CardKind
{
    Printed,
    Rotating,
    Seen,
}

/// <summary>
/// The parsed text of a card's QR. Only upper-case letters and digits, so that the QR is small and a hand scanner works with any keyboard
/// layout.
/// </summary>
/// <remarks>
/// Printed: <c>C</c> and the card's code; when typed, the code alone. Rotating: <c>R</c>, the card's code, the step (7 characters), the tag
/// (16 characters, 80 bits). Seen: <c>S</c>, the card's code, the step, the step in which a till saw the code, the tag; issued by the club
/// only.
/// </remarks>
/// <param name="Code">The card's code; its check character is correct.</param>
/// <param name="Step">Step of the rotating code; 0 for a printed card.</param>
/// <param name="SeenStep">Step in which a till saw the code; 0 if none did.</param>
/// <param name="Tag">The tag as received, still to be verified; empty for a printed card.</param>
public readonly record struct CardText(CardKind Kind, string Code, long Step, long SeenStep, string Tag)
{
    /// <summary>Seconds for which a rotating code is shown.</summary>
    public const int StepSeconds = 30;

    /// <summary>Bytes of a tag: HMAC-SHA256, truncated to 80 bits.</summary>
    public const int TagBytes = 10;

    /// <summary>Steps for which a seen code can still spend: scanning a basket takes time.</summary>
    public const int SeenSteps = 15 * 60 / StepSeconds;

    /// <summary>Steps by which a phone's clock may be behind or ahead.</summary>
    public const int Tolerance = 1;

    private const int StepLength = 7,
        TagLength = 16;
    private static readonly SearchValues<char> Characters = SearchValues.Create(CardCode.Crockford);

    /// <summary>The step of an instant: whole half minutes since 1970.</summary>
    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The text that a rotating code's tag authenticates, with the card's device key.</summary>
    public static string Untagged(string code, long step) => "R" + code + Base32(step);

    /// <summary>The text that a seen code's tag authenticates, with the club's own key.</summary>
    public static string UntaggedAsSeen(string code, long step, long seen) => "S" + code + Base32(step) + Base32(seen);

    /// <summary>The complete code with its tag.</summary>
    /// <param name="untagged">The result of <see cref="Untagged"/> or <see cref="UntaggedAsSeen"/>.</param>
    /// <param name="mac">The full HMAC; its first <see cref="TagBytes"/> bytes are used.</param>
    public static string With(string untagged, ReadOnlySpan<byte> mac) => untagged + TagOf(mac);

    /// <summary>The text that this code's tag must authenticate.</summary>
    public string ToSign => Kind == CardKind.Seen ? UntaggedAsSeen(Code, Step, SeenStep) : Untagged(Code, Step);

    public bool HasTag(ReadOnlySpan<byte> mac) => string.Equals(Tag, TagOf(mac), StringComparison.Ordinal);

    /// <summary>Parses scanned or typed text; null if it is no card. The tag is still to be verified.</summary>
    public static CardText? Read(string typed)
    {
        var text = CardCode.Normalised(typed);
        if (CardCode.IsValid(text))
        {
            return new(CardKind.Printed, text, 0, 0, "");
        }

        if (
            text is not ['C' or 'R' or 'S', .. var rest]
            || rest.Length < CardCode.Length
            || !CardCode.IsValid(rest.AsSpan(0, CardCode.Length))
        )
        {
            return null;
        }

        var code = rest[..CardCode.Length];
        var more = rest.AsSpan(CardCode.Length);
        if (text[0] == 'C')
        {
            return more.IsEmpty ? new CardText(CardKind.Printed, code, 0, 0, "") : null;
        }

        var seen = text[0] == 'S';
        if (more.Length != StepLength * (seen ? 2 : 1) + TagLength || more.ContainsAnyExcept(Characters))
        {
            return null;
        }

        return new(
            seen ? CardKind.Seen : CardKind.Rotating,
            code,
            Number(more[..StepLength]),
            seen ? Number(more[StepLength..(2 * StepLength)]) : 0,
            more[^TagLength..].ToString()
        );
    }

    /// <summary>
    /// The refusal of a code with a valid tag that is too old or too new to be scanned, or null; null for every printed card.
    /// </summary>
    /// <param name="now">By the machine's clock, because a phone follows real time.</param>
    public Refusal? Stale(DateTimeOffset now)
    {
        var step = StepAt(now);
        var good = Kind switch
        {
            CardKind.Printed => true,
            CardKind.Rotating => Math.Abs(step - Step) <= Tolerance,
            _ => step >= SeenStep - Tolerance && step - SeenStep <= SeenSteps,
        };
        return good
            ? null
            : Refusal.CardExpired(Math.Abs(now.ToUnixTimeSeconds() - (Kind == CardKind.Seen ? SeenStep : Step) * StepSeconds));
    }

    /// <summary>The refusal of a code with a valid tag that may not spend now, or null.</summary>
    /// <param name="spent">The latest step of this card that has spent; 0 if none has.</param>
    public Refusal? Spending(DateTimeOffset now, long spent) =>
        Kind == CardKind.Printed ? Refusal.CardCannotSpend()
        : Step <= spent ? Refusal.CardUsed()
        : Stale(now);

    private static string TagOf(ReadOnlySpan<byte> mac)
    {
        Span<char> tag = stackalloc char[TagLength];
        for (var i = 0; i < TagLength; i++)
        {
            // Five bits per character, the highest bit of the first byte first.
            var at = i * 5;
            var pair = mac[at / 8] << 8 | (at / 8 + 1 < TagBytes ? mac[at / 8 + 1] : 0);
            tag[i] = CardCode.Crockford[pair >> (11 - at % 8) & 31];
        }
        return new(tag);
    }

    private static string Base32(long number)
    {
        Span<char> text = stackalloc char[StepLength];
        for (var i = StepLength - 1; i >= 0; i--, number >>= 5)
        {
            text[i] = CardCode.Crockford[(int)(number & 31)];
        }

        return new(text);
    }

    private static long Number(ReadOnlySpan<char> text)
    {
        var number = 0L;
        foreach (var character in text)
        {
            number = number << 5 | (long)CardCode.Crockford.IndexOf(character, StringComparison.Ordinal);
        }

        return number;
    }
}
