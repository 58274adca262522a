using System.Security.Cryptography;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>One mailed code: good for ten minutes of the machine's clock, five tries, and once.</summary>
[GrainType("signin")]
internal sealed class SignInGrain(
    [PersistentState(GrainStates.SignIn, GrainStates.Storage)] IPersistentState<SignInGrain.Code> kept,
    TimeProvider machine
) : Grain, ISignInGrain
{
    public const int MostTries = 5;
    public static readonly TimeSpan Life = SignInCodes.Life;

    public Task Begin(byte[] proof) => kept.Put(this, new() { Proof = proof, Until = machine.GetUtcNow() + Life });

    public async Task<CodeAnswer> Try(byte[] proof)
    {
        if (!kept.RecordExists)
        {
            DeactivateOnIdle(); // a made-up ticket does not stay in memory
            return CodeAnswer.Over;
        }
        var (isGood, tries) = (machine.GetUtcNow() < kept.State.Until, kept.State.Tries + 1);
        var isRight = isGood && CryptographicOperations.FixedTimeEquals(kept.State.Proof, proof);
        var goesOn = isGood && !isRight && tries < MostTries;
        // On disk before it is answered: a process that dies in between gives no further try.
        await kept.Put(this, goesOn ? kept.State with { Tries = tries } : null);
        if (!goesOn)
        {
            DeactivateOnIdle();
        }

        return isRight ? CodeAnswer.Right
            : goesOn ? CodeAnswer.Wrong
            : CodeAnswer.Over;
    }

    internal sealed record Code
    {
        public byte[] Proof { get; init; } = [];
        public DateTimeOffset Until { get; init; }

        /// <summary>Wrong ones so far.</summary>
        public int Tries { get; init; }
    }
}
