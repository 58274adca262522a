using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Languages and words of the pages: one JSON file per room and language, in the room. A test enforces that all languages have the same
/// keys.
/// </summary>
public static class Languages
{
    public const string Cookie = "lc_language";

    public static readonly IReadOnlyList<string> All = ["en", "es"];

    /// <summary>A language in its own words.</summary>
    public static string NameOf(string language) =>
        CultureInfo.GetCultureInfo(language).NativeName is var name ? char.ToUpperInvariant(name[0]) + name[1..] : "";

    /// <summary>The languages to choose from: the club's for its members, all of the pages' for its staff.</summary>
    /// <param name="club">The club's languages.</param>
    public static IReadOnlyList<string> For(HttpContext http, IReadOnlyList<string> club) =>
        http.Request.Path.StartsWithSegments("/desk") || http.Request.Path.StartsWithSegments("/till")
            ? [.. club, .. All.Where(language => !club.Contains(language))]
            : club;

    /// <summary>Words by language and key, <c>room.key</c>.</summary>
    internal static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Texts = All.ToFrozenDictionary(
        language => language,
        Read
    );

    private static FrozenDictionary<string, string> Read(string language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(Languages).Assembly;
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(name =>
                    name.StartsWith("words/", StringComparison.Ordinal) && name.EndsWith($".{language}.json", StringComparison.Ordinal)
                )
        )
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                texts.Add($"{resource["words/".Length..].Split('.')[0]}.{key}", text);
            }
        }
        return texts.ToFrozenDictionary();
    }

    /// <summary>Stores the reader's choice of language.</summary>
    public static void Remember(HttpContext http, string language) => Cookies.Set(http, Cookie, language, TimeSpan.FromDays(400));

    /// <summary>
    /// The language of a request: the reader's choice, else the first language of the browser's list that there is, else the first of all.
    /// </summary>
    /// <param name="offered">The languages to choose from.</param>
    public static string Of(HttpContext http, IReadOnlyList<string> offered)
    {
        if (Cookies.Read(http, Cookie) is { } chosen && offered.Contains(chosen))
        {
            return chosen;
        }

        foreach (var wanted in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(wish => wish.Quality ?? 1))
        {
            if (offered.FirstOrDefault(language => wanted.Value.StartsWith(language, StringComparison.OrdinalIgnoreCase)) is { } language)
            {
                return language;
            }
        }

        return offered[0];
    }
}

/// <summary>Formats words, numbers, money and days in the reader's language. Scoped.</summary>
public sealed class Words
{
    private readonly FrozenDictionary<string, string> texts;
    private readonly ICurrencies currencies;
    private readonly IStores? stores;
    private readonly IClubNames? names;

    /// <param name="stores">Null where no store is named.</param>
    /// <param name="names">Null where nothing of the programme is named.</param>
    /// <param name="offered">The languages that the reader may choose from; null for all.</param>
    public Words(
        string language,
        ICurrencies currencies,
        IStores? stores = null,
        IClubNames? names = null,
        IReadOnlyList<string>? offered = null
    )
    {
        (Language, this.currencies, this.stores, this.names) = (language, currencies, stores, names);
        Offered = offered ?? Languages.All;
        texts = Languages.Texts[language];
        Culture = CultureInfo.GetCultureInfo(language == "es" ? "es-ES" : "en-GB");
    }

    public string Language { get; }

    /// <summary>The languages that the reader may choose from.</summary>
    public IReadOnlyList<string> Offered { get; }

    public CultureInfo Culture { get; }

    /// <summary>
    /// The text of a key such as <c>member.home</c>, with <c>{0}</c> and so on filled in. A missing key is a bug and shows as the key
    /// itself.
    /// </summary>
    public string this[string key, params ReadOnlySpan<object?> values] =>
        texts.TryGetValue(key, out var text)
            ? values.IsEmpty
                ? text
                : string.Format(Culture, text, values)
            : $"[{key}]";

    /// <summary>The text of <c>key.one</c> or <c>key.other</c>, by the number's plural form, with the number as <c>{0}</c>.</summary>
    public string Count(string key, long number) => this[number == 1 ? key + ".one" : key + ".other", Number(number)];

    /// <summary>The name of a store; its code if nobody has described it.</summary>
    public string Store(string code) => stores?.NameOf(code) ?? code;

    /// <summary>An instant in a store's own time.</summary>
    /// <param name="club">The club's time zone.</param>
    public string MomentAt(string store, DateTimeOffset instant, TimeZoneInfo club) => Moment(instant, stores?.ZoneOf(store) ?? club);

    /// <summary>The club's name.</summary>
    public string Club => names?.Club(Language) ?? "";

    /// <summary>The name of a tier; without one its code in readable form, as with all that follow.</summary>
    public string Tier(string code) => Named(names?.Tier(code, Language), code);

    public string Reward(string code) => Named(names?.Reward(code, Language), code);

    public string StampCard(string code) => Named(names?.StampCard(code, Language), code);

    public string Rule(string code) => Named(names?.Rule(code, Language), code);

    public string Category(string category) => Named(names?.Category(category, Language), category);

    private static string Named(string? name, string code) => name is null || name == code ? Spoken(code) : name;

    /// <summary>A code in readable form.</summary>
    public static string Spoken(string code)
    {
        var text = code.Replace('-', ' ').Replace('_', ' ').Trim();
        return text.Length == 0 ? code : char.ToUpperInvariant(text[0]) + text[1..];
    }

    public string Number(decimal number) => number.ToString(Groups(number) ? "#,0.###" : "0.###", Culture);

    /// <summary>Spanish groups from five digits on (CLDR's <c>minimumGroupingDigits</c>, which .NET ignores), as browsers do.</summary>
    private bool Groups(decimal number) => Language != "es" || Math.Abs(number) >= 10_000;

    /// <summary>A country's name.</summary>
    /// <param name="code">ISO 3166 code of two letters, shown as it is if it is none; null for the time zone's country.</param>
    public string Country(string? code)
    {
        if (code is null)
        {
            return this["programme.country.zone"];
        }

        // Here .NET translates the names of cultures only, "English (Spain)", and into the language of the thread only.
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Culture;
            var name = CultureInfo.GetCultureInfo("en-" + code).DisplayName;
            return name.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? name[(open + 1)..^1] : code;
        }
        catch (CultureNotFoundException)
        {
            return code;
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>Money with the decimals of its currency.</summary>
    /// <param name="currency">ISO 4217 code.</param>
    public string Money(decimal amount, string currency)
    {
        var number = Amount(amount, currency, Groups(amount) ? "N" : "F");
        var symbol = currency switch
        {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            _ => currency,
        };
        return Language == "es" || symbol.Length > 1 ? $"{number}\u00A0{symbol}" : symbol + number;
    }

    /// <summary>Money without symbol and grouping, for a column of a file.</summary>
    public string Amount(decimal amount, string currency) => Amount(amount, currency, "F");

    private string Amount(decimal amount, string currency, string format) =>
        amount.ToString(format + currencies.Decimals(currency).ToString(CultureInfo.InvariantCulture), Culture);

    /// <summary>A number of the programme with all its decimals.</summary>
    public string Exact(decimal number) => decimal.Round(number, 3) == number ? Number(number) : number.ToString("0.############", Culture);

    /// <summary>An amount of the programme with as many decimals as needed.</summary>
    public string Exact(decimal amount, string currency) =>
        decimal.Round(amount, currencies.Decimals(currency)) == amount
            ? Money(amount, currency)
            : Exact(amount) + "\u00A0" + (currency == "EUR" ? "€" : currency);

    public string Day(DateOnly day) => day.ToString(Language == "es" ? "d 'de' MMMM 'de' yyyy" : "d MMMM yyyy", Culture);

    public string ShortDay(DateOnly day) => day.ToString(Language == "es" ? "d MMM yyyy" : "d MMM yyyy", Culture);

    public string Moment(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString(Language == "es" ? "d MMM yyyy, H:mm" : "d MMM yyyy, H:mm", Culture);
}
