using System.Text.Json;

namespace LoyaltyClub.Portal.Till;

/// <summary>The till: an input for scans that is always active, a member, a basket.</summary>
public sealed class IndexModel(
    IClubFacts club,
    IStores stores,
    ICurrencies currencies,
    ISeals seals,
    Words words,
    Files files
) : PageModel
{
    public string Store { get; private set; } = "";

    /// <summary>True if there is something to close: a till opened for the day, or a cashier who leaves.</summary>
    public bool Closes { get; private set; }

    /// <summary>True if a receipt's number may mean several, so that its day is asked for.</summary>
    public bool AsksDay => stores.NumbersBeginAgain(Store);

    /// <summary>The signed-in cashier; null if the club has no cashiers.</summary>
    public StaffView? Cashier { get; private set; }

    /// <summary>The club's public key, for what waits on the device.</summary>
    private string Seal { get; set; } = "";

    /// <summary>Settings for the page's script, as JSON.</summary>
    public string Settings =>
        JsonSerializer.Serialize(
            new
            {
                store = Store,
                cashier = Cashier?.Id,
                version = TillSession.Version(files),
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
                seal = Seal,
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
        if (await TillSession.Opened(HttpContext) is not var (till, cashier))
        {
            return LocalRedirect("/till/sign-in");
        }

        (Store, Cashier) = (till.Store!, cashier);
        Seal = Convert.ToBase64String(await seals.PublicKey());
        Closes = !till.Paired || Cashier is not null;
        return Page();
    }
}
