using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Passkeys of a member or a member of staff, and the challenges answered, so that no challenge is accepted twice.</summary>
[GrainType("passkey")]
internal sealed class PasskeyGrain : Grain, IPasskeyGrain
{
    private readonly DocumentStore<Kept> kept;
    private readonly string account;

    public PasskeyGrain(IJournal journal, TimeProvider machine, OutboxSignal outbox)
    {
        account = this.GetPrimaryKeyString();
        kept = new(journal, machine, "passkeys." + account, Kept.None, DeactivateOnIdle, outbox);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => kept.Load(cancellationToken);

    public Task<Passkey[]> List()
    {
        if (kept.State == Kept.None)
        {
            DeactivateOnIdle(); // keeps invented accounts out of memory
        }

        return Task.FromResult(kept.State.Passkeys);
    }

    public Task<PasskeyAdded> Add(Passkey passkey, PasskeyChallenge challenge, string? by) =>
        Decide<PasskeyAdded>(
            "added",
            now =>
            {
                if (IsOver(challenge, now))
                {
                    return (PasskeyAdded.Over, null, null);
                }

                if (Find(passkey.Credential) is not null)
                {
                    return (PasskeyAdded.Known, null, null);
                }

                if (kept.State.Passkeys.Length >= Passkey.Most)
                {
                    return (PasskeyAdded.Full, null, null);
                }

                var added = passkey with { Id = RandomNumberGenerator.GetHexString(8, lowercase: true), CreatedAt = now, LastUsed = null };
                return (
                    PasskeyAdded.Added,
                    new([.. kept.State.Passkeys, added], Spent(challenge, now)),
                    Line(now, by, "staffPasskey", added)
                );
            }
        );

    public Task<CodeAnswer> Use(byte[] credential, uint signCount, bool backedUp, PasskeyChallenge challenge) =>
        Decide<CodeAnswer>(
            "used",
            now =>
            {
                if (IsOver(challenge, now))
                {
                    return (CodeAnswer.Over, null, null);
                }
                // Checked again: only inside a decision are answers checked one at a time.
                if (Find(credential) is not { } found || (found.SignCount | signCount) != 0 && signCount <= found.SignCount)
                {
                    return (CodeAnswer.Wrong, null, null);
                }

                return (
                    CodeAnswer.Right,
                    new(With(found with { SignCount = signCount, BackedUp = backedUp, LastUsed = now }), Spent(challenge, now)),
                    null
                );
            }
        );

    public Task Rename(string id, string name) =>
        Decide<bool>(
            "renamed",
            now =>
                (
                    true,
                    ById(id) is { } found && found.Name != name ? kept.State with { Passkeys = With(found with { Name = name }) } : null,
                    null
                )
        );

    public Task Remove(string id, string? by) =>
        Decide<bool>(
            "removed",
            now =>
                ById(id) is { } found
                    ? (
                        true,
                        kept.State with
                        {
                            Passkeys = [.. kept.State.Passkeys.Where(other => other.Id != id)],
                        },
                        Line(now, by, "staffPasskeyRemoved", found)
                    )
                    : (false, null, null)
        );

    public Task Forget() => Decide<bool>("forgotten", now => (true, kept.State == Kept.None ? null : Kept.None, null));

    private Passkey? Find(byte[] credential) =>
        kept.State.Passkeys.FirstOrDefault(passkey => passkey.Credential.AsSpan().SequenceEqual(credential));

    private Passkey? ById(string id) => kept.State.Passkeys.FirstOrDefault(passkey => passkey.Id == id);

    private Passkey[] With(Passkey changed) => [.. kept.State.Passkeys.Select(passkey => passkey.Id == changed.Id ? changed : passkey)];

    private bool IsOver(PasskeyChallenge challenge, DateTimeOffset now) =>
        now >= challenge.Until || kept.State.Spent.Any(spent => spent.Hash.AsSpan().SequenceEqual(challenge.Hash));

    private PasskeyChallenge[] Spent(PasskeyChallenge challenge, DateTimeOffset now) =>
        [.. kept.State.Spent.Where(spent => now < spent.Until), challenge];

    private AuditLine? Line(DateTimeOffset now, string? by, string what, Passkey passkey) =>
        by is null ? null : new(now, by, what, Accounts.StaffOf(account) ?? account, Note: passkey.Name);

    /// <param name="decide">Answer, new state (null for no change), and audit line or null.</param>
    private async Task<T> Decide<T>(string what, Func<DateTimeOffset, (T Answer, Kept? After, AuditLine? Audit)> decide)
    {
        var answer = await kept.Decide(what, decide);
        if (kept.State == Kept.None)
        {
            DeactivateOnIdle();
        }

        return answer;
    }

    internal sealed record Kept(Passkey[] Passkeys, PasskeyChallenge[] Spent)
    {
        public static readonly Kept None = new([], []);
    }
}
