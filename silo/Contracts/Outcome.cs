namespace LoyaltyClub.Contracts;

/// <summary>What a grain answers: a value, or a refusal; never an exception for something that the rules foresee.</summary>
/// <param name="Again">True if this operation had been done before, and this is its first answer once more.</param>
[GenerateSerializer, Immutable, Alias("club.Outcome`1")]
public sealed record Outcome<T>(T? Value, Refused? Refusal, bool Again)
{
    public static implicit operator Outcome<T>(T value) => new(value, null, false);

    public static implicit operator Outcome<T>(Refused refusal) => new(default, refusal, false);
}

/// <summary>The rules or the request say no.</summary>
/// <param name="Code">Stable; <c>api/Problems.cs</c> gives its HTTP status.</param>
/// <param name="Detail">A sentence for the developer of a till.</param>
/// <param name="Numbers">What explains it, by name.</param>
[GenerateSerializer, Immutable, Alias("club.Refused")]
public sealed record Refused(string Code, string Detail, Fact[] Facts, FaultView[]? Faults = null)
{
    /// <summary>The member into whom the refused one was merged; null for any other refusal.</summary>
    [JsonIgnore]
    public string? SurvivingMember => Code == "member_merged" ? Facts.First(fact => fact.Name == "into").Text : null;

    public Refused(string code, string detail, params ReadOnlySpan<Fact> numbers)
        : this(code, detail, numbers.ToArray(), null) { }
}

/// <summary>One number or word of a refusal: exactly one of the two is set.</summary>
[GenerateSerializer, Immutable, Alias("club.Number")]
public sealed record Fact(string Name, decimal? Value, string? Text)
{
    public Fact(string name, decimal value)
        : this(name, value, null) { }

    public Fact(string name, string text)
        : this(name, null, text) { }
}

/// <summary>One fault of a document, and where.</summary>
/// <param name="Kind">What is wrong, for saying it in another language than <paramref name="Message"/>.</param>
/// <param name="Values">What the kind speaks of.</param>
[GenerateSerializer, Immutable, Alias("club.FaultView")]
public sealed record FaultView(string Path, string Message, [property: JsonIgnore] string Kind, [property: JsonIgnore] string[] Values);
