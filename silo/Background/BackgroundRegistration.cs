using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Background;

/// <summary>Registers the background work; the host registers an <see cref="Templates.Mail.IMailer"/>.</summary>
public static class BackgroundRegistration
{
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services) =>
        services
            .AddSingleton<BackgroundWork>()
            .AddSingleton<MailWriter>()
            .AddSingleton<MailSettings>()
            .AddSingleton<IMailSettings>(provider => provider.GetRequiredService<MailSettings>())
            .AddSingleton<MailDispatcher>()
            .AddSingleton<OutboxDispatcher>()
            .AddSingleton<IOutboxDispatcher>(provider => provider.GetRequiredService<OutboxDispatcher>());
}
