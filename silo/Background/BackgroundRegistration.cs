using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Background;

/// <summary>How a host takes in the work that runs without a caller; it registers an <see cref="Templates.Mail.IMailer"/> besides.</summary>
public static class BackgroundRegistration
{
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services) =>
        services
            .AddSingleton<BackgroundWork>()
            .AddSingleton<MailWriter>()
            .AddSingleton<MailDispatcher>()
            .AddSingleton<OutboxDispatcher>()
            .AddSingleton<IOutboxDispatcher>(provider => provider.GetRequiredService<OutboxDispatcher>());
}
