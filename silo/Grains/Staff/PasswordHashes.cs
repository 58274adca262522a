using LoyaltyClub.Journal;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LoyaltyClub.Grains;

/// <summary>
/// Hashes of passwords and PINs: PBKDF2 with HMAC-SHA-512 and a salt each. A hash takes a processor for a fifth of a second, so half of
/// the processors compute them at a time; the others stay free for tills and members.
/// </summary>
internal static class PasswordHashes
{
    /// <summary>Of OWASP's password storage guide for HMAC-SHA-512. A hash of fewer is renewed by the next sign-in.</summary>
    public const int Iterations = 210_000;

    private const int MostWaiting = 50;
    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly object Nobody = new();
    private static readonly SemaphoreSlim Places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private static int waiting;

    /// <summary>Hash of a random password, verified for accounts without one so that response time does not reveal them.</summary>
    private static readonly string Nobodys = Hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <exception cref="StoreBusyException">Too many wait.</exception>
    public static Task<string> Of(string password) => InTurn(() => Hasher.HashPassword(Nobody, password));

    /// <summary>Whether a password is right, and whether its hash is of fewer iterations than today's.</summary>
    /// <exception cref="StoreBusyException">Too many wait.</exception>
    public static Task<(bool IsRight, bool IsOld)> Verify(string? hash, string typed) =>
        InTurn(() =>
        {
            var result = Hasher.VerifyHashedPassword(Nobody, hash ?? Nobodys, typed);
            return (
                hash is not null && result != PasswordVerificationResult.Failed,
                result == PasswordVerificationResult.SuccessRehashNeeded
            );
        });

    private static async Task<T> InTurn<T>(Func<T> compute)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw new StoreBusyException();
        }

        try
        {
            await Places.WaitAsync();
            try
            {
                return await Task.Run(compute);
            }
            finally
            {
                Places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
