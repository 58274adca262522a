using System.Data.Common;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Names of grain states in Orleans' storage, which is in the journal's database. Only this name separates the rows of two grains with
/// the same key, so a name never changes.
/// </summary>
public static class GrainStates
{
    /// <summary>Name of the storage provider.</summary>
    public const string Storage = "club";

    internal const string Sessions = "sessions",
        SignIn = "signin",
        Draft = "draft",
        Allowance = "allowance",
        KeyUses = "keyuses",
        Close = "close";

    /// <summary>
    /// Writes a state; null erases it. After a failed write the grain deactivates, and its next activation reads the stored state.
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
