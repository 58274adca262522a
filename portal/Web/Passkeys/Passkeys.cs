using System.Buffers.Text;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Passkeys. ASP.NET Core Identity creates the options and verifies the browser's answers; the account's grain stores the passkeys. A
/// challenge leaves sealed, with its expiry; it opens only in the browser with the matching cookie, and the grain accepts it once. Issuing
/// a challenge therefore costs no write.
/// </summary>
internal sealed class Passkeys(
    IPasskeyHandler<PasskeyOwner> handler,
    IGrainFactory grains,
    ISeals seals,
    TimeProvider machine,
    Limits limits,
    ErrorPages errors,
    Words words
)
{
    private const string Cookie = "lc_passkey",
        ToSignIn = "passkey sign-in",
        ToAdd = "passkey",
        Over = "member.passkey.over";
    private const int TokenBytes = 32,
        MostAnswer = 16_000,
        MostName = 40;

    /// <summary>Lifetime of a challenge, and so the longest time that a page may stay open.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>For a sign-in page, where the account is not known yet.</summary>
    /// <param name="action">The address that the answer is posted to.</param>
    public async Task<PasskeyForm> AskAny(HttpContext http, string action)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, http);
        return new(action, false, asked.RequestOptionsJson, await Seal(http, ToSignIn, asked.AssertionState!));
    }

    /// <summary>For a page that adds a passkey; null if the account has the maximum.</summary>
    /// <param name="name">The account's name in the device's list of passkeys.</param>
    public async Task<PasskeyForm?> AskNew(HttpContext http, string action, string account, string name)
    {
        if ((await grains.GetGrain<IPasskeyGrain>(account).List()).Length >= Passkey.Most)
        {
            return null;
        }

        var asked = await handler.MakeCreationOptionsAsync(
            new()
            {
                Id = account,
                Name = name,
                DisplayName = name,
            },
            http
        );
        return new(action, true, asked.CreationOptionsJson, await Seal(http, ToAdd, asked.AttestationState!));
    }

    /// <summary>
    /// Verifies a browser's answer for signing in. All failures get the same text: no passkey, a foreign passkey, a forged answer.
    /// </summary>
    /// <returns>The account, or the reason in words; with a reason the response's status is set too.</returns>
    public async Task<(string? Account, string? Problem)> SignIn(HttpContext http, Form sent, bool staff)
    {
        if (limits.Try(http) is { } wait)
        {
            return (null, Limits.TurnAway(http.Response, words, "member.passkey.tooMany", wait));
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        if (await Open(http, sent, ToSignIn) is not var (state, answer, challenge))
        {
            http.Note(SecurityEvent.SealRefused, how: "passkey");
            return (null, words[Over]);
        }

        var result = await handler.PerformAssertionAsync(
            new()
            {
                HttpContext = http,
                CredentialJson = answer,
                AssertionState = state,
            }
        );
        Foreseen(result.Failure);
        var used =
            !result.Succeeded || (Accounts.StaffOf(result.User.Account) is null) == staff
                ? CodeAnswer.Wrong
                : await grains
                    .GetGrain<IPasskeyGrain>(result.User.Account)
                    .Use(result.Passkey.CredentialId, result.Passkey.SignCount, result.Passkey.IsBackedUp, challenge);
        if (used != CodeAnswer.Right)
        {
            http.Note(SecurityEvent.SignInFailed, result.User is { } user ? SecurityNotes.NameOf(user.Account) : null, "passkey");
            return (
                null,
                words[
                    used == CodeAnswer.Over ? Over
                    : staff ? "desk.passkey.unknown"
                    : "member.passkey.unknown"
                ]
            );
        }

        http.Response.StatusCode = StatusCodes.Status200OK;
        return (result.User!.Account, null);
    }

    /// <summary>Verifies and stores a new passkey of an account.</summary>
    /// <param name="by">Staff member for the audit; null for a member.</param>
    /// <returns>Null, or the reason in words; with a reason the response's status is set too.</returns>
    public async Task<string?> Add(HttpContext http, Form sent, string account, string? by = null)
    {
        var added = PasskeyAdded.Over;
        var taken = true;
        if (await Open(http, sent, ToAdd) is var (state, answer, challenge))
        {
            var result = await handler.PerformAttestationAsync(
                new()
                {
                    HttpContext = http,
                    CredentialJson = answer,
                    AttestationState = state,
                }
            );
            Foreseen(result.Failure);
            taken = result.Succeeded;
            if (taken && result.UserEntity!.Id == account)
            {
                var made = result.Passkey!;
                // Set by the script: the passkey was made by another device than the one with the page.
                var name =
                    answer.Contains("\"authenticatorAttachment\":\"cross-platform\"", StringComparison.Ordinal)
                        ? words["member.passkey.roaming"]
                    : Device.Of(http.Request.Headers.UserAgent) is { Length: > 0 } device ? device
                    : words["member.session.unknown"];
                added = await grains
                    .GetGrain<IPasskeyGrain>(account)
                    .Add(
                        new(
                            made.CredentialId,
                            made.PublicKey,
                            made.SignCount,
                            made.Transports ?? [],
                            made.IsBackupEligible,
                            made.IsBackedUp,
                            name
                        ),
                        challenge,
                        by
                    );
            }
        }
        if (taken && added == PasskeyAdded.Added)
        {
            http.Note(SecurityEvent.CredentialChanged, SecurityNotes.NameOf(account), "passkey added");
            return null;
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return !taken
            ? words["member.passkey.refused"]
            : added switch
            {
                PasskeyAdded.Known => words["member.passkey.known"],
                PasskeyAdded.Full => words["member.passkeys.full", Passkey.Most],
                _ => words[Over],
            };
    }

    /// <summary>The passkeys of all accounts of one person, each with its account.</summary>
    public async Task<(string Account, Passkey Passkey)[]> Of(params IEnumerable<string> accounts)
    {
        var found = new List<(string, Passkey)>();
        foreach (var account in accounts)
        {
            found.AddRange((await grains.GetGrain<IPasskeyGrain>(account).List()).Select(passkey => (account, passkey)));
        }

        return [.. found];
    }

    /// <summary>Renames or removes the passkey named by a form of <c>_Passkeys.cshtml</c>, if one of these accounts has it.</summary>
    /// <param name="by">Staff member for the audit; null for a member.</param>
    /// <returns>False if the passkey is missing or the new name invalid.</returns>
    public async Task<bool> Change(HttpContext http, Form sent, IEnumerable<string> accounts, bool remove, string? by = null)
    {
        if ((await Of(accounts)).FirstOrDefault(one => one.Passkey.Id == sent["passkey"]) is not ({ } account, { } passkey))
        {
            return false;
        }

        if (remove)
        {
            await grains.GetGrain<IPasskeyGrain>(account).Remove(passkey.Id, by);
            http.Note(SecurityEvent.CredentialChanged, SecurityNotes.NameOf(account), "passkey removed");
        }
        else if (sent.Name("name", required: true) is { Length: <= MostName } name && sent.IsGood)
        {
            await grains.GetGrain<IPasskeyGrain>(account).Rename(passkey.Id, name);
        }
        else
        {
            return false;
        }

        return true;
    }

    private async Task<string> Seal(HttpContext http, string purpose, string state)
    {
        if (Token(http) is not { } token)
        {
            token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
            Cookies.Set(http, Cookie, token, null);
        }
        var until = machine.GetUtcNow().Add(Life).ToUnixTimeSeconds();
        return await seals.Seal(purpose, string.Create(CultureInfo.InvariantCulture, $"{until} {HashOf(token)} {state}"));
    }

    private async Task<(string State, string Answer, PasskeyChallenge Challenge)?> Open(HttpContext http, Form sent, string purpose)
    {
        if (
            Token(http) is not { } token
            || sent["answer"] is not { Length: <= MostAnswer } answer
            || sent["seal"] is not { Length: <= MostAnswer } seal
            || await seals.Open(purpose, seal) is not { } text
            || text.Split(' ', 3) is not [var until, var browser, var state]
            || browser != HashOf(token)
        )
        {
            return null;
        }

        return (
            state,
            answer,
            new(
                SHA256.HashData(Encoding.UTF8.GetBytes(state)),
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture))
            )
        );
    }

    private static string? Token(HttpContext http) => Cookies.Read(http, Cookie) is { Length: 43 } token ? token : null;

    private static string HashOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Identity reports every exception as a wrong answer; an unavailable store must stay an exception.</summary>
    private void Foreseen(PasskeyException? failure)
    {
        if (failure?.InnerException is { } fault && errors.Foresees(fault))
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }
}

/// <summary>A passkey request for the browser: drawn by <c>_Passkey.cshtml</c>, answered by <c>passkey.js</c>.</summary>
/// <param name="Makes">True to create a passkey, false to sign in with one.</param>
/// <param name="Options">WebAuthn options as JSON.</param>
/// <param name="Seal">Comes back with the answer.</param>
public sealed record PasskeyForm(string Action, bool Makes, string Options, string Seal);

/// <summary>The list of a person's passkeys, <c>_Passkeys.cshtml</c>.</summary>
/// <param name="Address">Address of the page; <c>/passkeyname</c> and <c>/passkeyremove</c> are appended.</param>
/// <param name="Text">Key of the words that explain passkeys here.</param>
/// <param name="New">Null if no further passkey can be made.</param>
public sealed record PasskeysView(string Address, string Text, IEnumerable<Passkey> List, PasskeyForm? New, string? Problem);

/// <summary>An account as a user of Identity.</summary>
internal sealed record PasskeyOwner(string Account, Passkey[] Passkeys);

/// <summary>Identity's store of accounts and passkeys. Read-only: new passkeys go to the grains.</summary>
internal sealed class PasskeyStore(IGrainFactory grains) : IUserPasskeyStore<PasskeyOwner>
{
    public static void Register(IServiceCollection services)
    {
        services.AddIdentityCore<PasskeyOwner>().AddUserStore<PasskeyStore>();
        services.AddScoped<IPasskeyHandler<PasskeyOwner>, PasskeyHandler<PasskeyOwner>>();
        services.AddScoped<Passkeys>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // The authenticator verifies the user by finger, face or PIN and supplies the account.
            (options.UserVerificationRequirement, options.ResidentKeyRequirement, options.AttestationConveyancePreference) = (
                "required",
                "required",
                "none"
            );
            // The domain is the request's, like that of every link we write; a page of another site cannot use it.
            options.ValidateOrigin = asked =>
                ValueTask.FromResult(
                    !asked.CrossOrigin
                        && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var from)
                        && (from.Scheme == Uri.UriSchemeHttps || (from.Scheme == Uri.UriSchemeHttp && from.IsLoopback))
                        && string.Equals(from.Authority, asked.HttpContext.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
                );
        });
    }

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Account);

    /// <param name="userId">The user handle from the authenticator; untrusted input.</param>
    public async Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Accounts.IsValid(userId) ? new(userId, await grains.GetGrain<IPasskeyGrain>(userId).List()) : null;

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(Info)]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(
            user.Passkeys.FirstOrDefault(passkey => passkey.Credential.AsSpan().SequenceEqual(credentialId)) is { } found
                ? Info(found)
                : null
        );

    /// <summary>
    /// Always null. A passkey is valid only within the account of its user handle, so the id of a foreign passkey is useless, and no index
    /// over all passkeys is needed.
    /// </summary>
    public Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult<PasskeyOwner?>(null);

    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose() { }

    /// <summary>The attestation is not stored, because nothing reads it later.</summary>
    private static UserPasskeyInfo Info(Passkey passkey) =>
        new(
            passkey.Credential,
            passkey.PublicKey,
            passkey.CreatedAt,
            passkey.SignCount,
            passkey.Transports,
            isUserVerified: true,
            passkey.BackupEligible,
            passkey.BackedUp,
            [],
            []
        );
}
