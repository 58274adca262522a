using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>The published contract says what every field of a request must look like, and the service holds to it.</summary>
public class RequestShapes
{
    private const string Line = """{"line":1,"sku":"a","quantity":1,"amount":1}""";

    /// <summary>A route for each request, with a body that has every field of it that can be had together.</summary>
    private static readonly (string Schema, string Method, string Path, string Body)[] Routes =
    [
        ("Enrolment", "POST", "/v1/members", """{"firstName":"A"}"""),
        ("MemberPatch", "PATCH", "/v1/members/MEMBER", """{"firstName":"A"}"""),
        ("MemberLookUp", "POST", "/v1/members/look-up", "{}"),
        ("MemberQuery", "POST", "/v1/members/search", "{}"),
        ("PurchaseRequest", "POST", "/v1/purchases", $$"""{"store":"s1","receipt":"r","at":"NOW","member":"MEMBER","lines":[{{Line}}]}"""),
        (
            "PreviewRequest",
            "POST",
            "/v1/purchases/preview",
            $$"""{"store":"s1","receipt":"r","at":"NOW","member":"MEMBER","lines":[{{Line}}]}"""
        ),
        ("SaleWithoutCard", "POST", "/v1/purchases/without-card", """{"store":"s1","receipt":"w","at":"NOW","amount":1}"""),
        ("ReturnRequest", "POST", "/v1/returns", """{"store":"s1","receipt":"x","returnReceipt":"y","at":"NOW"}"""),
        ("RedemptionRequest", "POST", "/v1/members/MEMBER/redemptions", """{"operationId":"o","points":1,"capture":true}"""),
        ("VoucherUse", "POST", "/v1/vouchers/V1/use", """{"operationId":"o","store":"s1"}"""),
        ("Adjustment", "POST", "/v1/members/MEMBER/adjustments", """{"operationId":"o","points":1,"reason":"r"}"""),
        ("TransferRequest", "POST", "/v1/members/MEMBER/transfers", """{"operationId":"o","to":"x","points":1}"""),
        ("MergeRequest", "POST", "/v1/members/MEMBER/merge", """{"operationId":"o","from":"x"}"""),
        ("OperationRequest", "POST", "/v1/members/MEMBER/card", """{"operationId":"o"}"""),
        ("ScanRequest", "POST", "/v1/scans", """{"code":"x"}"""),
        ("KeyRequest", "POST", "/v1/keys", """{"operationId":"o","role":"till","store":"s1"}"""),
        ("StorePut", "PUT", "/v1/stores/s1", """{"name":"One"}"""),
        ("SegmentPut", "PUT", "/v1/segments/a", """{"name":"One","where":{"field":"visits","op":"is","value":0}}"""),
        ("TillRequest", "POST", "/v1/tills", """{"operationId":"o","store":"s1","name":"One"}"""),
        ("PairRequest", "POST", "/v1/tills/pair", """{"code":"x"}"""),
        ("ProgrammePut", "PUT", "/v1/programme", """{"programme":{}}"""),
        ("NoticesDone", "POST", "/v1/notices/done", """{"ids":["x"]}"""),
        ("CloseRequest", "POST", "/v1/close", "{}"),
        ("ClockRequest", "POST", "/v1/clock", """{"now":"NOW"}"""),
        ("WatchDecision", "POST", "/v1/watch/x/hold", """{"operationId":"o","reason":"r"}"""),
    ];

    /// <summary>A number just beyond its limits needs no other field to be changed; these do, or are refused under another code.</summary>
    private static readonly string[] CodesOfShape = ["invalid_field", "missing_field", "negative_line", "negative_total"];

    [Fact]
    public async Task Every_text_has_a_length_and_every_limit_holds_just_beyond_it()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, TillSteps.Now);
        var member = await club.Admin.EnrolWith("enrol", 100);
        var schemas = (await club.ClientWith(null).Get("/openapi/v1.json")).Json["components"]!["schemas"]!.AsObject();
        var tried = 0;
        foreach (var (schema, method, path, body) in Routes)
        {
            var described = schemas[schema]!.AsObject();
            foreach (var required in described["required"]?.AsArray() ?? [])
            {
                await Refused(schema, (string)required!, Without(body, (string)required!));
            }

            foreach (var (field, shape) in described["properties"]!.AsObject())
            {
                if (IsOf(shape!, "string") && shape!["format"]?.ToString() is not ("date-time" or "date") && shape["enum"] is null)
                {
                    shape["maxLength"].ShouldNotBeNull($"{schema}.{field} has no length");
                    await Refused(schema, field, With(body, field, new string('x', (int)shape["maxLength"]! + 1)));
                    await Refused(schema, field, With(body, field, ""));
                }

                foreach (var (limit, step) in new[] { ("minimum", -1m), ("maximum", 1m) })
                {
                    if (shape![limit] is { } most && shape["type"] is not null)
                    {
                        await Refused(schema, field, With(body, field, JsonValue.Create((decimal)most + step)));
                    }
                }

                if (shape!["maxItems"] is { } items)
                {
                    var one =
                        field != "lines" ? JsonValue.Create("x")
                        : schema == "ReturnRequest" ? JsonNode.Parse("""{"line":1,"quantity":1}""")!
                        : JsonNode.Parse(Line)!;
                    await Refused(
                        schema,
                        field,
                        With(body, field, new JsonArray([.. Enumerable.Range(0, (int)items + 1).Select(_ => one.DeepClone())]))
                    );
                }
            }

            async Task Refused(string of, string field, string sent)
            {
                var reply = await club.Admin.Say(
                    new HttpMethod(method),
                    path.Replace("MEMBER", member),
                    sent.Replace("MEMBER", member).Replace("NOW", TillSteps.Now)
                );
                reply.Status.ShouldBe(400, $"{of}.{field}: {sent[..Math.Min(200, sent.Length)]} → {reply.Body}");
                CodesOfShape.ShouldContain(reply.Code!, $"{of}.{field}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Every_body_of_the_contract_is_one_of_these()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var paths = (await club.ClientWith(null).Get("/openapi/v1.json")).Json["paths"]!.AsObject();
        paths
            .SelectMany(path => path.Value!.AsObject())
            .Select(operation => (string?)operation.Value!["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"])
            .OfType<string>()
            .Select(reference => reference.Split('/')[^1])
            .Distinct()
            .Order()
            .ShouldBe(Routes.Select(route => route.Schema).Order());
    }

    private static bool IsOf(JsonNode shape, string type) =>
        shape["type"] switch
        {
            JsonArray types => types.Any(one => (string?)one == type),
            { } one => (string?)one == type,
            null => false,
        };

    private static string With(string body, string field, JsonNode value)
    {
        var changed = JsonNode.Parse(body)!.AsObject();
        if (field == "card")
        {
            changed.Remove("member"); // one of the two
        }
        if (field == "reward")
        {
            changed.Remove("points");
        }

        changed[field] = value;
        return changed.ToJsonString(new JsonSerializerOptions());
    }

    private static string Without(string body, string field)
    {
        var changed = JsonNode.Parse(body)!.AsObject();
        changed.Remove(field);
        return changed.ToJsonString();
    }
}
