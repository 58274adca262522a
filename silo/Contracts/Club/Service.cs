namespace LoyaltyClub.Contracts;

/// <summary>The state of the service.</summary>
public interface IService
{
    Task<ServiceHealth> Health();
}

/// <param name="Store">sqlite or postgresql.</param>
/// <param name="Durable">False if the store is configured so that acknowledged writes may be lost in a power cut.</param>
public sealed record ServiceHealth(bool Ready, string Store, bool Durable, string? Reason);
