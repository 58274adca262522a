namespace LoyaltyClub.Contracts;

/// <summary>
/// What an exception from the engine or the store means to a caller. The host knows those exceptions; API, pages and import do not.
/// </summary>
public interface IExceptionRefusals
{
    /// <summary>Null for an exception that nobody foresaw.</summary>
    Refused? Of(Exception fault);
}
