using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>Sessions of a member, or of staff. Who is not a member has none, so made-up ids do not stay in memory.</summary>
internal sealed class AccountGrain : Grain, IAccountGrain
{
    private const int MostSessions = 20;
    private static readonly TimeSpan Life = TimeSpan.FromDays(90), SeenAgain = TimeSpan.FromHours(1);

    private readonly TimeProvider machine;
    private readonly DocumentStream<Session[]> sessions;

    public AccountGrain(IJournal journal, TimeProvider machine)
    {
        this.machine = machine;
        sessions = new(journal, machine, "account." + this.GetPrimaryKeyString(), [], DeactivateOnIdle);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => sessions.Load(cancellationToken);

    public async Task<SessionView> SignIn(byte[] token, string device, TimeSpan? life)
    {
        var now = machine.GetUtcNow();
        var session = new Session(RandomNumberGenerator.GetHexString(8, lowercase: true), token, device, now, now, now + (life ?? Life));
        await sessions.Write("signed in", _ => [session, .. Good.Take(MostSessions - 1)]);
        return View(session);
    }

    public async Task<SessionView?> Find(byte[] token)
    {
        await sessions.Load(); // another process, or a command, may have begun or ended it: that counts at once
        if (Good.FirstOrDefault(session => CryptographicOperations.FixedTimeEquals(session.Token, token)) is not { } found)
        {
            if (sessions.State.Length == 0)
                DeactivateOnIdle();
            return null;
        }
        var now = machine.GetUtcNow();
        if (now - found.Seen < SeenAgain)
            return View(found);
        found = found with { Seen = now };
        await sessions.Write("seen", _ => [found, .. Good.Where(session => session.Id != found.Id)]);
        return View(found);
    }

    public async Task<SessionView[]> Sessions()
    {
        await sessions.Load();
        return [.. Good.Select(View)];
    }

    public Task End(string session) => Keep("ended", other => other.Id != session);

    public Task EndOthers(string? keep) => Keep("others ended", session => session.Id == keep);

    /// <summary>The one seen last first.</summary>
    private IEnumerable<Session> Good => sessions.State.Where(session => machine.GetUtcNow() < (session.Until ?? session.Created + Life)).OrderByDescending(session => session.Seen);

    private async Task Keep(string what, Func<Session, bool> stays)
    {
        await sessions.Load(); // one that began at another process ends too
        if (!sessions.State.All(stays))
            await sessions.Write(what, _ => [.. Good.Where(stays)]);
    }

    private static SessionView View(Session session) => new(session.Id, session.Device, session.Created, session.Seen);

    /// <param name="Token">SHA-256 of the browser's token.</param>
    internal sealed record Session(string Id, byte[] Token, string Device, DateTimeOffset Created, DateTimeOffset Seen, DateTimeOffset? Until = null);
}
