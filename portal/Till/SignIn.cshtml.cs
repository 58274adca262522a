namespace LoyaltyClub.Portal.Till;

/// <summary>
/// Makes this device a till by a pairing code, or opens it for a day with a till's key. If the club has cashiers, a cashier signs in next.
/// </summary>
public sealed class SignInModel(Words words, Files files) : PageModel
{
    /// <summary>Longer than a code, because a hand scanner types the whole address of a QR.</summary>
    public const int LongestCode = 300;

    public string? Code { get; private set; }

    /// <summary>What was wrong with the code, in words; null if nothing was.</summary>
    public string? CodeFault { get; private set; }
    public bool WrongKey { get; private set; }

    /// <summary>Where the page's script finds the reader of codes.</summary>
    public string Detector => files["vendor/barcode-detector.min.js"];
    public string Wasm => files["vendor/zxing_reader.wasm"];

    /// <summary>An unlocked till without its cashier redirects to the cashier's page, unless a QR pairs it anew.</summary>
    public async Task<IActionResult> OnGetAsync() =>
        !Request.Query.ContainsKey("pair")
        && await TillSession.OfKey(HttpContext) is { } till
        && await Cashiers.Of(HttpContext, till) is { IsNeeded: true, Who: null }
            ? LocalRedirect("/till/cashier")
            : Page();

    public async Task<IActionResult> OnPostAsync(string? key, string? code)
    {
        if (code is null)
        {
            WrongKey = key is not { Length: > 0 and <= 200 } || !await TillSession.Begin(HttpContext, key);
        }
        else if (await Refused(code) is { } refusal)
        {
            (Code, CodeFault) = (code.Length <= LongestCode ? code : null, words["till.pair." + refusal.Code]);
        }

        if (!WrongKey && CodeFault is null)
        {
            return LocalRedirect("/till");
        }

        Response.StatusCode = 422;
        return Page();
    }

    /// <summary>A scanned address ends with the code.</summary>
    private async Task<Refused?> Refused(string typed) =>
        typed.Length <= LongestCode
            ? await TillSession.Pair(HttpContext, typed[(typed.LastIndexOf('#') + 1)..].Trim())
            : new(RefusalCode.PairingCodeInvalid, "The code is too long.");
}
