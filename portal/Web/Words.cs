using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Languages and words of the pages: one JSON file per room and language in <c>Words</c>. A test enforces that all languages have the same
/// keys.
/// </summary>
public static class Languages
{
    public const string Cookie = "lc_language";

    public static readonly IReadOnlyList<string> All = ["en", "es"];

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
    public static void Remember(HttpContext http, string language) =>
        http.Response.Cookies.Append(
            Cookie,
            language,
            new()
            {
                MaxAge = TimeSpan.FromDays(400),
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            }
        );

    /// <summary>
    /// The language of a request: the reader's choice, else the first supported language of the browser's list, else English.
    /// </summary>
    public static string Of(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is { } chosen && All.Contains(chosen))
        {
            return chosen;
        }

        foreach (var wanted in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(wish => wish.Quality ?? 1))
        {
            if (All.FirstOrDefault(language => wanted.Value.StartsWith(language, StringComparison.OrdinalIgnoreCase)) is { } language)
            {
                return language;
            }
        }

        return All[0];
    }
}

/// <summary>Formats words, numbers, money and days in the reader's language. Scoped.</summary>
public sealed class Words
{
    private readonly FrozenDictionary<string, string> texts;
    private readonly ICurrencies currencies;

    public Words(string language, ICurrencies currencies)
    {
        (Language, this.currencies) = (language, currencies);
        texts = Languages.Texts[language];
        Culture = CultureInfo.GetCultureInfo(language == "es" ? "es-ES" : "en-GB");
    }

    public string Language { get; }

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

    public string Number(decimal number) => number.ToString(Groups(number) ? "#,0.###" : "0.###", Culture);

    /// <summary>Spanish groups from five digits on (CLDR's <c>minimumGroupingDigits</c>, which .NET ignores), as browsers do.</summary>
    private bool Groups(decimal number) => Language != "es" || Math.Abs(number) >= 10_000;

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
