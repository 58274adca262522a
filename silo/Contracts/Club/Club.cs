namespace LoyaltyClub.Contracts;

/// <summary>There is one club in a store.</summary>
public static class Club
{
    public const string Key = "club";

    /// <summary>The whole nightly close, some thousand members at a time.</summary>
    /// <param name="through">Null is the club's now.</param>
    public static async Task<Outcome<CloseAnswer>> Close(this IGrainFactory grains, DateTimeOffset? through)
    {
        CloseAnswer? sum = null;
        do
        {
            var page = await grains.GetGrain<ICloseGrain>(Key).Close(through, sum?.Next);
            if (page.Value is not { } done)
            {
                return page;
            }

            sum = sum?.Plus(done) ?? done;
        } while (sum.Next is not null);
        return sum;
    }
}
