using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>One mailed code: good for ten minutes of the machine's clock, five tries, and once.</summary>
internal sealed class SignInGrain : Grain, ISignInGrain
{
    public const int MostTries = 5;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly TimeProvider machine;
    private readonly DocumentStream<Code> code;

    public SignInGrain(IJournal journal, TimeProvider machine)
    {
        this.machine = machine;
        code = new(journal, "signin." + OperationIds.Operation("sign-in " + this.GetPrimaryKeyString())!.Value.ToString("N"), Code.None);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => code.Load(cancellationToken);

    public async Task Begin(byte[] proof)
    {
        while (!await Write("begun", new(proof, machine.GetUtcNow() + Life, 0)))
        {
        }
    }

    public async Task<CodeAnswer> Try(byte[] proof)
    {
        while (code.State.Proof.Length > 0)
        {
            // On disk before it is answered: no number of processes gives more tries.
            var (answer, next) = Judge(proof);
            if (await Write("tried", next))
                return answer;
        }
        DeactivateOnIdle(); // a made-up ticket does not stay in memory
        return CodeAnswer.Over;
    }

    private (CodeAnswer, Code?) Judge(byte[] proof)
    {
        var now = code.State;
        if (machine.GetUtcNow() >= now.Until)
            return (CodeAnswer.Over, null);
        if (CryptographicOperations.FixedTimeEquals(now.Proof, proof))
            return (CodeAnswer.Right, null);
        return now.Tries + 1 < MostTries ? (CodeAnswer.Wrong, now with { Tries = now.Tries + 1 }) : (CodeAnswer.Over, null);
    }

    private async Task<bool> Write(string what, Code? next)
    {
        try
        {
            return await code.Write(what, machine.GetUtcNow(), next);
        }
        catch (StoreUnavailableException)
        {
            DeactivateOnIdle(); // nobody knows what is on disk; the next activation reads
            throw;
        }
    }

    internal sealed record Code(byte[] Proof, DateTimeOffset Until, int Tries)
    {
        public static readonly Code None = new([], DateTimeOffset.MinValue, 0);
    }
}
