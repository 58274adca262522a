using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Runtime;

/// <summary>What the engine logs, in one place. Keys are logged: they are ids, never names or addresses.</summary>
internal sealed partial class EngineLog(ILogger log)
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Place} failed while it was deactivated.")]
    private static partial void DeactivationFailed(ILogger log, Exception thrown, string place);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminder {Name} of {Type}/{Key} failed; it comes again at its next period.")]
    private static partial void ReminderFailed(ILogger log, Exception thrown, string name, string type, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "The next tick of reminder {Name} of {Type}/{Key} could not be stored; after a restart it may come once too often.")]
    private static partial void ReminderNotStored(ILogger log, Exception thrown, string name, string type, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A reminder {Name} is stored for {Type}/{Key}, which is no grain class that can be reminded; it is left alone.")]
    private static partial void ReminderOfNobody(ILogger log, string name, string type, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine stopped while {Places} grains had not ended.")]
    private static partial void StoppedTooSoon(ILogger log, long places);

    [LoggerMessage(Level = LogLevel.Error, Message = "The engine's housekeeping failed; it goes on at the next second.")]
    private static partial void HousekeepingFailed(ILogger log, Exception thrown);

    public void DeactivationFailed(Exception thrown, Mailbox place) => DeactivationFailed(log, thrown, place.ToString());

    public void ReminderFailed(Exception thrown, ReminderRow row) => ReminderFailed(log, thrown, row.Name, row.GrainType, row.Key);

    public void ReminderNotStored(Exception thrown, ReminderRow row) => ReminderNotStored(log, thrown, row.Name, row.GrainType, row.Key);

    public void ReminderOfNobody(ReminderRow row) => ReminderOfNobody(log, row.Name, row.GrainType, row.Key);

    public void StoppedTooSoon(long places) => StoppedTooSoon(log, places);

    public void HousekeepingFailed(Exception thrown) => HousekeepingFailed(log, thrown);
}
