namespace LoyaltyClub.Readings;

/// <summary>What an entry of the journal means to the watch: without names, and without what a rule does not ask about.</summary>
/// <param name="Till">As the receipt names it; with our own till page the cashier.</param>
/// <param name="Receipt">The number of a receipt, for whoever looks.</param>
/// <param name="By">Who adjusted, or from where somebody joined.</param>
internal sealed record WatchFact(
    WatchFactKind Kind,
    DateTimeOffset At,
    string Member,
    string? Store = null,
    string? Till = null,
    string? Receipt = null,
    long Points = 0,
    string? By = null
);

internal enum WatchFactKind
{
    /// <summary>A receipt with a card, at its own instant.</summary>
    Sold,

    /// <summary>A receipt without a card that its buyer has claimed.</summary>
    Claimed,

    /// <summary>Points given by hand.</summary>
    Given,

    /// <summary>Points given or taken by a hand that is known; by the machine's clock, as the audit.</summary>
    Adjusted,

    /// <summary>A return that found fewer points than its receipt had earned.</summary>
    LeftDebt,
    Joined,

    /// <summary>Points or a voucher spent, or points sent to another member.</summary>
    Spent,

    /// <summary>The card replaced or the address changed.</summary>
    Changed,
}

/// <summary>Something that a rule found.</summary>
/// <param name="Id">Follows from rule, subject and day, so that it is found once.</param>
/// <param name="Evidence">The latest, oldest first.</param>
internal sealed record WatchFinding(
    string Id,
    string Rule,
    DateOnly Day,
    DateTimeOffset At,
    string? Store,
    string? Till,
    string? By,
    string[] Members,
    WatchFact[] Evidence
);

/// <summary>What an admin has decided about a finding.</summary>
internal sealed record WatchDecided(bool Held, string By, DateTimeOffset At, string? Reason);
