namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>What the member can get besides the base: what is on now, what will be later today, and what comes.</summary>
internal sealed class OffersModel(Visitor visitor, Words words, IClubFacts club, IGrainFactory grains) : MemberPage(visitor)
{
    public OfferPageView View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Look(grains, Member, club, words);

    /// <summary>The part that changes, for who has the page open: nothing (204) while it says what it said.</summary>
    public async Task<IActionResult> OnGetLiveAsync(string? seen)
    {
        var view = await Look(grains, Member, club, words);
        return seen == view.Stamp ? new StatusCodeResult(204) : Partial("_Offers", view);
    }

    internal static async Task<OfferPageView> Look(IGrainFactory grains, MemberView member, IClubFacts club, Words words)
    {
        var offers = (await grains.GetGrain<IMemberGrain>(member.Id).Offers()).Value ?? new(1, []);
        return new(
            member.Tier.Name,
            offers,
            Stamp.Of(member, club, words, offers),
            Stamp.Today(club),
            new(words, club.Currency, Stamp.Today(club))
        );
    }
}

/// <param name="Stamp">Changes when the member or an offer does.</param>
/// <param name="Say">Says an offer in the reader's language.</param>
public sealed record OfferPageView(string Tier, OffersView Offers, string Stamp, DateOnly Today, OfferWords Say)
{
    public OfferView[] Items => Offers.Items;

    /// <summary>What the member's level gives, where that is more than everybody gets; else null.</summary>
    public decimal? LevelFactor => Offers.TierFactor > 1 ? Offers.TierFactor : null;

    /// <summary>By when they can be had; each with the key of its heading, none empty.</summary>
    public IEnumerable<IGrouping<string, OfferView>> Groups =>
        Items.GroupBy(offer =>
            offer.IsOn ? "now"
            : offer.On == Today ? "today"
            : "later"
        );
}
