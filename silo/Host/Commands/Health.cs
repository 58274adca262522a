namespace LoyaltyClub.Host.Commands;

/// <summary>
/// Checks whether a service is ready; for containers, whose image has no other program. Exit codes: 0 ready, 1 not ready.
/// </summary>
internal static class Health
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    public static async Task<int> Run(string[] args)
    {
        var settings = Settings.Of(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var client = new HttpClient { Timeout = Retry };
        try
        {
            var service = args is [var url] ? new Uri(url) : LoyaltyClub.Import.ServiceAddress.Local(settings.Urls!.Split(';'));
            using var answer = await client.GetAsync(new Uri(service, "/health/ready"));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
