using System.Globalization;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>What the member's home may cost a phone.</summary>
[Collection(MeasuredCollection.Name)]
public class Budget(Chromium chromium, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task The_members_home_is_60_KB_in_6_requests_of_ours_and_begins_within_50_ms()
    {
        const int most = 60 * 1024,
            requests = 6,
            rounds = 21;
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address, "es", phone: true);
        await visit.SignIn(shop.Club, Shop.Ana);
        var wire = await visit.Context.NewCDPSessionAsync(visit.Page);
        await wire.SendAsync("Network.enable");
        var (bytes, asked) = (0.0, new List<string>());
        wire.Event("Network.requestWillBeSent").OnEvent += (_, what) =>
            asked.Add(what!.Value.GetProperty("request").GetProperty("url").GetString()!);
        wire.Event("Network.loadingFinished").OnEvent += (_, what) => bytes += what!.Value.GetProperty("encodedDataLength").GetDouble();

        await visit.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / 1024:0.0} KB in {asked.Count} requests: {string.Join(", ", asked.Select(address => new Uri(address).PathAndQuery))}"
            )
        );
        bytes.ShouldBeInRange(5_000, most);
        asked.Count.ShouldBeInRange(2, requests);
        asked.ShouldAllBe(address => new Uri(address).Authority == shop.Club.Address.Authority);

        var first = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            await visit.Page.GotoAsync("/");
            first.Add(
                await visit.Page.EvaluateAsync<double>(
                    "() => { const { requestStart, responseStart } = performance.getEntriesByType('navigation')[0]; return responseStart - requestStart; }"
                )
            );
        }
        first.Sort();
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"first byte: median {first[rounds / 2]:0.0} ms, most {first[^1]:0.0} ms")
        );
        first[rounds / 2].ShouldBeLessThan(50);
    }
}
