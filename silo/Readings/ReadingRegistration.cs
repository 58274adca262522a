using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Readings;

/// <summary>How a host takes in what is read from the journal for people: none of it decides anything.</summary>
public static class ReadingRegistration
{
    public static IServiceCollection AddReadings(this IServiceCollection services) =>
        services.AddSingleton<IAudit, Audit>().AddSingleton<IBoard, BoardReader>();
}
