namespace LoyaltyClub.Bench;

/// <summary>The time from the start of a service to its first answer.</summary>
internal sealed class Starts(Options options, string store)
{
    public Series Ready { get; } = new();
    public Series FirstAnswer { get; } = new();

    /// <summary>Memory, 3 s after the start.</summary>
    public Series Idle { get; } = new();

    public async Task Run()
    {
        for (var start = 0; start < options.Starts; start++)
        {
            await Once();
        }
    }

    public async Task Once()
    {
        await using var service = new ServiceProcess(options, store);
        Ready.Add(await service.Answers("/health/ready"));
        FirstAnswer.Add(await service.Answers("/v1/programme"));
        Idle.Add(await service.Idle());
    }
}
