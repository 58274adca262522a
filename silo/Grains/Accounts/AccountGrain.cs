using System.Security.Cryptography;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>Sessions of a member or a member of staff. Invented ids have no sessions and leave memory.</summary>
[GrainType("account")]
internal sealed class AccountGrain(
    [PersistentState(GrainStates.Sessions, GrainStates.Storage)] IPersistentState<AccountGrain.Account> kept,
    TimeProvider machine
) : Grain, IAccountGrain
{
    private const int MostSessions = 20;
    private static readonly TimeSpan Life = TimeSpan.FromDays(90),
        MembersIdle = TimeSpan.FromDays(30),
        StaffsIdle = TimeSpan.FromHours(4),
        SeenAgain = TimeSpan.FromMinutes(15);

    public async Task<SessionView> SignIn(byte[] token, string device, TimeSpan? life)
    {
        var now = machine.GetUtcNow();
        var session = new Session(RandomNumberGenerator.GetHexString(8, lowercase: true), token, device, now, now, now + (life ?? Life));
        await Write([session, .. Good.Take(MostSessions - 1)]);
        return View(session);
    }

    public async Task<SessionView?> Find(byte[] token)
    {
        if (Good.FirstOrDefault(session => CryptographicOperations.FixedTimeEquals(session.Token, token)) is not { } found)
        {
            if (kept.State.Sessions.Length == 0)
            {
                DeactivateOnIdle();
            }

            return null;
        }
        var now = machine.GetUtcNow();
        if (now - found.Seen < SeenAgain)
        {
            return View(found);
        }

        found = found with { Seen = now };
        await Write([found, .. Good.Where(session => session.Id != found.Id)]);
        return View(found);
    }

    public Task<SessionView[]> Sessions() => Task.FromResult(Good.Select(View).ToArray());

    public Task End(string session) => Keep(other => other.Id != session);

    public Task EndOthers(string? keep) => Keep(session => session.Id == keep);

    /// <summary>Valid sessions, most recently seen first.</summary>
    private IEnumerable<Session> Good =>
        kept
            .State.Sessions.Where(session =>
                machine.GetUtcNow() is var now && now < (session.Until ?? session.Created + Life) && now - session.Seen < Idle
            )
            .OrderByDescending(session => session.Seen);

    /// <summary>How long a session lasts that nobody uses. A till has no such limit: it waits for customers.</summary>
    private TimeSpan Idle =>
        Accounts.IsTill(this.GetPrimaryKeyString()) ? TimeSpan.MaxValue
        : Accounts.IsStaff(this.GetPrimaryKeyString()) ? StaffsIdle
        : MembersIdle;

    private Task Keep(Func<Session, bool> stays) => kept.State.Sessions.All(stays) ? Task.CompletedTask : Write([.. Good.Where(stays)]);

    private Task Write(Session[] sessions) => kept.Put(this, sessions.Length == 0 ? null : new() { Sessions = sessions });

    private static SessionView View(Session session) => new(session.Id, session.Device, session.Created, session.Seen);

    internal sealed record Account
    {
        public Session[] Sessions { get; init; } = [];
    }

    /// <param name="Token">SHA-256 of the browser's token.</param>
    internal sealed record Session(
        string Id,
        byte[] Token,
        string Device,
        DateTimeOffset Created,
        DateTimeOffset Seen,
        DateTimeOffset? Until = null
    );
}
