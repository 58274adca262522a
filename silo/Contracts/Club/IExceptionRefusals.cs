namespace LoyaltyClub.Contracts;

/// <summary>
/// Translates an exception of the engine or the store into a refusal. Only the host knows those exceptions.
/// </summary>
public interface IExceptionRefusals
{
    /// <summary>Null for an unforeseen exception.</summary>
    Refused? Of(Exception fault);
}
