namespace LoyaltyClub.Import;

/// <summary>Address and key by which a command reaches the service on this machine.</summary>
/// <param name="Url">Base address of the API.</param>
/// <param name="Key">Valid until the service ends.</param>
internal sealed record ServiceAddress(Uri Url, string Key)
{
    /// <summary>The local address among the addresses on which the service listens.</summary>
    public static Uri Local(IEnumerable<string> listening)
    {
        var urls = listening
            .Select(url => new UriBuilder(
                url.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal)
            ))
            .ToArray();
        var url = urls.FirstOrDefault(url => url.Scheme == Uri.UriSchemeHttp) ?? urls[0];
        if (url.Host is "0.0.0.0" or "[::]")
        {
            url.Host = "127.0.0.1";
        }

        return url.Uri;
    }
}
