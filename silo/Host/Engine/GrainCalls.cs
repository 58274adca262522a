using System.Diagnostics;
using LoyaltyClub.Journal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace LoyaltyClub.Host.Engine;

/// <summary>Counts and bounds the calls to grains that wait for an answer in this process.</summary>
internal sealed class CallsInAll(int most)
{
    private int waiting;
    private long refused;

    public int Waiting => Volatile.Read(ref waiting);

    public long Refused => Volatile.Read(ref refused);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref waiting) <= most)
        {
            return true;
        }

        Leave();
        Interlocked.Increment(ref refused);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref waiting);
}

/// <summary>
/// Wraps every call to a grain. Refuses calls beyond the bound before they reach a grain. Repeats a call if the grain's silo went away,
/// or if another activation had written the grain's state: writes have an operation id or may be done twice, so a silo's crash costs its
/// callers a delay and no error.
/// </summary>
/// <remarks>Wraps Orleans' sender of calls instead of using a call filter, which takes 600 bytes for each call. The state machines are not
/// pooled: callers make a task of each answer, and an unpooled state machine is that task.</remarks>
internal sealed class GrainCalls(IGrainReferenceRuntime orleans, CallsInAll calls) : IGrainReferenceRuntime
{
    /// <summary>Time of retries: a killed silo is voted out within 2 s, a silo that hangs within 6 s.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(8),
        LongestWait = TimeSpan.FromMilliseconds(250);

    /// <summary>Wraps the sender that Orleans registered.</summary>
    public static void Use(IServiceCollection services)
    {
        var sender = services.Last(service => service.ServiceType == typeof(IGrainReferenceRuntime)).ImplementationType!;
        services.Replace(
            ServiceDescriptor.Singleton<IGrainReferenceRuntime>(provider => new GrainCalls(
                (IGrainReferenceRuntime)ActivatorUtilities.CreateInstance(provider, sender),
                provider.GetRequiredService<CallsInAll>()
            ))
        );
    }

    // Calls between silos pass unbounded: probes of a silo's health are among them.
    public ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        reference.GrainId.IsSystemTarget()
            ? orleans.InvokeMethodAsync<T>(reference, request, options)
            : Call<T>(reference, request, options);

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        reference.GrainId.IsSystemTarget() ? orleans.InvokeMethodAsync(reference, request, options) : Call(reference, request, options);

    /// <summary>A one-way call: no caller waits or hears of a failure.</summary>
    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        orleans.InvokeMethod(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) => orleans.Cast(grain, interfaceType);

    private async ValueTask<T?> Call<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        Enter();
        try
        {
            for (Retry patience = default; ;)
            {
                try
                {
                    return await orleans.InvokeMethodAsync<T>(reference, request, options);
                }
                catch (Exception fault) when (patience.Lasts(fault))
                {
                    await patience.Wait();
                }
            }
        }
        finally
        {
            calls.Leave();
        }
    }

    private async ValueTask Call(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        Enter();
        try
        {
            for (Retry patience = default; ;)
            {
                try
                {
                    await orleans.InvokeMethodAsync(reference, request, options);
                    return;
                }
                catch (Exception fault) when (patience.Lasts(fault))
                {
                    await patience.Wait();
                }
            }
        }
        finally
        {
            calls.Leave();
        }
    }

    private void Enter()
    {
        if (!calls.TryEnter())
        {
            throw new StoreBusyException();
        }
    }

    /// <summary>The number of tries of a call, and the time of the first.</summary>
    private struct Retry
    {
        private long since;
        private TimeSpan wait;

        /// <summary>Whether a fault is transient and time for retries is left.</summary>
        public bool Lasts(Exception fault)
        {
            if (fault is not (OrleansMessageRejectionException or InconsistentStateException))
            {
                return false;
            }

            since = since == 0 ? Stopwatch.GetTimestamp() : since;
            return Stopwatch.GetElapsedTime(since) < LongestPatience;
        }

        public Task Wait()
        {
            wait =
                wait == default ? TimeSpan.FromMilliseconds(50)
                : wait * 2 < LongestWait ? wait * 2
                : LongestWait;
            return Task.Delay(wait);
        }
    }
}
