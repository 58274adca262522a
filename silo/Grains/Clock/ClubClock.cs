using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <param name="Sandbox">True if an admin can set the club's clock.</param>
public sealed record ClubOptions(bool Sandbox);

/// <summary>The club's clock: the machine's, or in a sandbox the instant set by an admin. Resolution: 1 ms.</summary>
public sealed class ClubClock(IJournal journal, Announcer announcer, TimeProvider machine, ClubOptions options)
    : ReplicatedStream(journal, "clock", announcer)
{
    private long standing = long.MinValue;

    public bool Sandbox => options.Sandbox;

    public bool Standing => options.Sandbox && Volatile.Read(ref standing) != long.MinValue;

    public DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeMilliseconds(Standing ? Volatile.Read(ref standing) : machine.GetUtcNow().ToUnixTimeMilliseconds());

    internal static byte[] Encode(DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(now.ToUnixTimeMilliseconds());

    /// <summary>Milliseconds since 1970.</summary>
    internal static long Decode(byte[] data) => JsonSerializer.Deserialize<long>(data);

    protected override void Apply(int version, byte[] data) => Volatile.Write(ref standing, Decode(data));
}

/// <summary>Sets the sandbox's clock.</summary>
[GrainType("clock")]
internal sealed class ClockGrain(ClubClock clock, ProgrammeCache shelf, OutboxSignal outbox) : Grain, IClockGrain
{
    public Task<Outcome<ClockView>> Get() => Task.FromResult(clock.Sandbox ? View() : NoSandbox());

    public async Task<Outcome<ClockView>> Set(DateTimeOffset now)
    {
        if (!clock.Sandbox)
        {
            return NoSandbox();
        }

        await clock.CatchUp();
        var before = clock.Now;
        int known;
        do
        {
            known = clock.Entries;
            if (clock.Standing && now < clock.Now)
            {
                return new Refused(
                    RefusalCode.ClockBackwards,
                    $"The clock stands at {Instants.Text(clock.Now)} and can only go forward.",
                    new Fact("now", Instants.Text(clock.Now)),
                    new Fact("asked", Instants.Text(now))
                );
            }
        } while (await clock.Append(known, ClubClock.Encode(now), null) is not AppendResult.Written);

        var zone = shelf.Book.InForceAt(clock.Now).Programme.TimeZone;
        if (Domain.Programmes.Days.Of(clock.Now, zone) > Domain.Programmes.Days.Of(before, zone))
        {
            await GrainFactory.Close(null);
        }

        outbox.Raise(); // for reservations past their time-out by the new clock
        return View();
    }

    private Outcome<ClockView> View() => new ClockView(clock.Now, clock.Standing);

    private static Outcome<ClockView> NoSandbox() =>
        new Refused(RefusalCode.NotASandbox, "The clock can be read and set only in a sandbox (Club__Sandbox=true).");
}
