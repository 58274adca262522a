using System.Security.Cryptography;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>One mailed sign-in code: valid once, for ten minutes of the machine's clock and five tries.</summary>
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
            DeactivateOnIdle(); // keeps invented tickets out of memory
            return CodeAnswer.Over;
        }
        var (isGood, tries) = (machine.GetUtcNow() < kept.State.Until, kept.State.Tries + 1);
        var isRight = isGood && CryptographicOperations.FixedTimeEquals(kept.State.Proof, proof);
        var goesOn = isGood && !isRight && tries < MostTries;
        // Written before the answer, so that a crash in between grants no extra try.
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

        /// <summary>Wrong tries so far.</summary>
        public int Tries { get; init; }
    }
}
