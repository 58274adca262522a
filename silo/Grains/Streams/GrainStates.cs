using System.Data.Common;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The plain state that Orleans' storage keeps, in the same database as the journal. A name here is all that separates one grain's rows
/// from
/// another's with the same key, and is never changed.
/// </summary>
public static class GrainStates
{
    /// <summary>The storage.</summary>
    public const string Storage = "club";

    internal const string Sessions = "sessions",
        SignIn = "signin",
        Draft = "draft",
        Allowance = "allowance";

    /// <summary>
    /// Writes a state; null erases it. What could not be written is not remembered either: the grain leaves memory, and its next activation
    /// reads.
    /// </summary>
    /// <exception cref="StoreUnavailableException"/>
    internal static async Task Put<T>(this IPersistentState<T> kept, Grain grain, T? next)
        where T : class, new()
    {
        if (next is null && !kept.RecordExists)
        {
            return;
        }

        var before = kept.State;
        kept.State = next ?? new();
        try
        {
            await (next is null ? kept.ClearStateAsync() : kept.WriteStateAsync());
        }
        catch (Exception fault)
        {
            kept.State = before;
            grain.GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationError, "The state could not be written."));
            if (fault is DbException)
            {
                throw new StoreUnavailableException("The grain's state could not be written: " + fault.Message, fault);
            }

            throw;
        }
    }
}
