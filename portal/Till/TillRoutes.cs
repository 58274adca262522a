using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>Endpoints of the till page: JSON, same origin, with the session's cookie. The store is that of the till's key.</summary>
internal static class TillRoutes
{
    private const int MostNearly = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapTill(this IEndpointRouteBuilder app)
    {
        var till = app.MapGroup("/till/api");
        till.MapGet(
            "/state",
            Guarded(
                async (http, caller) =>
                {
                    TillSession.Renew(http, caller);
                    await Send(http, 200, new { store = caller.Store });
                }
            )
        );
        till.MapPost("/find", Guarded<FindRequest>(Find));
        till.MapPost(
            "/members",
            Guarded<JoinRequest>(
                async (http, caller, request) =>
                    await (
                        SaleRequest.IsText(request.Text, 254) && SaleRequest.IsText(request.OperationId, 50)
                            ? Answer(
                                http,
                                await Desk(http).Join(http, http.RequestServices.GetRequiredService<Words>(), request, caller),
                                found => found
                            )
                            : Refuse(http, new(Enrolments.NotAContact, "Neither a phone number nor an e-mail address."))
                    )
            )
        );
        till.MapPost(
            "/preview",
            Guarded<SaleRequest>(
                async (http, caller, sale) =>
                    await (
                        (sale.Fault() ?? (sale.Lines!.Length > 0 ? null : "lines")) is { } field
                            ? Refuse(http, Unfit(field))
                            : Answer(http, await Desk(http).Preview(sale, caller), answer => Nearly(http, answer))
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
                    await Answer(
                        http,
                        await Desk(http).Receipt(http.Request.Query["receipt"].ToString(), Day(http.Request.Query["day"]), caller),
                        record => record
                    )
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
        app.MapPost("/till/sign-out", async (HttpContext http) =>
        {
            await TillSession.End(http);
            return Results.LocalRedirect("/till");
        });
    }

    private static Task Find(HttpContext http, Caller till, FindRequest request) =>
        SaleRequest.IsText(request.Text, 254)
            ? Found(http, till, request.Text!)
            : Refuse(http, new(RefusalCode.CardInvalid, "Nothing was scanned."));

    private static async Task Found(HttpContext http, Caller till, string text)
    {
        var words = http.RequestServices.GetRequiredService<Words>();
        await Answer(http, await Counted(http, till, () => Desk(http).Find(text, words, till)), found => found);
    }

    /// <summary>A look-up that finds nobody counts.</summary>
    private static async Task<Outcome<T>> Counted<T>(HttpContext http, Caller till, Func<Task<Outcome<T>>> find)
    {
        var limits = http.RequestServices.GetRequiredService<KeyLimits>();
        if (limits.LookUp(till) is { } tooMany)
        {
            return tooMany;
        }

        var outcome = await find();
        if (outcome.Refusal is { } refusal)
        {
            limits.Missed(till, refusal);
        }

        return outcome;
    }

    /// <summary>With what a little more would give, for the cashier to say; other near misses are no news at a till.</summary>
    private static PurchaseAnswer Nearly(HttpContext http, PurchaseAnswer preview)
    {
        var words = http.RequestServices.GetRequiredService<Words>();
        var said = http.RequestServices.GetRequiredService<IRuleSentences>().Said(preview, words.Language);
        return said with
        {
            WhyNot = said
                .WhyNot?.Where(miss => miss.Condition is NearMissView.MinimumSpend or NearMissView.MinimumQuantity or NearMissView.Limit)
                .Take(MostNearly)
                .Select(miss => miss with { Text = $"{words.Rule(miss.Rule)}: {miss.Text}" })
                .ToArray(),
        };
    }

    private static async Task Record(HttpContext http, Caller till, SaleRequest sale)
    {
        sale = await sale.Opened(http.RequestServices.GetRequiredService<ISeals>());
        if (sale.Fault() is { } field)
        {
            await Refuse(http, Unfit(field));
            return;
        }
        var words = http.RequestServices.GetRequiredService<Words>();
        await Answer(http, await Desk(http).Record(sale, till), answer =>
            answer.Sale?.Tier is { ChangedFrom: not null, Code: var code } ? answer with { Tier = words.Tier(code) } : answer
        );
    }

    /// <summary>
    /// A sale without a card. It is counted; for a member without the card at hand the answer has the claim: the sealed receipt as an
    /// address.
    /// </summary>
    private static async Task Claim(HttpContext http, Caller till, SaleRequest sale)
    {
        if ((sale.Fault() ?? (sale is { Rewards: 0, Points: null } ? null : "vouchers")) is { } field)
        {
            await Refuse(http, Unfit(field));
            return;
        }
        var told = await http
            .RequestServices.GetRequiredService<ISalesWithoutCard>()
            .Sold(new(till.Store, sale.Receipt, sale.At, sale.Lines!.Sum(line => line.Amount)));
        await (told.Refusal is { } refusal ? Refuse(http, refusal) : Send(http, 200, new ClaimAnswer(await ClaimOf(http, sale, till))));
    }

    private static async Task<string> ClaimOf(HttpContext http, SaleRequest sale, Caller till)
    {
        var receipt = sale.For(till, []);
        var seals = http.RequestServices.GetRequiredService<ISeals>();
        var seal = await seals.SealClaim(receipt.Store!, receipt.Receipt!, receipt.At!.Value, receipt.Lines!);
        return $"{http.Request.Scheme}://{http.Request.Host}{ReceiptClaims.Page}{seal}";
    }

    private static TillDesk Desk(HttpContext http) => http.RequestServices.GetRequiredService<TillDesk>();

    /// <summary>As a date field sends it; null if it is empty.</summary>
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Refused Unfit(string field) => new(RefusalCode.InvalidField, $"The field {field} has a value that cannot be.");

    private static RequestDelegate Guarded(Func<HttpContext, Caller, Task> work) =>
        async http =>
        {
            // The page synchronises its clock with this one, so that receipts have the club's time.
            http.Response.Headers["Club-Now"] = Instants.Text(http.RequestServices.GetRequiredService<IClubFacts>().Now);
            if (await TillSession.Opened(http) is var (caller, cashier))
            {
                http.Features.Set(caller);
                Report(http, caller, cashier);
                // The page takes a 429 for a network that is away: it keeps its sales and tries again.
                await (
                    http.RequestServices.GetRequiredService<KeyLimits>().Take(caller) is { } tooMany
                        ? Refuse(http, tooMany, StatusCodes.Status429TooManyRequests)
                        : work(http, caller)
                );
            }
            else
            {
                await Refuse(http, new(RefusalCode.Unauthenticated, "Sign in with a till's key."), 401);
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
                // Kestrel throws a plain IOException for some faults of the framing.
                catch (Exception fault) when (fault is JsonException || fault is IOException and not BadHttpRequestException)
                {
                    request = null;
                }
                await (
                    request is null ? Refuse(http, new(RefusalCode.MalformedJson, "The body is not JSON.")) : work(http, caller, request)
                );
            }
        );

    /// <summary>Notes what the page tells of itself with each request.</summary>
    private static void Report(HttpContext http, Caller till, StaffView? cashier)
    {
        var (version, waiting) = (http.Request.Headers["Till-Version"].ToString(), http.Request.Headers["Till-Waiting"].ToString());
        http.RequestServices.GetRequiredService<IKeyRing>()
            .Used(
                till,
                new(
                    cashier?.Id,
                    version.Length is > 0 and <= 40 ? version : null,
                    int.TryParse(waiting, NumberStyles.None, CultureInfo.InvariantCulture, out var sales) && sales < 1_000_000
                        ? sales
                        : null
                )
            );
    }

    private static Task Answer<T, TAnswer>(HttpContext http, Outcome<T> outcome, Func<T, TAnswer> answer) =>
        outcome.Refusal is { } refusal ? Refuse(http, refusal) : Send(http, 200, answer(outcome.Value!));

    /// <summary>The refusal in the cashier's words, where the club has them; every text names one way to continue.</summary>
    private static Task Refuse(HttpContext http, Refused refusal, int status = 422)
    {
        if (SecurityNote.Of(refusal.Code) is { } what)
        {
            var till = http.Features.Get<Caller>();
            http.Note(what, till is null ? null : AuditLine.ByKey(till.KeyId), refusal.Code);
        }

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
