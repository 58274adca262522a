using System.Text.Json;
using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>The counter: one field that is always listening, a member, a basket.</summary>
public sealed class IndexModel(IClubFacts club, ICurrencies currencies, Words words, Files files) : PageModel
{
    public string Store { get; private set; } = "";

    /// <summary>Who stands here; null where the club has no cashiers.</summary>
    public StaffView? Cashier { get; private set; }

    /// <summary>What the page's script must know, as JSON.</summary>
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
