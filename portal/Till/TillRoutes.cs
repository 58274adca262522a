using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>Endpoints of the till page: JSON, same origin, with the session's cookie. The store is that of the till's key.</summary>
internal static class TillRoutes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapTill(this IEndpointRouteBuilder app)
    {
        var till = app.MapGroup("/till/api");
        till.MapGet(
            "/state",
            Guarded(
                async (http, caller) =>
                {
                    await Send(http, 200, new { store = caller.Store });
                }
            )
        );
        till.MapPost("/find", Guarded<FindRequest>(Find));
        till.MapPost(
            "/preview",
            Guarded<SaleRequest>(
                async (http, caller, sale) =>
                    await (
                        sale.Fault() is { } field
                            ? Refuse(http, Unfit(field))
                            : Answer(http, await Desk(http).Preview(sale, caller), answer => answer)
                    )
            )
        );
        till.MapPost("/sales", Guarded<SaleRequest>(Record));
        till.MapPost("/claims", Guarded<SaleRequest>(Claim));
        // Not a path segment: some tills number receipts like 2026/17.
        till.MapGet(
            "/receipts",
            Guarded(
                async (http, caller) =>
                    await Answer(http, await Desk(http).Receipt(http.Request.Query["receipt"].ToString(), caller), record => record)
            )
        );
        till.MapPost(
            "/returns",
            Guarded<BackRequest>(
                async (http, caller, back) =>
                    await (
                        back.IsGood ? Answer(http, await Desk(http).Return(back, caller), answer => answer) : Refuse(http, Unfit("lines"))
                    )
            )
        );
        app.MapPost(
            "/till/sign-out",
            (HttpContext http) =>
            {
                TillSession.End(http);
                return Results.LocalRedirect("/till/sign-in");
            }
        );
    }

    private static Task Find(HttpContext http, Caller till, FindRequest request) =>
        SaleRequest.IsText(request.Text, 254) ? Found(http, request.Text!) : Refuse(http, new("card_invalid", "Nothing was scanned."));

    private static async Task Found(HttpContext http, string text) => await Answer(http, await Desk(http).Find(text), found => found);

    private static async Task Record(HttpContext http, Caller till, SaleRequest sale)
    {
        if (sale.Fault() is { } field)
        {
            await Refuse(http, Unfit(field));
            return;
        }
        var outcome = await Desk(http).Record(sale, till);
        await Answer(http, outcome, answer => new SaleAnswer(answer, outcome.Again));
    }

    /// <summary>
    /// A sale without a card. It is counted; for a member without the card at hand the answer has the claim: the sealed receipt as an
    /// address.
    /// </summary>
    private static async Task Claim(HttpContext http, Caller till, SaleRequest sale)
    {
        if (sale.Fault() is { } field)
        {
            await Refuse(http, Unfit(field));
            return;
        }
        var told = await http
            .RequestServices.GetRequiredService<ISalesWithoutCard>()
            .Sold(new(till.Store, sale.Receipt, sale.At, sale.Lines!.Sum(line => line.Amount)));
        await (
            told.Refusal is { } refusal ? Refuse(http, refusal) : Send(http, 200, new ClaimAnswer(await Claims.Address(http, sale, till)))
        );
    }

    private static TillDesk Desk(HttpContext http) => http.RequestServices.GetRequiredService<TillDesk>();

    private static Refused Unfit(string field) => new("invalid_field", $"The field {field} has a value that cannot be.");

    private static RequestDelegate Guarded(Func<HttpContext, Caller, Task> work) =>
        async http =>
        {
            // The page synchronises its clock with this one, so that receipts have the club's time.
            http.Response.Headers["Club-Now"] = Instants.Text(http.RequestServices.GetRequiredService<IClubFacts>().Now);
            if (await TillSession.Of(http) is { } caller)
            {
                await work(http, caller);
            }
            else
            {
                await Refuse(http, new("unauthenticated", "Sign in with a till's key."), 401);
            }
        };

    private static RequestDelegate Guarded<T>(Func<HttpContext, Caller, T, Task> work)
        where T : class =>
        Guarded(
            async (http, caller) =>
            {
                T? request;
                try
                {
                    request = http.Request.HasJsonContentType() ? await http.Request.ReadFromJsonAsync<T>(Json, http.RequestAborted) : null;
                }
                catch (JsonException)
                {
                    request = null;
                }
                await (request is null ? Refuse(http, new("malformed_json", "The body is not JSON.")) : work(http, caller, request));
            }
        );

    private static Task Answer<T, TAnswer>(HttpContext http, Outcome<T> outcome, Func<T, TAnswer> answer) =>
        outcome.Refusal is { } refusal ? Refuse(http, refusal) : Send(http, 200, answer(outcome.Value!));

    /// <summary>The refusal in the cashier's words, where the club has them; every text names one way to continue.</summary>
    private static Task Refuse(HttpContext http, Refused refusal, int status = 422)
    {
        var words = http.RequestServices.GetRequiredService<Words>();
        var key = "till.refusal." + refusal.Code;
        return Send(
            http,
            status,
            new TillRefusal(
                refusal.Code,
                Languages.Texts[words.Language].ContainsKey(key) ? words[key] : words["till.refusal.other", refusal.Detail]
            )
        );
    }

    private static Task Send<T>(HttpContext http, int status, T value)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(value, Json, http.RequestAborted);
    }
}
