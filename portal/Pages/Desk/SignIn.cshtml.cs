using System.Security.Cryptography;
using System.Buffers.Text;
using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>The first step: address and password. Who is not one of us hears what anybody hears, and as late.</summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class SignInModel(IGrainFactory grains, StaffVisitor visitor, Limits limits, Words words) : PageModel
{
    private static readonly byte[] Nobodies = RandomNumberGenerator.GetBytes(32);

    public string? Email { get; private set; }
    public string? Problem { get; private set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public IActionResult OnGet() => visitor.View is null ? Page() : LocalRedirect(DeskBack.To(Return));

    public async Task<IActionResult> OnPostAsync()
    {
        var form = await Form.Read(Request);
        (Email, var password) = (form["email"], form.Sent["password"].ToString());
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Problem = words["desk.signIn.wrong"];
        if (Email is not { Length: <= 254 } || password is not { Length: > 0 and <= 200 })
            return Page();
        if (limits.Try(HttpContext, Email) is { } wait)
        {
            Problem = TooMany(Response, words, wait);
            return Page();
        }
        var one = await grains.GetGrain<IStaffGrain>(Club.Key).ByEmail(Email);
        // Nobody's login is asked in the same way, and is never right. There are few of them, and which one an address leads to is this process's secret.
        var id = one is { Disabled: false } ? one.Id : "nobody" + HMACSHA256.HashData(Nobodies, System.Text.Encoding.UTF8.GetBytes(Email.ToLowerInvariant()))[0];
        var token = RandomNumberGenerator.GetBytes(32);
        if (!await grains.GetGrain<IStaffLoginGrain>(id).Password(password, SHA256.HashData(token)))
            return Page();
        Response.Cookies.Append(CodeModel.Ticket, $"{id}.{Base64Url.EncodeToString(token)}", StaffSessions.Options(HttpContext, TimeSpan.FromMinutes(5)));
        return LocalRedirect(DeskBack.With("/desk/sign-in/code", Return));
    }

    /// <summary>Turns away who tries too often, with when to come back.</summary>
    internal static string TooMany(HttpResponse response, Words words, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return words.Count("desk.tooMany", (long)Math.Ceiling(wait.TotalMinutes));
    }
}

/// <summary>Where to go after signing in: a page of the desk.</summary>
internal static class DeskBack
{
    public static string To(string? address) =>
        address is not null && (address == "/desk" || address.StartsWith("/desk/", StringComparison.Ordinal) || address.StartsWith("/desk?", StringComparison.Ordinal))
        && address.Length < 500 && !address.StartsWith("/desk/sign-in", StringComparison.Ordinal) && !address.Any(character => char.IsControl(character) || character == '\\') ? address : "/desk";

    public static string With(string address, string? back) => To(back) is "/desk" ? address : $"{address}?back={Uri.EscapeDataString(To(back))}";
}
