namespace LoyaltyClub.Runtime;

/// <summary>A grain that can be reminded.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. What it throws is logged; the reminder comes again at its next period.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>A reminder as the grain that registered it holds it.</summary>
public interface IGrainReminder
{
    /// <summary>Its name, unique within the grain.</summary>
    string ReminderName { get; }
}

/// <summary>Which tick of a reminder this is. All instants in UTC.</summary>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    /// <summary>When the reminder was first due.</summary>
    public DateTime FirstTickTime { get; } = firstTickTime;

    /// <summary>From one tick to the next.</summary>
    public TimeSpan Period { get; } = period;

    /// <summary>The engine's clock when this tick was sent.</summary>
    public DateTime CurrentTickTime { get; } = timeStamp;

    /// <inheritdoc/>
    public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";
}
