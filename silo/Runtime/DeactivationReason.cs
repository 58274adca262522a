namespace LoyaltyClub.Runtime;

/// <summary>Why an activation ends. The engine uses <c>ShuttingDown</c>, <c>ActivationIdle</c> and <c>ApplicationRequested</c>; the others are Orleans's.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason given.</summary>
    None,
    /// <summary>The engine stops.</summary>
    ShuttingDown,
    /// <summary>Orleans only: here a grain that failed to activate is dropped without being deactivated.</summary>
    ActivationFailed,
    /// <summary>Orleans only.</summary>
    InternalFailure,
    /// <summary>Nobody called for a while, or more grains were active than may be.</summary>
    ActivationIdle,
    /// <summary>Orleans only.</summary>
    ActivationUnresponsive,
    /// <summary>Orleans only: one process has no second activation.</summary>
    DuplicateActivation,
    /// <summary>Orleans only.</summary>
    IncompatibleRequest,
    /// <summary>Orleans only.</summary>
    ApplicationError,
    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,
    /// <summary>Orleans only: one process has nowhere to move to.</summary>
    Migrating,
}

/// <summary>Why an activation ends, with a sentence.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text) { }

    /// <summary>The reason in a sentence.</summary>
    public string Description { get; } = text;

    /// <summary>The reason as a code.</summary>
    public DeactivationReasonCode ReasonCode { get; } = code;

    /// <summary>What went wrong, if something did.</summary>
    public Exception? Exception { get; } = exception;

    /// <inheritdoc/>
    public override string ToString() => $"{ReasonCode}: {Description}";
}
