namespace LoyaltyClub.Contracts;

/// <summary>A grain's answer: a value or a refusal. Exceptions are for the unforeseen.</summary>
/// <param name="Again">True for a repeat: the operation was done before, and this is its first answer.</param>
[GenerateSerializer, Immutable, Alias("club.Outcome`1")]
public sealed record Outcome<T>(T? Value, Refused? Refusal, bool Again)
{
    public static implicit operator Outcome<T>(T value) => new(value, null, false);

    public static implicit operator Outcome<T>(Refused refusal) => new(default, refusal, false);
}

/// <summary>A refusal as it leaves the process: by the rules, or because of the request.</summary>
/// <param name="Code">Stable; <c>api/Problems.cs</c> gives its HTTP status.</param>
/// <param name="Detail">A sentence for the developer of a till.</param>
/// <param name="Facts">The numbers and texts that explain it, by name.</param>
[GenerateSerializer, Immutable, Alias("club.Refused")]
public sealed record Refused(string Code, string Detail, Fact[] Facts, FaultView[]? Faults = null)
{
    /// <summary>The member into whom the refused one was merged; null for any other refusal.</summary>
    [JsonIgnore]
    public string? SurvivingMember => Code == RefusalCode.MemberMerged ? Facts.First(fact => fact.Name == "into").Text : null;

    public Refused(string code, string detail, params ReadOnlySpan<Fact> numbers)
        : this(code, detail, numbers.ToArray(), null) { }
}

/// <summary>A number or a text of a refusal: exactly one of the two is set.</summary>
[GenerateSerializer, Immutable, Alias("club.Number")]
public sealed record Fact(string Name, decimal? Value, string? Text)
{
    public Fact(string name, decimal value)
        : this(name, value, null) { }

    public Fact(string name, string text)
        : this(name, null, text) { }
}

/// <summary>A fault of a document, with its place.</summary>
/// <param name="Kind">The kind of fault, for a translation of <paramref name="Message"/>.</param>
/// <param name="Values">The values in the message.</param>
[GenerateSerializer, Immutable, Alias("club.FaultView")]
public sealed record FaultView(string Path, string Message, [property: JsonIgnore] string Kind, [property: JsonIgnore] string[] Values);
