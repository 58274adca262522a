using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>
/// The points that a member of staff has adjusted today. An adjustment takes its amount from the allowance before the call to the
/// member's grain and gives it back if refused, so that two tabs together stay within the limit.
/// </summary>
[GrainType("staffallowance")]
internal sealed class StaffAllowanceGrain(
    [PersistentState(GrainStates.Allowance, GrainStates.Storage)] IPersistentState<StaffAllowanceGrain.Allowance> taken,
    ProgrammeCache shelf,
    ClubClock clock
) : Grain, IStaffAllowanceGrain
{
    public Task<long> Left(long limit) => Task.FromResult(Math.Max(0, limit - taken.State.On(DayOf(clock.Now)).Sum));

    public async Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment, long limit, string by)
    {
        var today = DayOf(clock.Now);
        var wish = Convert.ToHexString(
            OperationIds.Fingerprint(
                adjustment.OperationId,
                JsonSerializer.Serialize((member, adjustment.Points, adjustment.Reason), Tuples)
            )
        )[..24];
        var share = new Share(Math.Abs(adjustment.Points), Guid.NewGuid());
        if (await Take(today, wish, share, limit) is { } refused)
        {
            return refused;
        }

        var outcome = await GrainFactory.Ask(member, grain => grain.Adjust(adjustment, by));
        // A repeat of another day's adjustment counts on that day.
        if ((outcome.Value is not { } answer || DayOf(answer.At) != today) && taken.State.Without(wish, share) is { } less)
        {
            await taken.Put(this, less);
        }

        return outcome;
    }

    /// <summary>
    /// Takes points from the allowance, once per operation; the latest call for an operation becomes the holder.
    /// <c>allowance_exceeded</c> beyond the points left.
    /// </summary>
    private async Task<Refused?> Take(DateOnly today, string wish, Share share, long limit)
    {
        var now = taken.State.On(today);
        var left = limit - (now.Sum - (now.Shares.GetValueOrDefault(wish)?.Points ?? 0));
        if (share.Points > left)
        {
            return new(
                RefusalCode.AllowanceExceeded,
                $"{left} points are left today of {limit}.",
                new Fact("left", left),
                new Fact("limit", limit)
            );
        }

        await taken.Put(this, now.With(wish, share));
        return null;
    }

    private DateOnly DayOf(DateTimeOffset at) => Days.Of(at, shelf.Book.InForceAt(clock.Now).Programme.TimeZone);

    private static readonly JsonSerializerOptions Tuples = new() { IncludeFields = true };

    /// <summary>The points taken on one day, by operation.</summary>
    internal sealed record Allowance
    {
        public DateOnly Day { get; init; }
        public Dictionary<string, Share> Shares { get; init; } = [];

        public long Sum => Shares.Values.Sum(share => share.Points);

        public Allowance On(DateOnly day) => day == Day ? this : new() { Day = day };

        public Allowance With(string wish, Share share) => this with { Shares = new(Shares) { [wish] = share } };

        /// <summary>The allowance without a share; null if the share is missing or a later call holds it.</summary>
        public Allowance? Without(string wish, Share share) =>
            Shares.GetValueOrDefault(wish) == share ? this with { Shares = new(Shares.Where(other => other.Key != wish)) } : null;
    }

    /// <param name="Holder">The call that took the share; only this call may give it back.</param>
    internal sealed record Share(long Points, Guid Holder);
}
