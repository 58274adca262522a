using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Readings;

/// <summary>Registers the readings of the journal. They inform people; no decision depends on them.</summary>
public static class ReadingRegistration
{
    public static IServiceCollection AddReadings(this IServiceCollection services) =>
        services
            .AddSingleton<IAudit, Audit>()
            .AddSingleton<IBoard, BoardReader>()
            .AddSingleton<IWatch, WatchReader>()
            .AddSingleton<MemberTables>()
            .AddSingleton<RowsLag>()
            .AddSingleton<MemberRows>()
            .AddSingleton<IMemberList, MemberList>();
}
