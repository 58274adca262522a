using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyClub.Grains;

/// <summary>
/// Sign-in of a member of staff: password and authenticator app, or a PIN at a till. Every wrong try is on disk before its answer.
/// </summary>
[GrainType("stafflogin")]
internal sealed class StaffLoginGrain : Grain, IStaffLoginGrain
{
    public const int MostWrong = 10,
        RecoveryCodeCount = 10;
    public static readonly TimeSpan InvitationLife = StaffInvitations.Life,
        TicketLife = TimeSpan.FromMinutes(5),
        Pause = TimeSpan.FromMinutes(15);

    private static readonly PasswordHasher<Login> Hasher = new();

    /// <summary>Hash of a random password, verified for accounts without a password so that response time does not reveal them.</summary>
    private static readonly string Nobodys = Hasher.HashPassword(Login.None, Guid.NewGuid().ToString());

    private readonly TimeProvider machine;
    private readonly DocumentStore<Login> login;
    private readonly string id;

    public StaffLoginGrain(IJournal journal, TimeProvider machine, OutboxSignal outbox)
    {
        (this.machine, id) = (machine, this.GetPrimaryKeyString());
        login = new(journal, machine, "stafflogin." + id, Login.None, DeactivateOnIdle, outbox);
    }

    private DateTimeOffset Now => machine.GetUtcNow();

    public override Task OnActivateAsync(CancellationToken cancellationToken) => login.Load(cancellationToken);

    private IPasskeyGrain Passkeys => GrainFactory.GetGrain<IPasskeyGrain>(Accounts.OfStaff(id));

    public async Task Invite(byte[] token, string? by)
    {
        await Passkeys.Forget();
        await login.Write(
            "invited",
            now => Login.None with { Pin = now.Pin, Invitation = token, InvitedUntil = Now + InvitationLife },
            by is null ? null : new(Now, by, "staffInvited", id)
        );
    }

    public Task<bool> IsInvited(byte[] token) => Task.FromResult(Holds(token));

    public async Task<byte[]?> Prepare(byte[] token, string password)
    {
        if (!Holds(token))
        {
            return null;
        }

        var hash = Hasher.HashPassword(Login.None, password);
        await login.Write(
            "prepared",
            now => now with { Password = hash, Secret = now.Secret ?? RandomNumberGenerator.GetBytes(Totp.SecretBytes) }
        );
        return await Prepared(token);
    }

    public Task<byte[]?> Prepared(byte[] token) =>
        Task.FromResult(Holds(token) && login.State.Password is not null ? login.State.Secret : null);

    public async Task<string[]?> Confirm(byte[] token, string code)
    {
        if (await Prepared(token) is not { } secret || Totp.StepOf(code, secret, Now) is not { } step)
        {
            return null;
        }

        await Passkeys.Forget(); // removes a passkey created while the invitation was open
        var codes = RecoveryCodes();
        return await login.Decide<string[]?>(
            "joined",
            _ =>
                Holds(token)
                    ? (
                        codes,
                        login.State with
                        {
                            Invitation = null,
                            InvitedUntil = default,
                            LastStep = step,
                            Recovery = [.. codes.Select(HashOf)],
                        },
                        null
                    )
                    : (null, null, null)
        );
    }

    public async Task<bool> Password(string password, byte[] ticket)
    {
        if (!await Passes(() => Knows(password)))
        {
            return false;
        }

        await login.Write("password", now => now with { Ticket = ticket, TicketUntil = Now + TicketLife });
        return true;
    }

    public async Task<CodeAnswer> Code(byte[] ticket, string code)
    {
        if (!IsGood(ticket))
        {
            return CodeAnswer.Over;
        }

        if (!await Passes(() => Spent(code) is not null))
        {
            return IsPaused ? CodeAnswer.Over : CodeAnswer.Wrong;
        }
        // Checked again inside the decision, in case another activation has written: each code signs in once.
        return await login.Decide<CodeAnswer>(
            "signed in",
            _ =>
                IsGood(ticket) && Spent(code) is { } after
                    ? (CodeAnswer.Right, after with { Ticket = null, TicketUntil = default, Wrong = 0 }, null)
                    : (CodeAnswer.Over, null, null)
        );
    }

    public async Task<bool> Passkey()
    {
        if (login.State is not { Password: not null, Invitation: null } || IsPaused)
        {
            return false;
        }

        if (login.State.Wrong > 0)
        {
            await login.Write("passkey", now => now with { Wrong = 0 });
        }

        return true;
    }

    public async Task<bool> ChangePassword(string old, string password)
    {
        if (!await Passes(() => Knows(old)))
        {
            return false;
        }

        var hash = Hasher.HashPassword(Login.None, password);
        await login.Write("password changed", now => now with { Password = hash }, new(Now, AuditLine.ByStaff(id), "staffPassword", id));
        return true;
    }

    public async Task<string[]?> NewRecoveryCodes(string code)
    {
        if (!await Passes(() => NextStep(code) is not null))
        {
            return null;
        }

        var codes = RecoveryCodes();
        return await login.Decide<string[]?>(
            "recovery codes",
            now =>
                NextStep(code) is { } step
                    ? (
                        codes,
                        login.State with
                        {
                            LastStep = step,
                            Recovery = [.. codes.Select(HashOf)],
                        },
                        new(now, AuditLine.ByStaff(id), "staffRecovery", id)
                    )
                    : (null, null, null)
        );
    }

    public async Task<string> NewPin(string by)
    {
        var pin = RandomNumberGenerator.GetString("0123456789", 6);
        var hash = Hasher.HashPassword(Login.None, pin);
        await login.Write("pin", now => now with { Pin = hash, Wrong = 0, PausedUntil = default }, new(Now, by, "staffPin", id));
        return pin;
    }

    public async Task<bool> Pin(string pin)
    {
        if (!await Passes(() => Matches(login.State.Pin, pin)))
        {
            return false;
        }

        if (login.State.Wrong > 0)
        {
            await login.Write("pin right", now => now with { Wrong = 0 });
        }

        return true;
    }

    public Task<StaffLoginView> State()
    {
        var (now, isOpen) = (login.State, login.State.Invitation is not null && Now < login.State.InvitedUntil);
        return Task.FromResult(
            new StaffLoginView(
                isOpen ? now.InvitedUntil : null,
                now is { Password: not null, Invitation: null },
                now.Pin is not null,
                now.Recovery.Length
            )
        );
    }

    private bool IsPaused => Now < login.State.PausedUntil;

    private bool IsGood(byte[] ticket) =>
        login.State.Ticket is { } good
        && CryptographicOperations.FixedTimeEquals(good, ticket)
        && Now < login.State.TicketUntil
        && !IsPaused;

    /// <summary>The step of a valid, unused code of the app; else null.</summary>
    private long? NextStep(string code) =>
        login.State.Secret is { } secret && Totp.StepOf(code, secret, Now) is { } step && step > login.State.LastStep ? step : null;

    /// <summary>The login after use of an app code or a recovery code; null for a wrong code.</summary>
    private Login? Spent(string code) =>
        NextStep(code) is { } step ? login.State with { LastStep = step }
        : HashOf(Plain(code)) is var hash && login.State.Recovery.Any(kept => CryptographicOperations.FixedTimeEquals(kept, hash))
            ? login.State with
            {
                Recovery = [.. login.State.Recovery.Where(kept => !kept.AsSpan().SequenceEqual(hash))],
            }
        : null;

    private bool Holds(byte[] token) =>
        login.State.Invitation is { } kept && CryptographicOperations.FixedTimeEquals(kept, token) && Now < login.State.InvitedUntil;

    /// <summary>Verifies a password. A password set by an invitation is valid once the app is confirmed.</summary>
    private bool Knows(string password) => Matches(login.State.Invitation is null ? login.State.Password : null, password);

    private static bool Matches(string? hash, string typed) =>
        Hasher.VerifyHashedPassword(Login.None, hash ?? Nobodys, typed) != PasswordVerificationResult.Failed && hash is not null;

    /// <summary>
    /// Verifies a credential and counts failures. During a pause every try fails. Each failure writes one entry, also for unknown
    /// addresses and during a pause, so that response time does not reveal the e-mail addresses of staff.
    /// </summary>
    private async Task<bool> Passes(Func<bool> right)
    {
        var paused = IsPaused;
        if (right() && !paused)
        {
            return true;
        }

        await login.Write(
            "wrong",
            now =>
                now == Login.None || paused ? now
                : now.Wrong + 1 < MostWrong ? now with { Wrong = now.Wrong + 1 }
                : now with { Wrong = 0, PausedUntil = Now + Pause, Ticket = null }
        );
        return false;
    }

    /// <summary>80 random bits each, so a hash without salt reveals nothing.</summary>
    private static string[] RecoveryCodes() =>
        [
            .. Enumerable
                .Range(0, RecoveryCodeCount)
                .Select(_ =>
                    string.Join(
                        '-',
                        RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstuvwxyz0", 16).Chunk(4).Select(part => new string(part))
                    )
                ),
        ];

    private static string Plain(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(Plain(code)));

    /// <param name="Invitation">SHA-256 of the token of an open invitation.</param>
    /// <param name="Secret">The app's secret in plain form, because checking a code needs it.</param>
    /// <param name="LastStep">Step of the last accepted code; codes up to this step are used.</param>
    /// <param name="Recovery">SHA-256 of each unused recovery code.</param>
    /// <param name="Ticket">SHA-256 of the browser's ticket, which proves that the password was right.</param>
    internal sealed record Login(
        byte[]? Invitation,
        DateTimeOffset InvitedUntil,
        string? Password,
        byte[]? Secret,
        long LastStep,
        byte[][] Recovery,
        byte[]? Ticket,
        DateTimeOffset TicketUntil,
        string? Pin,
        int Wrong,
        DateTimeOffset PausedUntil
    )
    {
        public static readonly Login None = new(null, default, null, null, 0, [], null, default, null, 0, default);
    }
}
