using System.Globalization;

namespace LoyaltyClub.Portal.Member;

/// <summary>
/// Redeems points for rewards. Using a reward sets its points aside for 15 minutes; the till that scans the card then hands it over.
/// </summary>
internal sealed class RewardsModel(Visitor visitor, Words words, IClubFacts club, IGrainFactory grains, IRewards rewards)
    : MemberPage(visitor)
{
    /// <summary>Lifetime of a reservation in seconds.</summary>
    public const int HeldSeconds = 900;

    /// <summary>Refusals with their own words.</summary>
    public static readonly IReadOnlyList<string> Sorries =
    [
        RefusalCode.InsufficientPoints,
        RefusalCode.OutOfStock,
        RefusalCode.OnHold,
        RefusalCode.TierRequired,
        RefusalCode.RedemptionEnded,
        "other",
    ];

    public RewardsView View { get; private set; } = null!;
    public string? Sorry { get; private set; }

    public async Task OnGetAsync([FromQuery(Name = "sorry")] string? sorry)
    {
        Sorry = Sorries.FirstOrDefault(known => known == sorry);
        View = await Look();
    }

    public async Task<IActionResult> OnGetLiveAsync(string? seen)
    {
        var view = await Look();
        return seen == view.Stamp ? new StatusCodeResult(204) : Partial("_Rewards", view);
    }

    public async Task<IActionResult> OnPostReserveAsync()
    {
        var form = await Form.Read(Request);
        // The id is made with the page, so that a double tap is the same operation.
        if (form["reward"] is not { Length: <= 64 } reward || form["wish"] is not { } wish || !Guid.TryParseExact(wish, "N", out _))
        {
            return LocalRedirect("/rewards");
        }

        var outcome = await grains
            .GetGrain<IMemberGrain>(Member.Id)
            .Redeem(new($"portal-{Member.Id}-{wish}", reward, null, Capture: false, HeldSeconds, RedemptionStore.Any));
        return Answer(outcome.Refusal, "/card");
    }

    public async Task<IActionResult> OnPostReleaseAsync()
    {
        var form = await Form.Read(Request);
        // Combined with this member's id, so that no input reaches another member's reservations.
        if (!int.TryParse(form["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return LocalRedirect("/rewards");
        }

        var outcome = await grains
            .GetGrain<IMemberGrain>(Member.Id)
            .Release($"{Member.Id}-{number}", $"portal-{Member.Id}-release-{number}");
        return Answer(outcome.Refusal, "/rewards");
    }

    private LocalRedirectResult Answer(Refused? refusal, string then) =>
        LocalRedirect(refusal is null ? then : "/rewards?sorry=" + (Sorries.Contains(refusal.Code) ? refusal.Code : "other"));

    private async Task<RewardsView> Look()
    {
        var catalogue = await rewards.Catalogue(words.Language);
        return new(
            Member,
            catalogue,
            Stamp.Of(Member, club, words),
            club.Now,
            new(words, club.TimeZone)
        );
    }
}

/// <param name="Now">The club's time, by which reservations end.</param>
public sealed record RewardsView(
    MemberView Member,
    RewardView[] Catalogue,
    string Stamp,
    DateTimeOffset Now,
    Explanations Explain
)
{
    private long Balance => Member.Balance.Active;

    private IEnumerable<RewardView> ForPoints => Catalogue.Where(reward => reward.Cost is not null).OrderBy(reward => reward.Cost);

    public IReadOnlyList<RewardView> Affordable =>
        [.. ForPoints.Where(reward => IsMine(reward) && IsThere(reward) && reward.Cost <= Balance)];
    public IReadOnlyList<RewardView> Close => [.. ForPoints.Where(reward => IsMine(reward) && IsThere(reward) && reward.Cost > Balance)];
    public IReadOnlyList<RewardView> OtherTiers => [.. ForPoints.Where(reward => !IsMine(reward))];
    public IReadOnlyList<RewardView> Gone => [.. ForPoints.Where(reward => IsMine(reward) && !IsThere(reward))];
    public IEnumerable<VoucherView> Vouchers =>
        Member.Vouchers.Where(voucher => voucher.Status == "issued").OrderBy(voucher => voucher.Expires ?? DateOnly.MaxValue);

    public int SecondsLeft(ReservationView reservation) => Math.Max(0, (int)(reservation.ExpiresAt - Now).TotalSeconds);

    /// <summary>The number after the member's id in a redemption's id.</summary>
    public static string NumberOf(ReservationView reservation) => reservation.Id[(reservation.Id.LastIndexOf('-') + 1)..];

    private bool IsMine(RewardView reward) => reward.Tiers.Length == 0 || reward.Tiers.Contains(Member.Tier.Code);

    private static bool IsThere(RewardView reward) => reward.Left is not 0;
}
