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
        code = new(journal, machine, "signin." + OperationIds.Operation("sign-in " + this.GetPrimaryKeyString())!.Value.ToString("N"), Code.None, DeactivateOnIdle);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => code.Load(cancellationToken);

    public Task Begin(byte[] proof) => code.Write("begun", _ => new(proof, machine.GetUtcNow() + Life, 0));

    public async Task<CodeAnswer> Try(byte[] proof)
    {
        // On disk before it is answered: no number of processes gives more tries.
        var answer = await code.Decide<CodeAnswer>("tried", now => Judge(code.State, proof, now));
        if (code.State == Code.None)
            DeactivateOnIdle(); // what is over, or a made-up ticket, does not stay in memory
        return answer;
    }

    private static (CodeAnswer, Code?, AuditLine?) Judge(Code kept, byte[] proof, DateTimeOffset now)
    {
        if (kept == Code.None)
            return (CodeAnswer.Over, null, null);
        if (now >= kept.Until)
            return (CodeAnswer.Over, Code.None, null);
        if (CryptographicOperations.FixedTimeEquals(kept.Proof, proof))
            return (CodeAnswer.Right, Code.None, null);
        return kept.Tries + 1 < MostTries ? (CodeAnswer.Wrong, kept with { Tries = kept.Tries + 1 }, null) : (CodeAnswer.Over, Code.None, null);
    }

    internal sealed record Code(byte[] Proof, DateTimeOffset Until, int Tries)
    {
        public static readonly Code None = new([], DateTimeOffset.MinValue, 0);
    }
}
