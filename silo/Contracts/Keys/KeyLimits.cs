using System.Collections.Concurrent;

namespace LoyaltyClub.Contracts;

/// <summary>
/// What a key of the roles till and marketing may ask for, so that a stolen one cannot read or guess the whole club: generous for a store,
/// small for a list of telephone numbers. Each process counts for itself. An admin's key has no limit: who has it has the club.
/// </summary>
/// <param name="perMinute">Requests a minute; a batch is one. 0 for no limit.</param>
public sealed class KeyLimits(int perMinute, TimeProvider machine)
{
    /// <summary>Cards, vouchers, members and receipts asked for in an hour that nobody has.</summary>
    public const int MissesPerHour = 1_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1),
        Hour = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Counted> keys = new(StringComparer.Ordinal);

    /// <summary>Counts a request. Null if it is allowed, else the refusal.</summary>
    public Refused? Take(Caller caller) =>
        perMinute > 0 && Of(caller)?.Requests.Add(perMinute, machine.GetTimestamp(), machine, Minute) is { } wait ? Refusal(wait) : null;

    /// <summary>Null if the key may look up members and vouchers, else the refusal. Sales go on either way.</summary>
    public Refused? LookUp(Caller caller) =>
        Of(caller)?.Misses.IsFull(MissesPerHour, machine.GetTimestamp(), machine, Hour) is { } wait ? Refusal(wait) : null;

    private static Refused Refusal(TimeSpan wait) =>
        new(
            RefusalCode.TooManyRequests,
            "This key has asked for more than a key may in so short a time.",
            new Fact("retryAfterSeconds", (long)Math.Ceiling(wait.TotalSeconds))
        );

    /// <summary>Counts an answer that found nothing.</summary>
    public void Missed(Caller caller, Refused refusal)
    {
        if (
            refusal.Code
                is RefusalCode.UnknownMember
                    or RefusalCode.UnknownVoucher
                    or RefusalCode.UnknownPurchase
                    or RefusalCode.UnknownRedemption
                    or RefusalCode.CardInvalid
            && Of(caller) is { } counted
        )
        {
            counted.Misses.Add(int.MaxValue, machine.GetTimestamp(), machine, Hour);
        }
    }

    private Counted? Of(Caller caller) =>
        (caller.Role & Role.Admin) != 0 ? null
        : keys.TryGetValue(caller.KeyId, out var known) ? known
        : keys.GetOrAdd(caller.KeyId, _ => new());

    private sealed class Counted
    {
        public readonly Window Requests = new(),
            Misses = new();
    }

    /// <summary>A count that begins anew with each window of time.</summary>
    private sealed class Window
    {
        private readonly Lock turn = new();
        private long begun;
        private int count;

        /// <returns>Null, or the time to wait.</returns>
        public TimeSpan? Add(int most, long now, TimeProvider machine, TimeSpan length)
        {
            lock (turn)
            {
                if (machine.GetElapsedTime(begun, now) >= length || count == 0)
                {
                    (begun, count) = (now, 0);
                }

                if (count < most)
                {
                    count++;
                    return null;
                }

                return length - machine.GetElapsedTime(begun, now);
            }
        }

        /// <summary>The time to wait if there are as many already; does not count.</summary>
        public TimeSpan? IsFull(int most, long now, TimeProvider machine, TimeSpan length)
        {
            lock (turn)
            {
                var passed = machine.GetElapsedTime(begun, now);
                return count >= most && passed < length ? length - passed : null;
            }
        }
    }
}
