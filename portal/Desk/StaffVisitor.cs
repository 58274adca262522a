namespace LoyaltyClub.Portal.Desk;

/// <summary>Who of the staff looks at a page of the desk, or nobody. One a request, filled by <see cref="StaffSessions"/>.</summary>
public sealed class StaffVisitor
{
    /// <summary>As they were when the request came; null for nobody.</summary>
    public StaffView? View { get; internal set; }

    /// <summary>The session's own id.</summary>
    internal string Session { get; set; } = "";

    /// <summary>As grains want it, for the audit.</summary>
    public string By => AuditLine.ByStaff(View!.Id);

    public bool Is(StaffRole roles) => View is { } one && (one.Role & roles) != 0;
}
