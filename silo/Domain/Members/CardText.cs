using System.Buffers;

namespace LoyaltyClub.Domain.Members;

/// <summary>How a card is shown: printed, as a code that changes, or as a code that a till has seen while it was good.</summary>
public enum CardKind
{
    Printed,
    Rotating,
    Seen,
}

/// <summary>
/// What a card's QR says, read. Upper-case letters and digits only, so that the QR is small and a hand scanner on any keyboard gets it
/// right.
/// </summary>
/// <remarks>
/// Printed: <c>C</c> and the card's code; typed, the code alone. Rotating: <c>R</c>, the card's code, the step (7 characters), the tag (16
/// characters, 80 bits).
/// Seen: <c>S</c>, the card's code, the step, the step in which a till saw it, the tag; the club makes it, no card can.
/// </remarks>
/// <param name="Code">The card's code, whose check character is right.</param>
/// <param name="Step">Of the code that changes; 0 on a printed card.</param>
/// <param name="SeenStep">When a till saw it; 0 if none did.</param>
/// <param name="Tag">The tag that it brings, still to be compared; empty on a printed card.</param>
public readonly record struct CardText(CardKind Kind, string Code, long Step, long SeenStep, string Tag)
{
    /// <summary>Seconds for which one code is shown.</summary>
    public const int StepSeconds = 30;

    /// <summary>Bytes of a tag: HMAC-SHA256, cut to 80 bits.</summary>
    public const int TagBytes = 10;

    /// <summary>Steps for which a code that a till has seen can still spend: a basket takes its time.</summary>
    public const int SeenSteps = 15 * 60 / StepSeconds;

    /// <summary>A phone's clock may be this many steps behind or ahead.</summary>
    public const int Tolerance = 1;

    private const int StepLength = 7,
        TagLength = 16;
    private static readonly SearchValues<char> Characters = SearchValues.Create(CardCode.Crockford);

    /// <summary>The step of an instant: whole half minutes since 1970.</summary>
    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>What the tag of a rotating code is made over, with the card's own key.</summary>
    public static string Untagged(string code, long step) => "R" + code + Base32(step);

    /// <summary>What the tag of a seen code is made over, with the club's key for these.</summary>
    public static string UntaggedAsSeen(string code, long step, long seen) => "S" + code + Base32(step) + Base32(seen);

    /// <summary>The code with its tag, ready to be shown.</summary>
    /// <param name="untagged">As <see cref="Untagged"/> or <see cref="UntaggedAsSeen"/> gives it.</param>
    /// <param name="mac">The whole HMAC; its first <see cref="TagBytes"/> bytes are used.</param>
    public static string With(string untagged, ReadOnlySpan<byte> mac) => untagged + TagOf(mac);

    /// <summary>What this code's tag must be made over.</summary>
    public string ToSign => Kind == CardKind.Seen ? UntaggedAsSeen(Code, Step, SeenStep) : Untagged(Code, Step);

    public bool HasTag(ReadOnlySpan<byte> mac) => string.Equals(Tag, TagOf(mac), StringComparison.Ordinal);

    /// <summary>Reads what was scanned or typed; null if it cannot be a card's. The tag is still to be compared.</summary>
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

    /// <summary>Why a code with a good tag is not good to be scanned now, or null. A printed card always is.</summary>
    /// <param name="now">By the machine's clock: a phone knows no other.</param>
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

    /// <summary>Why a code with a good tag cannot spend now, or null.</summary>
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
            // Five bits each, the first byte's highest first.
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
