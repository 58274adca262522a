namespace LoyaltyClub.Portal.Web;

/// <summary>A short name of browser and system, which the device's owner recognises.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("FxiOS", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent) =>
        (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
        {
            ({ } browser, { } system) => $"{browser}, {system}",
            var (browser, system) => browser ?? system ?? "",
        };

    private static string? Find((string Mark, string Name)[] names, string? text) =>
        text is null ? null : names.FirstOrDefault(name => text.Contains(name.Mark, StringComparison.Ordinal)).Name;
}
