using System.Text.Json;
using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>The till: an input for scans that is always active, a member, a basket.</summary>
public sealed class IndexModel(IClubFacts club, ICurrencies currencies, Words words, Files files) : PageModel
{
    public string Store { get; private set; } = "";

    /// <summary>The signed-in cashier; null if the club has no cashiers.</summary>
    public StaffView? Cashier { get; private set; }

    /// <summary>Settings for the page's script, as JSON.</summary>
    public string Settings =>
        JsonSerializer.Serialize(
            new
            {
                store = Store,
                cashier = Cashier?.Id,
                language = words.Culture.Name,
                currency = club.Currency,
                decimals = currencies.Decimals(club.Currency),
                paying = club.Paying is { } pay
                    ? new
                    {
                        value = pay.Value,
                        minimum = pay.Minimum,
                        multipleOf = pay.MultipleOf,
                        maximumShare = pay.MaximumShare,
                    }
                    : null,
                now = Instants.Text(club.Now),
                qr = files["vendor/qrcode.min.js"],
                detector = files["vendor/barcode-detector.min.js"],
                wasm = files["vendor/zxing_reader.wasm"],
                words = Languages
                    .Texts[words.Language]
                    .Where(text => text.Key.StartsWith("till.", StringComparison.Ordinal))
                    .ToDictionary(text => text.Key["till.".Length..], text => text.Value),
            }
        );

    public async Task<IActionResult> OnGetAsync()
    {
        if (await TillSession.Of(HttpContext) is not { } till)
        {
            return LocalRedirect("/till/sign-in");
        }

        (Store, Cashier) = (till.Store!, (await Cashiers.Of(HttpContext, till)).Who);
        return Page();
    }
}
