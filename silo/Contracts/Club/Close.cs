namespace LoyaltyClub.Contracts;

/// <summary>The nightly close; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.ICloseGrain")]
public interface ICloseGrain : IGrainWithStringKey
{
    /// <summary>Closes for some thousand members; call again with <see cref="CloseAnswer.Next"/> until it is null.</summary>
    /// <param name="through">Null is the club's now.</param>
    /// <param name="after">The <see cref="CloseAnswer.Next"/> of the call before; null is the start.</param>
    [Alias("Close"), ResponseTimeout("00:02:00")]
    Task<Outcome<CloseAnswer>> Close(DateTimeOffset? through, string? after);
}

/// <param name="Through">The instant up to which everything due is now written down.</param>
/// <param name="Members">Members for whom something was due.</param>
/// <param name="Activated">Points that became active.</param>
/// <param name="Expired">Points that expired.</param>
/// <param name="Released">Points of reservations whose time was up.</param>
/// <param name="VouchersIssued">Vouchers of full stamp cards that waited.</param>
/// <param name="TiersFell">Members whose tier ended.</param>
/// <param name="Next">The place to continue: the close takes some thousand members at a time; null at the end.</param>
[GenerateSerializer, Immutable, Alias("club.CloseAnswer")]
public sealed record CloseAnswer(
    DateTimeOffset Through,
    int Members,
    long Activated,
    long Expired,
    long Released,
    int VouchersIssued,
    int TiersFell,
    [property: JsonIgnore] string? Next = null
)
{
    public CloseAnswer Plus(CloseAnswer more) =>
        new(
            more.Through,
            Members + more.Members,
            Activated + more.Activated,
            Expired + more.Expired,
            Released + more.Released,
            VouchersIssued + more.VouchersIssued,
            TiersFell + more.TiersFell,
            more.Next
        );
}
