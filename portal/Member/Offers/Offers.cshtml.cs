namespace LoyaltyClub.Portal.Member;

/// <summary>The member's offers beyond the base: on now, later today, and to come.</summary>
internal sealed class OffersModel(Visitor visitor, Words words, IClubFacts club, IGrainFactory grains) : MemberPage(visitor)
{
    public OfferPageView View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Look(grains, Member, club, words);

    /// <summary>Part of the page that is polled: 204 while unchanged.</summary>
    public async Task<IActionResult> OnGetLiveAsync(string? seen)
    {
        var view = await Look(grains, Member, club, words);
        return seen == view.Stamp ? new StatusCodeResult(204) : Partial("_Offers", view);
    }

    internal static async Task<OfferPageView> Look(IGrainFactory grains, MemberView member, IClubFacts club, Words words)
    {
        var offers = (await grains.GetGrain<IMemberGrain>(member.Id).Offers()).Value ?? new(1, []);
        return new(
            words.Tier(member.Tier.Code),
            offers,
            Stamp.Of(member, club, words, offers),
            Stamp.Today(club),
            new(words, club.Currency, Stamp.Today(club))
        );
    }
}

/// <param name="Stamp">Changes with the member or an offer.</param>
/// <param name="Say">Describes an offer in the reader's language.</param>
public sealed record OfferPageView(string Tier, OffersView Offers, string Stamp, DateOnly Today, OfferWords Say)
{
    public OfferView[] Items => Offers.Items;

    /// <summary>The tier's factor if it is above 1; else null.</summary>
    public decimal? LevelFactor => Offers.TierFactor > 1 ? Offers.TierFactor : null;

    /// <summary>Offers grouped by time; the keys are those of the headings, and no group is empty.</summary>
    public IEnumerable<IGrouping<string, OfferView>> Groups =>
        Items.GroupBy(offer =>
            offer.IsOn ? "now"
            : offer.On == Today ? "today"
            : "later"
        );
}
