namespace LoyaltyClub.Api.Programmes;

internal static class Close
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains)
    {
        var empty = http.Request.ContentLength is null or 0 && http.Request.Headers.TransferEncoding.Count == 0;
        var (request, fault) = empty ? (new CloseRequest(null, null), null) : await Body.Read(http, ApiJson.Default.CloseRequest);
        return request is null ? new Answer(fault!)
            : Body.OperationId(http, request.OperationId).Refusal is { } unfit ? new Answer(unfit)
            : Answer.Of(await grains.Close(request.Through), ApiJson.Default.CloseAnswer);
    }
}
