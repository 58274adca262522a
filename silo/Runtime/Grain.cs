namespace LoyaltyClub.Runtime;

/// <summary>A grain: one object per key in the process, one call at a time.</summary>
public abstract class Grain : IAddressable
{
    private readonly Mailbox? _place = Mailbox.Creating;

    /// <summary>The grain's place in the engine.</summary>
    /// <exception cref="InvalidOperationException">The grain was made with <c>new</c>, outside an engine.</exception>
    internal Mailbox Place => _place ?? throw new InvalidOperationException($"{GetType()} was not created by an engine.");

    /// <summary>References to other grains.</summary>
    protected IGrainFactory GrainFactory => Place.Engine;

    /// <summary>The services of this activation: its own scope, disposed when the activation ends.</summary>
    protected IServiceProvider ServiceProvider => Place.Services;

    /// <summary>Runs before the first call. If it throws, everyone who waits gets the exception and the next call tries anew.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call. What it throws is logged and otherwise without effect. Not run when the process dies.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Leaves after the current call; calls that wait go to the next activation in their order.</summary>
    protected void DeactivateOnIdle() => Place.LeaveAfterTurn();

    /// <summary>Not to leave for idleness for this long; a negative span takes that back. <see cref="DeactivateOnIdle"/> goes before it.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Place.StayFor(timeSpan);
}
