namespace LoyaltyClub.Portal.Desk;

/// <summary>The signed-in staff member of a request to the desk, if any. Scoped; filled by <see cref="StaffSessions"/>.</summary>
public sealed class StaffVisitor
{
    /// <summary>The staff member at the start of the request; null if signed out.</summary>
    public StaffView? View { get; internal set; }

    /// <summary>The session's id.</summary>
    internal string Session { get; set; } = "";

    /// <summary>Start of the session.</summary>
    internal DateTimeOffset SignedInAt { get; set; }

    /// <summary>The staff member as caller of grains, for the audit.</summary>
    public string By => AuditLine.ByStaff(View!.Id);

    public bool Is(StaffRole roles) => View is { } one && (one.Role & roles) != 0;
}
