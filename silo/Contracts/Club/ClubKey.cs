namespace LoyaltyClub.Contracts;

/// <summary>There is one club in a store.</summary>
public static class ClubKey
{
    public const string Value = "club";

    /// <summary>The whole nightly close, some thousand members at a time.</summary>
    /// <param name="through">Null is the club's now.</param>
    public static async Task<Outcome<CloseAnswer>> Close(this IGrainFactory grains, DateTimeOffset? through)
    {
        CloseAnswer? sum = null;
        do
        {
            var page = await grains.GetGrain<ICloseGrain>(Value).Close(through, sum?.Next);
            if (page.Value is not { } done)
            {
                return page;
            }

            sum = sum?.Plus(done) ?? done;
        } while (sum.Next is not null);
        return sum;
    }
}
