namespace LoyaltyClub.Api.Members;

internal static class Scan
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.ScanRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        return Check.Required("code", request.Code, 100) is { } unfit
            ? new Answer(unfit)
            : Answer.Of(await Scans.Of(request.Code!, grains, directory), ApiJson.Default.ScanAnswer);
    }
}
