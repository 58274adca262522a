namespace LoyaltyClub.Runtime;

/// <summary>Reminders as a grain uses them: <c>this.RegisterOrUpdateReminder(…)</c>.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or sets an existing one anew. Returns when it is stored.</summary>
    /// <param name="grain">The grain itself; it must be <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">Unique within the grain, not empty.</param>
    /// <param name="dueTime">From now to the first tick; zero or more.</param>
    /// <param name="period">From one tick to the next; at least <see cref="EngineOptions.MinimumReminderPeriod"/>.</param>
    /// <exception cref="ArgumentException">A name, due time or period out of range.</exception>
    /// <exception cref="InvalidOperationException">The grain is not <see cref="IRemindable"/>.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (string.IsNullOrWhiteSpace(reminderName)) throw new ArgumentNullException(nameof(reminderName));
        if (grain is not IRemindable) throw new InvalidOperationException($"{grain.GetType()} is not {nameof(IRemindable)}.");
        return grain.Place.Engine.Reminders.Register(grain.Place, reminderName, dueTime, period);
    }

    /// <summary>Ends a reminder; no error if it has ended already.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(reminder);
        return grain.Place.Engine.Reminders.Unregister(grain.Place, reminder.ReminderName);
    }

    /// <summary>A registered reminder of this grain, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (string.IsNullOrWhiteSpace(reminderName)) throw new ArgumentNullException(nameof(reminderName));
        return grain.Place.Engine.Reminders.Find(grain.Place, reminderName);
    }

    /// <summary>All registered reminders of this grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain.Place.Engine.Reminders.All(grain.Place);
    }
}
