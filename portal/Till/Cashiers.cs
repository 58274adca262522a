using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// The cashier of an unlocked till, signed in by name and PIN. While the club's staff has no cashiers, the till's key is enough.
/// </summary>
internal static class Cashiers
{
    public const string Cookie = "lc_cashier";
    private const string Purpose = "till cashier";

    /// <summary>Active cashiers, by name.</summary>
    public static async Task<StaffView[]> All(HttpContext http) =>
        [
            .. (await http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IStaffGrain>(ClubKey.Value).List()).Where(one =>
                one is { Role: StaffRole.Cashier, Disabled: false }
            ),
        ];

    /// <summary>The cashier signed in at this till, or null. <c>IsNeeded</c> is false if the club has no cashiers.</summary>
    public static async Task<(bool IsNeeded, StaffView? Who)> Of(HttpContext http, Caller till)
    {
        var all = await All(http);
        if (all.Length == 0)
        {
            return (false, null);
        }

        var services = http.RequestServices;
        return
            http.Request.Cookies[Cookie] is { Length: < 400 } cookie
            && await services.GetRequiredService<ISeals>().Open(Purpose, cookie) is { } text
            && text.Split(' ') is [var id, var key, var until]
            && key == till.KeyId
            && long.Parse(until, CultureInfo.InvariantCulture)
                >= services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()
            ? (true, all.FirstOrDefault(one => one.Id == id))
            : (true, null);
    }

    /// <summary>Signs in a cashier. Tries are counted in the journal, over all tills.</summary>
    public static async Task<bool> Begin(HttpContext http, Caller till, string id, string pin)
    {
        var services = http.RequestServices;
        if (
            pin.Length != 6
            || (await All(http)).All(one => one.Id != id)
            || services.GetRequiredService<Limits>().Try(http, "pin " + id) is not null
            || !await services.GetRequiredService<IGrainFactory>().GetGrain<IStaffLoginGrain>(id).Pin(pin)
        )
        {
            return false;
        }

        var until = services.GetRequiredService<TimeProvider>().GetUtcNow().Add(TillSession.Life).ToUnixTimeSeconds();
        http.Response.Cookies.Append(
            Cookie,
            await services.GetRequiredService<ISeals>().Seal(Purpose, FormattableString.Invariant($"{id} {till.KeyId} {until}")),
            TillSession.Options(http, TillSession.Life)
        );
        return true;
    }

    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, TillSession.Options(http, null));
}
