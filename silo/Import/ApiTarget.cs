using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Import;

/// <summary>Imports by the API of a running service.</summary>
internal sealed class ApiTarget : IImportTarget, IDisposable
{
    /// <summary>Concurrent requests; with more, a service on one file gains no speed.</summary>
    private const int Connections = 64;

    private readonly HttpClient client;

    public ApiTarget(ServiceAddress service)
    {
        client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = service.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Key);
    }

    public async Task<Currencies> Currencies()
    {
        var versions = new List<(DateTimeOffset, string)>();
        for (string? next = ""; next is not null;)
        {
            var page = await Ask<Page<ProgrammeShown>>(
                HttpMethod.Get,
                "/v1/programme/versions?limit=500" + (next.Length > 0 ? "&after=" + Uri.EscapeDataString(next) : "")
            );
            versions.AddRange(page.Value!.Items.Select(version => (version.From, version.Programme.GetRawText())));
            next = page.Value.Next;
        }
        return new(versions);
    }

    public async Task<Outcome<string>> Member(MemberBy by, string value)
    {
        var found = await Ask<MemberView>(
            HttpMethod.Get,
            $"/v1/members?{JsonNamingPolicy.CamelCase.ConvertName(by.ToString())}={Uri.EscapeDataString(value)}"
        );
        return found.Value is { } member ? member.Id : found.Refusal!;
    }

    public Task<Outcome<MemberView>> Enrol(Enrolment enrolment) =>
        Ask<MemberView>(HttpMethod.Post, "/v1/members", JsonContent.Create(enrolment, ApiJson.Default.Enrolment));

    public Task<Outcome<MemberView>> Get(string member) => Ask<MemberView>(HttpMethod.Get, "/v1/members/" + member);

    public Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment) =>
        Ask<AdjustmentAnswer>(
            HttpMethod.Post,
            $"/v1/members/{member}/adjustments",
            JsonContent.Create(adjustment, ApiJson.Default.Adjustment)
        );

    public Task<Outcome<MemberView>> Name(string member, string operationId, string externalId) =>
        Ask<MemberView>(HttpMethod.Patch, "/v1/members/" + member, JsonContent.Create(new { operationId, externalId }));

    public Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest purchase, string member) =>
        Ask<PurchaseAnswer>(HttpMethod.Post, "/v1/purchases", JsonContent.Create(purchase, ApiJson.Default.PurchaseRequest));

    /// <summary>
    /// Parses answers more leniently than the API parses requests: the first version of the programme begins on the calendar's first day.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The service or its store is unavailable.</exception>
    private async Task<Outcome<T>> Ask<T>(HttpMethod method, string path, HttpContent? content = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var answer = await client.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                return new(await answer.Content.ReadFromJsonAsync<T>(), null, answer.Headers.Contains("Idempotency-Hit"));
            }

            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var refusal = new Refused(problem.GetProperty("code").GetString()!, problem.GetProperty("detail").GetString()!);
            return answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                ? throw new StoreUnavailableException(refusal.Detail)
                : refusal;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException) // the latter from HttpClient's time-out
        {
            throw new StoreUnavailableException("The service that has the store does not answer: " + fault.Message, fault);
        }
    }

    public void Dispose() => client.Dispose();
}
