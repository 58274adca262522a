namespace LoyaltyClub.Runtime;

/// <summary>The root of what the engine itself throws. A call that waits too long gets a plain <see cref="TimeoutException"/>, as on Orleans.</summary>
public class OrleansException : Exception
{
    /// <summary>With Orleans's message.</summary>
    public OrleansException() : base("Unexpected error.") { }

    /// <summary>With a message.</summary>
    public OrleansException(string message) : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>Too many calls wait, for this grain or in all. Nothing was run; the same call may be tried again later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>With Orleans's message.</summary>
    public LimitExceededException() : base("Limit exceeded") { }

    /// <summary>With a message.</summary>
    public LimitExceededException(string message) : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A call did not reach its grain, or on a cluster the silo that ran it is lost before its answer.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    /// <summary>With Orleans's message.</summary>
    public OrleansMessageRejectionException() : base("Message rejected.") { }

    /// <summary>With a message.</summary>
    public OrleansMessageRejectionException(string message) : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public OrleansMessageRejectionException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>The engine has stopped. Nothing was run.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>With the engine's message.</summary>
    public SiloUnavailableException() : base("The engine has stopped and takes no more calls.") { }

    /// <summary>With a message.</summary>
    public SiloUnavailableException(string message) : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}
