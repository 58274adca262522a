using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

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

    public Task Invite(byte[] token, string? by) => Invite(token, by, now => Login.None with { Pin = now.Pin });

    public Task InviteWithApp(byte[] token, string by) =>
        Invite(token, by, now => now with { Password = null, Ticket = null, TicketUntil = default });

    /// <param name="kept">What stays of the sign-in as it is.</param>
    private async Task Invite(byte[] token, string? by, Func<Login, Login> kept)
    {
        await Passkeys.Forget();
        await login.Write(
            "invited",
            now => kept(now) with { Invitation = token, InvitedUntil = Now + InvitationLife },
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

        var hash = await PasswordHashes.Of(password);
        await login.Write(
            "prepared",
            now => now with { Password = hash, Secret = now.Secret ?? RandomNumberGenerator.GetBytes(Totp.SecretBytes) }
        );
        return await Prepared(token);
    }

    public Task<byte[]?> Prepared(byte[] token) =>
        Task.FromResult(
            !Holds(token) || login.State.Password is null ? null
            : login.State.KeepsApp ? []
            : login.State.Secret
        );

    public async Task<string[]?> Confirm(byte[] token, string code)
    {
        if (await Prepared(token) is null || !(login.State.KeepsApp ? await Passes(Spent(code) is not null) : Spent(code) is not null))
        {
            return null;
        }

        await Passkeys.Forget(); // removes a passkey created while the invitation was open
        var codes = RecoveryCodes();
        return await login.Decide<string[]?>(
            "joined",
            _ =>
                Holds(token) && Spent(code) is { } after
                    ? (
                        codes,
                        after with
                        {
                            Invitation = null,
                            InvitedUntil = default,
                            Wrong = 0,
                            Recovery = [.. codes.Select(HashOf)],
                        },
                        null
                    )
                    : (null, null, null)
        );
    }

    public Task<bool> Password(string password, byte[] ticket) => PasswordFrom(password, ticket, "");

    public async Task<bool> PasswordFrom(string password, byte[] ticket, string network)
    {
        var place = "desk " + network;
        var hash = ValidPassword;
        var known = await PasswordHashes.Verify(hash, password);
        if (!await Passes(known.IsRight, place))
        {
            return false;
        }

        var renewed = known.IsOld ? await PasswordHashes.Of(password) : hash;
        await login.Write(
            "password",
            now =>
                now.Unlocked(place) with
                {
                    Ticket = ticket,
                    TicketUntil = Now + TicketLife,
                    Password = now.Password == hash ? renewed : now.Password,
                }
        );
        return true;
    }

    public async Task<CodeAnswer> Code(byte[] ticket, string code)
    {
        if (!IsGood(ticket))
        {
            return CodeAnswer.Over;
        }

        // Whoever is asked for a code knows the password, so this lock is the account's, wherever the tries come from.
        if (!await Passes(Spent(code) is not null))
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

    public Task<bool> Passkey() => Task.FromResult(login.State is { Password: not null, Invitation: null });

    public async Task<bool> ChangePassword(string old, string password)
    {
        if (!await Passes((await PasswordHashes.Verify(ValidPassword, old)).IsRight, SignedIn))
        {
            return false;
        }

        var hash = await PasswordHashes.Of(password);
        await login.Write("password changed", now => now with { Password = hash }, new(Now, AuditLine.ByStaff(id), "staffPassword", id));
        return true;
    }

    public async Task<string[]?> NewRecoveryCodes(string code)
    {
        if (!await Passes(NextStep(code) is not null, SignedIn))
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
        var hash = await PasswordHashes.Of(pin);
        await login.Write("pin", now => now with { Pin = hash, Locks = [] }, new(Now, by, "staffPin", id));
        return pin;
    }

    public Task<bool> Pin(string pin) => PinAt(pin, "");

    public async Task<bool> PinAt(string pin, string till)
    {
        var place = "till " + till;
        var hash = login.State.Pin;
        var known = await PasswordHashes.Verify(hash, pin);
        if (!await Passes(known.IsRight, place))
        {
            return false;
        }

        var renewed = known.IsOld ? await PasswordHashes.Of(pin) : hash;
        if (renewed != hash || login.State.LockOf(place) is not null)
        {
            await login.Write("pin right", now => now.Unlocked(place) with { Pin = now.Pin == hash ? renewed : now.Pin });
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
                now.Recovery.Length,
                now.KeepsApp
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

    /// <summary>Hash of the password that signs in. A password set by an invitation is valid once the app is confirmed.</summary>
    private string? ValidPassword => login.State.Invitation is null ? login.State.Password : null;

    /// <summary>
    /// Lets a right credential pass and counts failures, in a row and for each place, so that nobody locks out somebody who is elsewhere.
    /// During a pause every try from there fails. Each failure writes one entry, also for unknown addresses and during a pause, so that
    /// response time does not reveal the e-mail addresses of staff.
    /// </summary>
    /// <param name="place">A network, a till, or the account's own sessions; null for the account wherever it is tried.</param>
    private async Task<bool> Passes(bool right, string? place = null)
    {
        var paused = place is null ? IsPaused : Now < login.State.LockOf(place)?.PausedUntil;
        if (right && !paused)
        {
            return true;
        }

        await login.Write(
            "wrong",
            now =>
                now == Login.None || paused ? now
                : place is not null ? now.Failed(place, Now)
                : now.Wrong + 1 < MostWrong ? now with { Wrong = now.Wrong + 1 }
                : now with { Wrong = 0, PausedUntil = Now + Pause, Ticket = null }
        );
        return false;
    }

    /// <summary>The place of tries by a session of the account.</summary>
    private const string SignedIn = "session";

    /// <summary>120 random bits each, so a hash without salt reveals nothing.</summary>
    private static string[] RecoveryCodes() =>
        [
            .. Enumerable
                .Range(0, RecoveryCodeCount)
                .Select(_ =>
                    string.Join(
                        '-',
                        RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstuvwxyz0", 24).Chunk(4).Select(part => new string(part))
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
    /// <param name="Wrong">Wrong codes of the app in a row.</param>
    /// <param name="Locks">Wrong passwords and PINs by place, the latest first; null in a document of before.</param>
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
        DateTimeOffset PausedUntil,
        Lock[]? Locks = null
    )
    {
        /// <summary>Places that are remembered: with more, the one that tried longest ago begins again.</summary>
        private const int MostLocks = 200;

        public static readonly Login None = new(null, default, null, null, 0, [], null, default, null, 0, default);

        /// <summary>True while an invitation is open to somebody who has used an app before and keeps it.</summary>
        [System.Text.Json.Serialization.JsonIgnore]
        public bool KeepsApp => Invitation is not null && LastStep > 0;

        public Lock? LockOf(string place) => Locks?.FirstOrDefault(one => one.Place == place);

        public Login Unlocked(string place) => this with { Locks = [.. (Locks ?? []).Where(one => one.Place != place)] };

        public Login Failed(string place, DateTimeOffset now)
        {
            var wrong = (LockOf(place)?.Wrong ?? 0) + 1;
            var failed = wrong < MostWrong ? new Lock(place, wrong, default, now) : new Lock(place, 0, now + Pause, now);
            return this with
            {
                Locks = [failed, .. (Locks ?? []).Where(one => one.Place != place && now < one.At + Pause).Take(MostLocks - 1)],
            };
        }
    }

    /// <param name="Wrong">Wrong tries in a row.</param>
    /// <param name="At">The instant of the last one; forgotten after a pause.</param>
    internal sealed record Lock(string Place, int Wrong, DateTimeOffset PausedUntil, DateTimeOffset At);
}
