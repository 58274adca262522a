using System.Data.Common;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host;

/// <summary>Translates the exceptions of Orleans, the journal and the databases' drivers into refusals.</summary>
internal sealed class ExceptionRefusals : IExceptionRefusals
{
    /// <summary>Orleans' storage wraps what the driver has thrown.</summary>
    public Refused? Of(Exception fault) =>
        Known(fault) ?? (fault is OrleansException or AggregateException && fault.InnerException is { } inner ? Of(inner) : null);

    private static Refused? Known(Exception fault) =>
        fault switch
        {
            StoreUnavailableException or DbException => new(
                RefusalCode.StoreUnavailable,
                "The store cannot be reached or written now. Nothing is half done; send the same again."
            ),
            // The last is Orleans' exception for a call that was never made because its silo hangs.
            StoreBusyException or TimeoutException or OperationCanceledException => new(
                RefusalCode.Overloaded,
                "More work is waiting than may wait. Send the same again a little later."
            ),
            LimitExceededException => new(
                RefusalCode.MemberBusy,
                "Too many requests for one member are waiting. Send the same again a little later."
            ),
            OrleansMessageRejectionException => new(
                RefusalCode.Overloaded,
                "The service is stopping, or another of the cluster is away. Send the same again a little later."
            ),
            _ => null,
        };
}
