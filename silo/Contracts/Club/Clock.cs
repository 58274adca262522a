namespace LoyaltyClub.Contracts;

/// <summary>The sandbox's clock; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IClockGrain")]
public interface IClockGrain : IGrainWithStringKey
{
    [Alias("Get")]
    Task<Outcome<ClockView>> Get();

    /// <summary>Sets the clock, forward only after the first time, and runs the nightly closes that it passes.</summary>
    [Alias("Set"), ResponseTimeout("00:10:00")]
    Task<Outcome<ClockView>> Set(DateTimeOffset now);
}

/// <param name="Standing">True if it stands still until it is set again.</param>
[GenerateSerializer, Immutable, Alias("club.ClockView")]
public sealed record ClockView(DateTimeOffset Now, bool Standing);
