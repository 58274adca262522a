using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// A headless Chromium for the tests of a collection, which run one after the other. Its camera plays <see cref="Film"/>. There are three
/// collections: what people do, every page beside it, and what is measured, alone.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyaltyclub-browser").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A name that leads here and that browsers, without HTTPS, take for insecure.</summary>
    public const string PlainName = "shop.test";

    /// <summary>
    /// The machine's Chromium, or null. Its headless shell comes first: it has no window to draw, which takes a third less time.
    /// </summary>
    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder =>
                new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }.Select(name =>
                    Path.Combine(folder, name)
                )
            )
            .Append("/usr/bin/chromium")
            .FirstOrDefault(File.Exists);

    /// <summary>Where pictures of the pages land: <c>artifacts/screenshots</c> unless LOYALTYCLUB_SCREENSHOTS names a folder.</summary>
    public static string Screenshots { get; } =
        Environment.GetEnvironmentVariable("LOYALTYCLUB_SCREENSHOTS") is { Length: > 0 } set
            ? set
            : Path.Combine(Repository.Root, "artifacts", "screenshots");

    /// <summary>What the camera sees, a y4m file; to be written before a page opens the camera.</summary>
    public string Film => Path.Combine(folder, "camera.y4m");

    public async Task InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        Directory.CreateDirectory(Screenshots);
        Assertions.SetDefaultExpectTimeout(60_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Executable,
                ChromiumSandbox = false,
                Args =
                [
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    $"--host-resolver-rules=MAP {PlainName} 127.0.0.1",
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    $"--use-file-for-fake-video-capture={Film}",
                ],
            }
        );
    }

    /// <summary>A person's browser with nothing in it.</summary>
    public async Task<Visit> Visit(Uri address, string language = "en", bool phone = false, bool dark = false)
    {
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                Locale = language == "es" ? "es-ES" : "en-GB",
                TimezoneId = "Europe/Madrid",
                Permissions = ["camera"],
                ReducedMotion = ReducedMotion.Reduce,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ViewportSize = phone ? Look.Phone : Look.Desktop,
                HasTouch = phone,
                IsMobile = phone,
            }
        );
        context.SetDefaultTimeout(60_000);
        return await InBrowser.Visit.Begin(context);
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(nameof(Chromium))]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>;

[CollectionDefinition(Name)]
public sealed class BesideCollection : ICollectionFixture<Chromium>
{
    public const string Name = "every page, beside the others";
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredCollection : ICollectionFixture<Chromium>
{
    public const string Name = "measured, alone";
}

internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Missing.Chromium;
}

internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Missing.Chromium;
}

internal static class Missing
{
    public static string? Chromium => InBrowser.Chromium.Executable is null ? "There is no Chromium here: apt-get install chromium-headless-shell" : null;
}
