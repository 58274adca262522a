using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>
/// What one of the staff has given and taken by hand today. An amount is set aside before the member's grain is asked and given
/// back where nothing came of it, so that no two tabs together pass the limit.
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
        // What was done on another day counts there; asked again, it is not done today.
        if ((outcome.Value is not { } answer || DayOf(answer.At) != today) && taken.State.Without(wish, share) is { } less)
        {
            await taken.Put(this, less);
        }

        return outcome;
    }

    /// <summary>
    /// Sets the points aside, once for one wish; the last who asks for it holds them. Refused if they are more than is left.
    /// </summary>
    private async Task<Refused?> Take(DateOnly today, string wish, Share share, long limit)
    {
        var now = taken.State.On(today);
        var left = limit - (now.Sum - (now.Shares.GetValueOrDefault(wish)?.Points ?? 0));
        if (share.Points > left)
        {
            return new("allowance_exceeded", $"{left} points are left today of {limit}.", new Fact("left", left), new Fact("limit", limit));
        }

        await taken.Put(this, now.With(wish, share));
        return null;
    }

    private DateOnly DayOf(DateTimeOffset at) => Days.Of(at, shelf.Book.InForceAt(clock.Now).Programme.TimeZone);

    private static readonly JsonSerializerOptions Tuples = new() { IncludeFields = true };

    /// <summary>What was taken on one day, by what was wished.</summary>
    internal sealed record Allowance
    {
        public DateOnly Day { get; init; }
        public Dictionary<string, Share> Shares { get; init; } = [];

        public long Sum => Shares.Values.Sum(share => share.Points);

        public Allowance On(DateOnly day) => day == Day ? this : new() { Day = day };

        public Allowance With(string wish, Share share) => this with { Shares = new(Shares) { [wish] = share } };

        /// <summary>Null if it is not there, or somebody else has asked for the same since and holds it.</summary>
        public Allowance? Without(string wish, Share share) =>
            Shares.GetValueOrDefault(wish) == share ? this with { Shares = new(Shares.Where(other => other.Key != wish)) } : null;
    }

    /// <param name="Holder">Whose turn it was: only who holds it gives it back.</param>
    internal sealed record Share(long Points, Guid Holder);
}
