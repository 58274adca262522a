using System.Security.Cryptography;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Member;

/// <summary>Overview of the signed-in member; the way in for visitors.</summary>
internal sealed class HomeModel(
    Visitor visitor,
    Words words,
    IClubFacts club,
    IGrainFactory grains,
    Passkeys passkeys,
    IMailSettings mail,
    TimeProvider machine
) : PageModel
{
    private const int Recent = 4;
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(3);

    public HomeView? View { get; private set; }

    /// <summary>True right after signing in without a passkey, when the effort saved is plain.</summary>
    public bool OffersPasskey { get; private set; }

    /// <summary>True for an address that waits to be confirmed, once a mail can do so.</summary>
    public bool AsksToConfirm { get; private set; }

    public async Task OnGetAsync()
    {
        if (visitor.View is not { } member)
        {
            return;
        }

        View = await Look(member, await OffersModel.Look(grains, member, club, words));
        AsksToConfirm = member is { EmailUnconfirmed: true, Email: not null } && await mail.Leave();
        OffersPasskey = machine.GetUtcNow() - visitor.SignedInAt < JustNow && await passkeys.Of(visitor.Accounts) is [];
    }

    /// <summary>Part of the page that is polled: 204 while unchanged.</summary>
    public async Task<IActionResult> OnGetLiveAsync(string? seen)
    {
        if (visitor.View is not { } member)
        {
            Response.Headers["HX-Redirect"] = "/";
            return new StatusCodeResult(204);
        }
        var offers = await OffersModel.Look(grains, member, club, words);
        return seen == offers.Stamp ? new StatusCodeResult(204) : Partial("_Home", await Look(member, offers) with { IsNews = true });
    }

    private async Task<HomeView> Look(MemberView member, OfferPageView offers)
    {
        var lines = await grains.GetGrain<IMemberGrain>(member.Id).Statement(new(null, null, null, Recent, Newest: true));
        return new(
            member,
            offers,
            Stamp.Today(club),
            club.Worth(member.Balance.Active),
            club.Currency,
            lines.Value?.Items ?? [],
            new(words, club.TimeZone)
        );
    }
}

/// <param name="Worth">Money that the active points pay, or null.</param>
/// <param name="Recent">The latest movements, newest first.</param>
/// <param name="IsNews">True if it replaces an earlier rendering.</param>
public sealed record HomeView(
    MemberView Member,
    OfferPageView Offers,
    DateOnly Today,
    decimal? Worth,
    string Currency,
    StatementLine[] Recent,
    Explanations Explain,
    bool IsNews = false
)
{
    private const int SoonDays = 30,
        MostStamps = 20;

    /// <summary>Offers on this page; the offers page has all.</summary>
    public const int MostOffers = 3;

    /// <summary>Changes with anything shown here.</summary>
    public string Stamp => Offers.Stamp;

    public bool IsSoon(DateOnly day) => day.DayNumber - Today.DayNumber <= SoonDays;

    public IEnumerable<VoucherView> Vouchers =>
        Member.Vouchers.Where(voucher => voucher.Status == "issued").OrderBy(voucher => voucher.Expires ?? DateOnly.MaxValue);

    /// <summary>True if the stamps can be drawn one by one.</summary>
    public static bool CanDraw(StampsView card) => card.By != "spend" && card.Size <= MostStamps && card.Size == decimal.Floor(card.Size);
}

/// <summary>Hash of a page's content, to detect changes.</summary>
internal static class Stamp
{
    /// <param name="offers">Offers, for pages that show them.</param>
    public static string Of(MemberView member, IClubFacts club, Words words, OffersView? offers = null) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((member, Today(club), words.Language, club.PointValue, offers), Options))[
                ..8
            ]
        );

    public static DateOnly Today(IClubFacts club) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(club.Now, club.TimeZone).DateTime);

    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };
}
